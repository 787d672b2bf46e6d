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
    return attempts.isUsed ? runningJobs.has(job, in: outcome.slot) : outcome.finish > now
  }

  /// Whether a job is in the line, or held back from it.
  public func isWaiting(_ job: JobHandle) -> Bool { outcomes[job.index].state == .waiting }

  /// Times that a job has been started.
  public func attempts(of job: JobHandle) -> Int {
    let outcome = outcomes[job.index]
    if outcome.history > 0 { return Int(attempts.history[Int(outcome.history)].attempts) }
    return outcome.hasStarted ? 1 : 0
  }

  /// Time for which a job has held its accelerators up to now, in all attempts together.
  @inline(__always)
  public func held(by job: JobHandle) -> Interval {
    let outcome = outcomes[job.index]
    let held = Interval(nanoseconds: attempts.history[Int(outcome.history)].held_ns)
    if isRunning(job) { return held + (now - outcome.start) }
    return outcome.history == 0 && outcome.hasStarted ? outcome.finish - outcome.start : held
  }

  /// Service that a job has attained, accelerator-seconds.
  @inline(__always)
  public func service_s(of job: JobHandle) -> Double {
    held(by: job).seconds * Double(demand(of: job).accelerators_milli) / 1000
  }

  /// Since when a job has waited for its present attempt, or did before it started: since it was last
  /// stopped, or else since its submission.
  public func waitedSince(_ job: JobHandle) -> Instant {
    let place = Int(outcomes[job.index].history)
    return place > 0 ? attempts.history[place].stopped : workload.submit[job.index]
  }

  /// When the user would say that the present or last attempt at a job ends, or should have ended.
  public func expectedEnd(of job: JobHandle) -> Instant {
    let outcome = outcomes[job.index]
    if outcome.history == 0 { return outcome.start + workload.estimate[job.index] }
    return outcome.start + attempts.history[Int(outcome.history)].expectedSpan
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
      var units = history(of: job).keptUnits
      if isRunning(job) { units += work.progress[Int(slot)].done(at: now) }
      return Int64(Double(whole.nanoseconds) * min(1, units / workload.units[index]))
    }
    guard attempts.isUsed else {
      return isRunning(job) ? (now - outcomes[index].start).nanoseconds : 0
    }
    let kept_ns = history(of: job).kept_ns
    if !isRunning(job) { return kept_ns }
    var progress = progress(of: runningJobs[slot], in: slot)
    progress.settle(now, attempts.costs[workload.request[index].index])
    return kept_ns + progress.worked_ns
  }

  /// What a job has behind it: nothing, if it has never been stopped.
  func history(of job: JobHandle) -> JobHistory {
    attempts.history[Int(outcomes[job.index].history)]
  }
}

extension SchedulerState {
  /// Begins an attempt at a job that has just been put into `slot`, and returns when it will end.
  ///
  /// Most attempts are the first and only one of their job: of these nothing is kept but their start.
  @inline(__always)
  mutating func beginAttempt(
    of job: JobHandle, in slot: UInt32, _ demand: Demand, _ gang: PlacedGang
  ) -> Instant {
    let index = job.index
    let finish: Instant
    let isPlain = !runningJobs[slot].isRestarted && !gang.isJoined && !attempts.hasPaces
    if isPlain && demand.workRow < 0 {
      finish = end(ofPlain: index)
    } else {
      finish = beginOther(job, in: slot, demand, gang)
    }
    let isStoppedByClock = !workload.stop.isEmpty && workload.stop[index].isReached
    return isStoppedByClock ? max(now, workload.stop[index]) : finish
  }

  /// When a job ends that starts now and goes on at full pace.
  @inline(__always)
  private func end(ofPlain index: Int) -> Instant {
    let duration = workload.duration[index]
    let cost = attempts.costs[workload.request[index].index]
    if cost.interval == .zero || duration <= cost.interval { return now + duration }
    // No checkpoint is written at the very end.
    let saves = (duration.nanoseconds - 1) / cost.interval.nanoseconds
    let (saving_ns, overflow) = saves.multipliedReportingOverflow(by: cost.save.nanoseconds)
    return overflow ? .never : now + duration + Interval(nanoseconds: saving_ns)
  }

  private mutating func beginOther(
    _ job: JobHandle, in slot: UInt32, _ demand: Demand, _ gang: PlacedGang
  ) -> Instant {
    let cost = attempts.costs[workload.request[job.index].index]
    let isRestarted = runningJobs[slot].isRestarted
    let restore = isRestarted ? cost.restore : .zero
    if isRestarted { enterRestart(of: job, restore) }
    if demand.workRow >= 0 { return beginWork(slot, demand, gang, after: restore) }
    let pace = pace(of: gang.first)
    if !isRestarted && !gang.isJoined && pace.isFull { return end(ofPlain: job.index) }
    var progress = AttemptProgress(
      since: now, restore: restore, setup: gang.isJoined ? setup(of: gang.first) : .zero)
    progress.setPace(pace)
    keep(progress, of: slot)
    let left_ns = workload.duration[job.index].nanoseconds - history(of: job).kept_ns
    return progress.finish(of: left_ns, cost)
  }

  private mutating func enterRestart(of job: JobHandle, _ restore: Interval) {
    let expected = restore + remainingOfStopped(job)
    let place = Int(outcomes[job.index].history)
    noteGap(job.index)
    attempts.history[place].attempts += 1
    attempts.history[place].waited_ns += (now - attempts.history[place].stopped).nanoseconds
    attempts.history[place].expectedSpan = expected
  }

  /// Opens the history of a job whose first attempt is stopped now.
  private mutating func openHistory(of index: Int) {
    if outcomes[index].history > 0 { return }
    let start = outcomes[index].start
    outcomes[index].history = attempts.open(
      JobHistory(
        waited_ns: (start - workload.submit[index]).nanoseconds, firstStart: start, stopped: now,
        expectedSpan: workload.estimate[index]))
  }

  /// How far the attempt in `slot` has come.
  func progress(of running: RunningJob, in slot: UInt32) -> AttemptProgress {
    running.hasProgress
      ? attempts.progress[Int(slot)] : AttemptProgress(since: running.start, restore: .zero)
  }

  mutating func keep(_ progress: AttemptProgress, of slot: UInt32) {
    attempts.progress[Int(slot)] = progress
    runningJobs.keepProgress(slot)
  }

  /// Services ask when exactly their replicas did not run; nobody else does.
  mutating func noteGap(_ index: Int) {
    if workload.service.isEmpty || workload.service[index] == .none { return }
    let history = history(of: JobHandle(index))
    attempts.gaps.append(
      RunLog.Gap(
        job: JobHandle(index), begin: history.stopped, end: now, isFailure: history.hasFailedLast))
  }

  /// Enters an attempt in the ledger and in the job's history.
  @inline(__always)
  mutating func endAttempt(_ slot: UInt32, _ running: RunningJob, _ end: AttemptEnd) {
    if end.isStop || !isPlain(running) { return endOther(slot, running, end) }
    let interval = attempts.costs[running.request].interval
    if interval == .zero || now - running.start <= interval { return charge(running) }
    endSaving(running)
  }

  /// Whether an attempt that ends was the first of its job and went on at full pace all the time.
  @inline(__always)
  private func isPlain(_ running: RunningJob) -> Bool {
    !running.hasProgress && !running.isRestarted && !running.isJoined && !running.isLost
      && demands[running.request].workRow < 0
  }

  /// The end of such an attempt that did nothing but work and write checkpoints.
  private mutating func endSaving(_ running: RunningJob) {
    let cost = attempts.costs[running.request]
    let span_ns = (now - running.start).nanoseconds
    let cycle_ns = cost.interval.nanoseconds + cost.save.nanoseconds
    let (cycles, rest_ns) = span_ns.quotientAndRemainder(dividingBy: cycle_ns)
    let saving_ns =
      cycles * cost.save.nanoseconds + max(0, rest_ns - cost.interval.nanoseconds)
    attempts.withoutWork_ns[running.job.index] = saving_ns
    ledger.charge(
      running.first, of: demands[running.request], saving: Interval(nanoseconds: saving_ns),
      of: now - running.start, cluster: cluster, segments: segments)
  }

  private mutating func endOther(_ slot: UInt32, _ running: RunningJob, _ end: AttemptEnd) {
    let index = running.job.index
    let demand = demands[running.request]
    if end.isStop { openHistory(of: index) }
    var split =
      demand.workRow >= 0
      ? endWork(slot, running, end) : endGiven(slot, running, end)
    let advancing_ns = split.advancing_ns
    if sharing.isUsed { split.yield(sharing.takeYielded(by: slot)) }
    ledger.charge(
      running.first, of: demand, split, isLost: running.isLost, cluster: cluster,
      segments: segments)
    if running.isJoined { givePortsBack(running) }
    let span = now - running.start
    let withoutWork_ns = span.nanoseconds - (running.isLost ? 0 : advancing_ns)
    if withoutWork_ns != 0 { attempts.withoutWork_ns[index] += withoutWork_ns }
    if !running.isRestarted && !end.isStop { return }
    let place = Int(outcomes[index].history)
    attempts.history[place].held_ns += span.nanoseconds
    attempts.history[place].held_milli_ns +=
      Double(span.nanoseconds) * Double(demand.accelerators_milli)
    attempts.history[place].stopped = now
    attempts.history[place].hasFailedLast = end == .failed
  }

  /// The end of an attempt at a job of given duration.
  private mutating func endGiven(
    _ slot: UInt32, _ running: RunningJob, _ end: AttemptEnd
  ) -> WorkSplit {
    let cost = attempts.costs[running.request]
    var progress = progress(of: running, in: slot)
    let saveBegin = Instant(nanoseconds: now.nanoseconds - cost.save.nanoseconds)
    let writes = end == .preempted && saveBegin >= progress.since && progress.pace_ppm > 0
    progress.settle(writes ? saveBegin : now, cost)
    if writes {
      progress.saving_ns += cost.save.nanoseconds
      progress.saved_ns = progress.worked_ns
    }
    let isLost = end == .failed || (end == .preempted && !writes)
    if end.isStop {
      let place = Int(outcomes[running.job.index].history)
      attempts.history[place].kept_ns += isLost ? progress.saved_ns : progress.worked_ns
    }
    return progress.split(of: now - running.start, losesUnsaved: isLost)
  }
}

extension SchedulerState {
  /// See ``expectedSpan(of:)``: the same while a job waits, at its start, and while it runs.
  @inline(__always)
  func expectedAttempt(at job: JobHandle) -> Interval {
    let place = Int(outcomes[job.index].history)
    if place == 0 { return workload.estimate[job.index] }
    if isRunning(job) { return attempts.history[place].expectedSpan }
    return remainingOfStopped(job) + attempts.costs[workload.request[job.index].index].restore
  }

  /// What is left of the user's estimate for a job that is stopped, or about to start again.
  private func remainingOfStopped(_ job: JobHandle) -> Interval {
    let whole = workload.estimate[job.index]
    let kept = history(of: job)
    var done_ns = kept.kept_ns
    if demand(of: job).workRow >= 0 {
      let part = min(1, kept.keptUnits / workload.units[job.index])
      done_ns = Int64(Double(whole.nanoseconds) * part)
    }
    return Interval(nanoseconds: max(0, whole.nanoseconds - done_ns))
  }

  /// Ends the attempt in `slot`, gives back what it holds and returns its job.
  mutating func end(_ slot: UInt32, _ end: AttemptEnd) -> JobHandle {
    let running = runningJobs[slot]
    let isShared = sharing.isUsed && leavePartner(slot)
    endAttempt(slot, running, end)
    if !isShared {
      cluster.remove(running.first, of: demands[running.request], segments: &segments)
    }
    forgetAttempt(slot, running)
    return running.job
  }

  /// Frees the slot of an attempt that holds nothing any more.
  mutating func forgetAttempt(_ slot: UInt32, _ running: RunningJob) {
    if tracksRanks {
      let rank = attempts.rank[Int(slot)]
      preemptible.remove(at: preemptible.position(of: running.job, key: rank))
    }
    forget(slot, running)
  }

  /// Takes the end of a running job out of the heap, unless ends that do not count are dropped there.
  mutating func dropEnd(of slot: UInt32) {
    if !work.movesEnds { events.remove(subject: slot) }
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
