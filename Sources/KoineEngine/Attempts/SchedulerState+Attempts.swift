public import KoineModel

/// What policies may know of jobs that stop and go on.
extension SchedulerState {
  /// Whether jobs of this run can be stopped and go on later.
  public var canStopJobs: Bool { attempts.isUsed }

  /// Whether a job holds accelerators now.
  @inline(__always)
  public func isRunning(_ job: JobHandle) -> Bool {
    let outcome = outcomes[job.index]
    if outcome.state != .running { return false }
    return attempts.isUsed ? outcome.slot != JobOutcome.noSlot : outcome.finish > now
  }

  /// Whether a job is in the line, or held back from it.
  public func isWaiting(_ job: JobHandle) -> Bool { outcomes[job.index].state == .waiting }

  /// Times that a job has been started.
  public func attempts(of job: JobHandle) -> Int {
    attempts.isUsed ? Int(attempts.history[job.index].attempts) : isRunning(job) ? 1 : 0
  }

  /// Time for which a job has held its accelerators up to now, in all attempts together.
  public func held(by job: JobHandle) -> Interval {
    var held = Interval.zero
    if attempts.isUsed { held.nanoseconds = attempts.history[job.index].held_ns }
    if isRunning(job) { held = held + (now - outcomes[job.index].start) }
    return held
  }

  /// Service that a job has attained, accelerator-seconds.
  public func service_s(of job: JobHandle) -> Double {
    held(by: job).seconds * Double(demand(of: job).accelerators_milli) / 1000
  }

  /// Since when a job has waited for its present attempt, or did before it started: since it was last
  /// stopped, or else since its submission.
  public func waitedSince(_ job: JobHandle) -> Instant {
    let stops = attempts(of: job) - (isRunning(job) ? 1 : 0)
    return stops > 0 ? attempts.history[job.index].stopped : workload.submit[job.index]
  }

  /// When the user would say that the present or last attempt at a job ends, or should have ended.
  public func expectedEnd(of job: JobHandle) -> Instant {
    outcomes[job.index].start
      + (attempts.isUsed
        ? attempts.history[job.index].expectedSpan : workload.estimate[job.index])
  }

  /// Part of a job's duration that is still to do, as far as no stop can take it back.
  ///
  /// An oracle: users know it of no job. A running job's unsaved work counts as done.
  public func remaining(of job: JobHandle) -> Interval {
    let whole = workload.duration[job.index]
    return Interval(nanoseconds: max(0, whole.nanoseconds - done(of: job, in: whole)))
  }

  /// The same by what the user said the job would take.
  public func remainingEstimate(of job: JobHandle) -> Interval {
    let whole = workload.estimate[job.index]
    return Interval(nanoseconds: max(0, whole.nanoseconds - done(of: job, in: whole)))
  }

  /// The part of `whole`, which is all of the job's work, that is done.
  private func done(of job: JobHandle, in whole: Interval) -> Int64 {
    let index = job.index
    let slot = outcomes[index].slot
    if demand(of: job).workRow >= 0 {
      var units = attempts.isUsed ? attempts.history[index].keptUnits : 0
      if isRunning(job) { units += work.progress[Int(slot)].done(at: now) }
      return Int64(Double(whole.nanoseconds) * min(1, units / workload.units[index]))
    }
    guard attempts.isUsed else {
      return isRunning(job) ? (now - outcomes[index].start).nanoseconds : 0
    }
    let kept_ns = attempts.history[index].kept_ns
    if !isRunning(job) { return kept_ns }
    var progress = attempts.current[Int(slot)].progress
    progress.settle(now, attempts.costs[workload.request[index].index])
    return kept_ns + progress.worked_ns
  }
}

extension SchedulerState {
  /// Begins an attempt at a job that has just been put into `slot`, and returns when it will end.
  mutating func beginAttempt(
    of job: JobHandle, in slot: UInt32, _ demand: Demand, _ gang: PlacedGang
  ) -> Instant {
    let index = job.index
    let cost = attempts.costs[workload.request[index].index]
    let since = enterStart(of: index)
    let restore = attempts.history[index].attempts > 1 ? cost.restore : .zero
    let isStoppedByClock = !workload.stop.isEmpty && workload.stop[index].isReached
    let finish: Instant
    if demand.workRow >= 0 {
      finish = beginWork(slot, demand, gang, after: restore)
    } else {
      var progress = AttemptProgress(
        since: now, restore: restore, setup: gang.isJoined ? setup(of: gang.first) : .zero)
      if attempts.hasPaces { progress.setPace(pace(of: gang.first)) }
      attempts.current[Int(slot)].progress = progress
      let left_ns = workload.duration[index].nanoseconds - attempts.history[index].kept_ns
      finish = progress.finish(of: left_ns, cost)
    }
    let isFirst = attempts.history[index].attempts == 1
    attempts.history[index].expectedSpan =
      isFirst ? workload.estimate[index] : restore + remainingEstimate(of: job)
    attempts.current[Int(slot)].expectedEnd =
      (now + attempts.history[index].expectedSpan).nanoseconds
    attempts.history[index].waited_ns += (now - since).nanoseconds
    return isStoppedByClock ? max(now, workload.stop[index]) : finish
  }

  /// Counts a start, and returns since when the job has waited for it.
  private mutating func enterStart(of index: Int) -> Instant {
    attempts.history[index].attempts += 1
    if attempts.history[index].attempts > 1 {
      noteGap(index)
      return attempts.history[index].stopped
    }
    attempts.history[index].firstStart = now
    return workload.submit[index]
  }

  /// Services ask when exactly their replicas did not run; nobody else does.
  mutating func noteGap(_ index: Int) {
    if workload.service.isEmpty || workload.service[index] == .none { return }
    attempts.gaps.append(
      RunLog.Gap(job: JobHandle(index), begin: attempts.history[index].stopped, end: now))
  }

  /// Enters an attempt in the ledger and in the job's history.
  mutating func endAttempt(_ slot: UInt32, _ running: RunningJob, _ end: AttemptEnd) {
    let index = running.job.index
    let demand = demands[running.request]
    let split =
      demand.workRow >= 0
      ? endWork(slot, running, end) : endGiven(slot, running, end)
    ledger.charge(
      running.first, of: demand, split, isLost: running.isLost, cluster: cluster,
      segments: segments)
    if running.isJoined { givePortsBack(running) }
    attempts.history[index].held_ns += (now - running.start).nanoseconds
    if !running.isLost { attempts.history[index].working_ns += split.advancing_ns }
    attempts.history[index].stopped = now
  }

  /// The end of an attempt at a job of given duration.
  private mutating func endGiven(
    _ slot: UInt32, _ running: RunningJob, _ end: AttemptEnd
  ) -> WorkSplit {
    let index = running.job.index
    let cost = attempts.costs[running.request]
    var progress = attempts.current[Int(slot)].progress
    let saveBegin = Instant(nanoseconds: now.nanoseconds - cost.save.nanoseconds)
    let writes = end == .preempted && saveBegin >= progress.since && progress.pace_ppm > 0
    progress.settle(writes ? saveBegin : now, cost)
    if writes {
      progress.saving_ns += cost.save.nanoseconds
      progress.saved_ns = progress.worked_ns
    }
    let isLost = end == .failed || (end == .preempted && !writes)
    attempts.history[index].kept_ns += isLost ? progress.saved_ns : progress.worked_ns
    return progress.split(of: now - running.start, losesUnsaved: isLost)
  }
}

extension SchedulerState {
  /// See ``expectedSpan(of:)``: the same while a job waits, at its start, and while it runs.
  func expectedAttempt(at job: JobHandle) -> Interval {
    if isRunning(job) { return attempts.history[job.index].expectedSpan }
    if attempts.history[job.index].attempts == 0 { return workload.estimate[job.index] }
    return remainingEstimate(of: job) + attempts.costs[workload.request[job.index].index].restore
  }

  /// Ends the attempt in `slot`, gives back what it holds and returns its job.
  mutating func end(_ slot: UInt32, _ end: AttemptEnd) -> JobHandle {
    let running = runningJobs[slot]
    endAttempt(slot, running, end)
    cluster.remove(running.first, of: demands[running.request], segments: &segments)
    forgetAttempt(slot, running)
    return running.job
  }

  /// Frees the slot of an attempt that holds nothing any more.
  mutating func forgetAttempt(_ slot: UInt32, _ running: RunningJob) {
    if tracksRanks {
      let rank = attempts.current[Int(slot)].rank
      preemptible.remove(at: preemptible.position(of: running.job, key: rank))
    }
    forget(slot, running)
    outcomes[running.job.index].slot = JobOutcome.noSlot
  }
}

extension AttemptProgress {
  /// Where the time of an attempt went; settled before.
  func split(of span: Interval, losesUnsaved: Bool) -> WorkSplit {
    let working_ns =
      span.nanoseconds - restored_ns - setup_ns - saving_ns - imbalance_ns - communication_ns
      - stalled_ns
    let unsaved_ns = losesUnsaved ? unsavedTime_ns : 0
    return WorkSplit(
      productive_ns: working_ns - unsaved_ns, imbalance_ns: imbalance_ns,
      reconfiguration_ns: setup_ns, communication_ns: communication_ns,
      checkpoint_ns: saving_ns, lost_ns: restored_ns + stalled_ns + unsaved_ns)
  }
}
