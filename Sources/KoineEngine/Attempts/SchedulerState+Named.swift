public import KoineModel

/// Verbs for policies that know which job they want to start, and on which chips.
extension SchedulerState {
  /// Starts a waiting job on one kind of chips, if it fits there now.
  ///
  /// - Parameters:
  ///   - key: under which the job waits.
  ///   - lane: index of the chips among ``lanes(of:)``.
  /// - Returns: whether it started.
  public mutating func start<P: Placement & ~Copyable>(
    _ job: JobHandle, key: Int64, on lane: Int, with placement: inout P
  ) -> Bool {
    var demand = demand(of: job)
    demand.pools = lanes[lane].pools
    guard let gang = cluster.place(demand, with: &placement, segments: &segments) else {
      return false
    }
    _ = commit(job, gang, at: waiting.position(of: job, key: key))
    return true
  }
}
