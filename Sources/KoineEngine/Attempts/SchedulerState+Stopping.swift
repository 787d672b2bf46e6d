public import KoineModel

/// The verbs that stop running jobs.
extension SchedulerState {
  /// Enters the rank of a job that starts.
  @inline(__always)
  mutating func rank(_ job: JobHandle, _ demand: Demand, key: Int64) {
    if preemptible.isFull { preemptible.compact(with: &ranking) }
    let slot = Int(outcomes[job.index].slot)
    attempts.rank[slot] = key
    preemptible.insert(job, key: key, size: demand.accelerators, span: .zero)
  }

  /// Stops a running job, which waits again under `key`.
  ///
  /// It writes a checkpoint in its last moments and goes on from there. One that has not run for as
  /// long as that takes loses what it has done since it started.
  ///
  /// - Parameter toResize: whether it is to go on at once with another of its sizes, which counts as a
  ///   resize and not as a preemption.
  public mutating func stop(_ job: JobHandle, key: Int64, toResize: Bool = false) {
    stop(job, toResize: toResize)
    enqueueAgain(job, key: key)
  }

  /// Stops a running job, which then is nowhere until it waits again.
  mutating func stop(_ job: JobHandle, toResize: Bool = false) {
    precondition(isRunning(job), "a job that does not run cannot be stopped")
    let slot = outcomes[job.index].slot
    let running = runningJobs[slot]
    if sharing.isUsed && leavePartner(slot) {
      return stopReleased(slot, keepsSegments: true, toResize: toResize)
    }
    cluster.release(running.first, of: demands[running.request], segments)
    stopReleased(slot, toResize: toResize)
  }

  /// Stops a job whose holding has been given back already, or stays a partner's.
  private mutating func stopReleased(
    _ slot: UInt32, keepsSegments: Bool = false, toResize: Bool = false
  ) {
    let running = runningJobs[slot]
    dropEnd(of: slot)
    endAttempt(slot, running, .preempted)
    if !keepsSegments { segments.removeRest(of: running.first) }
    forgetAttempt(slot, running)
    if toResize { attempts.resizes += 1 } else { attempts.preemptions += 1 }
    digest(UInt64(bitPattern: now.nanoseconds))
    digest(UInt64(running.job.rawValue))
    digest(0)
  }

  /// Puts a stopped job among the waiting ones; it has not arrived at this instant.
  private mutating func enqueueAgain(_ job: JobHandle, key: Int64) {
    let arrivals = arrivalCount
    enqueue(job, key: key)
    arrivalCount = arrivals
  }

  /// Begins a pass of ``start(at:stoppingOthers:)``.
  public mutating func beginStopping() { victims.beginPass() }

  /// Whether some running job ranks after `key`.
  @inline(__always)
  public func hasPreemptible(after key: Int64) -> Bool {
    !preemptible.isEmpty && preemptible.key(at: preemptible.last) > key
  }

  /// Starts the waiting job at `position` in the place of running ones that rank after it, those that
  /// rank last first, and of no more of them than it needs.
  ///
  /// - Returns: whether it started; then `position` is the job after it, or `nil`.
  /// - Complexity: O(jobs that rank after it + the cost of a placement for each that it may need).
  public mutating func start<P: Placement & ~Copyable>(
    at position: inout SortedJobs.Position?, stoppingOthers placement: inout P
  ) -> Bool {
    let job = waiting.job(at: position!)
    let key = waiting.key(at: position!)
    let request = workload.request[job.index].index
    if victims.hasFailed(request) { return false }
    victims.removeAll()
    guard let gang = place(demands[request], rankedAt: key, with: &placement) else {
      for index in 0..<victims.count { retake(victims.slots[index]) }
      victims.noteFailure(request)
      return false
    }
    spareVictims()
    for index in 0..<victims.count {
      let slot = victims.slots[index]
      victims.remember(
        runningJobs[slot].job, rank: attempts.rank[Int(slot)], at: index)
      stopReleased(slot)
    }
    // Now there is a slot for the job, and not until it has left the line may others enter it: its
    // position would move.
    _ = commit(job, gang, at: position!)
    for index in 0..<victims.count {
      enqueueAgain(JobHandle(rawValue: victims.jobs[index]), key: victims.ranks[index])
    }
    position = waiting.firstPosition(after: key, job)
    return true
  }

  /// Lifts jobs that rank after `key` off the cluster until `demand` fits.
  private mutating func place<P: Placement & ~Copyable>(
    _ demand: Demand, rankedAt key: Int64, with placement: inout P
  ) -> PlacedGang? {
    guard couldFit(demand, rankedAt: key) else { return nil }
    if placement.judgesNodesAlone && cluster.takesOneFreeNode(demand)
      && !cluster.hasNodesFree(for: demand)
    {
      if !liftFromOneNode(for: demand, rankedAt: key) { return nil }
      let gang = cluster.place(demand, with: &placement, segments: &segments)
      precondition(gang != nil, "a placement that judges nodes alone found none that holds the job")
      return gang
    }
    var position = preemptible.isEmpty ? nil : Optional(preemptible.last)
    while let here = position, preemptible.key(at: here) > key {
      let slot = outcomes[preemptible.job(at: here).index].slot
      position = preemptible.previous(before: here)
      guard isInWay(of: demand, slot) else { continue }
      let running = runningJobs[slot]
      cluster.release(running.first, of: demands[running.request], segments)
      victims.append(slot)
      if !cluster.hasNodesFree(for: demand) { continue }
      if let gang = cluster.place(demand, with: &placement, segments: &segments) { return gang }
    }
    return nil
  }

  /// Whether accelerators alone would be enough with all jobs that rank after `key` out of the way.
  private func couldFit(_ demand: Demand, rankedAt key: Int64) -> Bool {
    var missing = demand.accelerators - freeAccelerators
    var position = preemptible.isEmpty ? nil : Optional(preemptible.last)
    while missing > 0, let here = position, preemptible.key(at: here) > key {
      missing -= preemptible.size(at: here)
      position = preemptible.previous(before: here)
    }
    return missing <= 0
  }

  /// Whether a running job is on nodes that `demand` may use.
  func isInWay(of demand: Demand, _ slot: UInt32) -> Bool {
    if cluster.isCounted { return true }
    var segment = runningJobs[slot].first
    while true {
      let pool = cluster.poolOfNode[Int(segment.node)]
      if demand.pools.contains(where: { cluster.candidatePools[$0] == pool }) { return true }
      // A mixed job, or one on several pools of a chip, may be in the way with its later tasks.
      if segment.next == SegmentArena.end { return false }
      segment = segments[segment.next]
    }
  }

  /// Lets victims go on whose place nobody has taken, those that rank first before others.
  private mutating func spareVictims() {
    var index = victims.count
    while index > 0 {
      index -= 1
      let running = runningJobs[victims.slots[index]]
      let demand = demands[running.request]
      if cluster.retakeIfFree(running.first, of: demand, segments) { victims.remove(at: index) }
    }
  }

  private mutating func retake(_ slot: UInt32) {
    let running = runningJobs[slot]
    cluster.retake(running.first, of: demands[running.request], segments)
  }
}
