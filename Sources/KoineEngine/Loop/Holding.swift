public import KoineModel

/// What one task of a running job holds.
public struct Holding: Hashable, Sendable {
  public var job: JobHandle
  public var node: NodeHandle
  /// Slots of its accelerators.
  public var slots: UInt64
  /// Thousandths of each of them; half of it for each of two jobs that share accelerators.
  public var share_milli: Int
  public var cpu_milli: Int64

  public init(
    job: JobHandle, node: NodeHandle, slots: UInt64, share_milli: Int, cpu_milli: Int64
  ) {
    self.job = job
    self.node = node
    self.slots = slots
    self.share_milli = share_milli
    self.cpu_milli = cpu_milli
  }
}

extension SchedulerState {
  /// What the running jobs hold, job by job.
  ///
  /// Empty for a cluster of which only a count is kept (``ClusterState/isCounted``).
  /// - Complexity: O(n log n) for n running jobs.
  public func holdings() -> [Holding] {
    if cluster.isCounted { return [] }
    var holdings: [Holding] = []
    let jobs = runningSlots().map { runningJobs[$0] }
    for running in jobs.sorted(by: { $0.job < $1.job }) {
      let partners = partner(of: running.job) == nil ? 1 : 2
      let demand = demands[running.request]
      var segment = running.first
      while true {
        let task = demand.task(of: segment.mask.nonzeroBitCount, pools: demand.pools)
        holdings.append(
          Holding(
            job: running.job, node: NodeHandle(rawValue: segment.node), slots: segment.mask,
            share_milli: task.share_milli / partners, cpu_milli: task.cpu_milli))
        if segment.next == SegmentArena.end { break }
        segment = segments[segment.next]
      }
    }
    return holdings
  }

  /// Where the running jobs are, in no particular order.
  func runningSlots() -> [UInt32] {
    (0..<events.count).compactMap { index in
      let event = events[index]
      let isStale = work.movesEnds && work.finishSequence[Int(event.subject)] != event.sequence
      return isStale ? nil : event.subject
    }
  }
}
