public import KoineModel

/// The verbs of policies that put two jobs on the same accelerators (space sharing).
///
/// Both then run at the speeds that were measured of the pair, each in half of the accelerators' time
/// as the ledger counts it, until one of them ends or is stopped: the other goes on alone.
extension SchedulerState {
  /// The job that runs on the same accelerators as a running one, if there is one.
  public func partner(of job: JobHandle) -> JobHandle? {
    guard sharing.isUsed else { return nil }
    return sharing.partner(of: outcomes[job.index].slot).map { runningJobs[$0].job }
  }

  /// Starts a waiting job on the accelerators of a running one that has them for itself.
  ///
  /// That takes two jobs of one size whose work has measured speeds as a pair on that chip, whole
  /// accelerators and nothing of the host, on one kind of chip that the waiting job accepts, not joined
  /// by circuits.
  ///
  /// - Parameter key: under which the job waits.
  /// - Returns: whether it started.
  /// - Precondition: the policy has ``SchedulingPolicy/sharesAccelerators``.
  public mutating func start(_ job: JobHandle, key: Int64, beside neighbour: JobHandle) -> Bool {
    precondition(sharing.isUsed, "a policy that shares accelerators says so")
    guard isRunning(neighbour), let parts = parts(of: job, beside: neighbour) else { return false }
    let other = outcomes[neighbour.index].slot
    let held = outcomes[neighbour.index]
    let gang = PlacedGang(
      first: runningJobs[other].first, nodes: held.nodes, pool: UInt32(held.pool))
    _ = commit(job, gang, at: waiting.position(of: job, key: key))
    let slot = outcomes[job.index].slot
    sharing.join(slot, other, at: now)
    setPart(parts.own, of: slot)
    setPart(parts.neighbours, of: other)
    return true
  }

  /// The parts of their speeds that a waiting job and a running one keep on the same accelerators;
  /// `nil` where they cannot share them.
  private func parts(
    of job: JobHandle, beside neighbour: JobHandle
  ) -> (own: Double, neighbours: Double)? {
    let slot = outcomes[neighbour.index].slot
    let running = runningJobs[slot]
    let own = demand(of: job)
    let other = demands[running.request]
    guard sharing.partner(of: slot) == nil, !running.isJoined, own.isPlain, other.isPlain,
      own.accelerators == other.accelerators, own.workRow >= 0, other.workRow >= 0,
      accepts(own, where: running.first)
    else { return nil }
    let pool = Int(outcomes[neighbour.index].pool)
    guard let part = work.speeds.part(of: own, beside: other, on: pool),
      let others = work.speeds.part(of: other, beside: own, on: pool)
    else { return nil }
    return (part, others)
  }

  /// Whether a job accepts every pool that another one is on.
  private func accepts(_ demand: Demand, where first: Segment) -> Bool {
    var segment = first
    while true {
      let pool = cluster.poolOfNode[Int(segment.node)]
      guard demand.pools.contains(where: { cluster.candidatePools[$0] == pool }) else {
        return false
      }
      if segment.next == SegmentArena.end { return true }
      segment = segments[segment.next]
    }
  }

  /// Lets the job in `slot` leave its partner, if it has one, which goes on alone and keeps what both
  /// held.
  ///
  /// - Returns: whether it had one.
  mutating func leavePartner(_ slot: UInt32) -> Bool {
    guard let partner = sharing.partner(of: slot) else { return false }
    sharing.part(slot, partner, at: now)
    setPart(1, of: partner)
    return true
  }

  /// Gives the job in `slot` that part of its speed from now on, and moves its end.
  private mutating func setPart(_ part: Double, of slot: UInt32) {
    work.progress[Int(slot)].settle(now)
    work.progress[Int(slot)].pairPart = part
    let job = runningJobs[slot].job.index
    let isStoppedByClock = !workload.stop.isEmpty && workload.stop[job].isReached
    if isStoppedByClock { return }
    dropEnd(of: slot)
    schedule(slot, at: work.progress[Int(slot)].finish)
  }
}
