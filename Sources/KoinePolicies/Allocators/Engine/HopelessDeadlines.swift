public import KoineModel

extension AllocatorName {
  /// Jobs that are due before they could be done with their fastest kind of chips to themselves, with the
  /// time that they take there: no shares meet such deadlines, whatever else runs.
  ///
  /// A job that no kind can run is not among them.
  /// - Complexity: O(jobs + requests x pools).
  public static func hopelessDeadlines(
    _ workload: Workload, _ topology: Topology, _ speeds: (any SpeedSource)?
  ) -> [(job: JobHandle, least: Interval)] {
    if workload.deadline.isEmpty { return [] }
    let table = KindTable(workload, topology, speeds)
    return (0..<workload.count).compactMap { index in
      guard workload.deadline[index].isReached else { return nil }
      let request = workload.request[index]
      let fastest = table.speeds(of: request).max() ?? 0
      guard fastest > 0 else { return nil }
      let isGiven = workload.requests[request.index].work == .none
      let least =
        isGiven
        ? workload.duration[index] : Interval(seconds: workload.units[index] / fastest)
      let given = workload.deadline[index] - workload.submit[index]
      return least > given ? (JobHandle(index), least) : nil
    }
  }
}
