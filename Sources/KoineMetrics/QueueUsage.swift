public import KoineEngine
public import KoineModel

/// What the jobs of one queue got: `queues` in `docs/metrics.md`.
public struct QueueUsage: Hashable, Sendable {
  public var name: String
  /// Accelerators that are its own.
  public var guaranteed: Int
  /// Jobs submitted, and those of them that ended.
  public var jobs = 0
  public var ended = 0
  /// Mean wait of the jobs that started, all their waits together, s.
  public var wait_s: Double?
  /// Accelerators that its jobs held, on average over the run.
  public var used = 0.0
  /// Times that its jobs were stopped.
  public var stops = 0

  /// The usage of each queue that takes jobs, in the order of the tree.
  ///
  /// - Precondition: the log is of a run with these queues.
  /// - Complexity: O(jobs).
  public static func all(
    _ log: RunLog, _ workload: Workload, _ tree: QueueTree
  ) -> [QueueUsage] {
    let queueOfTenant = tree.queue(ofTenants: workload.tenantNames)
    var usages = tree.queues.map { QueueUsage(name: $0.name, guaranteed: $0.guaranteed) }
    var waited = Array(repeating: (sum_s: 0.0, count: 0), count: usages.count)
    let span_s = max((log.end - log.begin).seconds, 1e-9)
    for job in log.state.indices where log.state[job] != .pending {
      let queue = queueOfTenant[workload.tenant[job].index]
      usages[queue].jobs += 1
      if log.finish[job].isReached { usages[queue].ended += 1 }
      guard log.start[job].isReached else { continue }
      let request = workload.requests[workload.request[job].index]
      let accelerators = Double(request.accelerators_milli) / 1000
      usages[queue].used += log.held[job].seconds * accelerators / span_s
      usages[queue].stops += max(0, Int(log.attempts[job]) - 1)
      waited[queue].sum_s += log.waited[job].seconds
      waited[queue].count += 1
    }
    for queue in usages.indices where waited[queue].count > 0 {
      usages[queue].wait_s = waited[queue].sum_s / Double(waited[queue].count)
    }
    return usages.indices.filter { tree.isLeaf[$0] }.map { usages[$0] }
  }
}
