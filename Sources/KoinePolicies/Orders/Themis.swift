public import KoineEngine
public import KoineModel

/// The worst finish-time fairness first: the time that a job will have spent in the shared cluster
/// over the time that it would take alone in its share of it.
///
/// Shared: time since submission, and what is left of it. Alone: the estimate, stretched by as much as
/// the job asks for more than the share of one of all jobs that are there now. The worst-off job comes
/// first, which is the limit of Themis' auctions when all lease offers go to the worst-off job.
/// Source: Mahajan and others, "Themis: fair and efficient GPU cluster scheduling", NSDI 2020, 3.1.
public struct Themis: Order {
  private let capacity: Double

  /// - Parameter topology: the cluster whose accelerators the jobs share.
  public init(_ topology: Topology) { capacity = Double(max(topology.acceleratorCount, 1)) }

  public var isDynamic: Bool { true }

  public func key(of job: JobHandle, in state: borrowing SchedulerState) -> Int64 {
    let jobs = Double(state.waiting.count + state.preemptible.count)
    let size = Double(state.demand(of: job).accelerators_milli) / 1000
    let stretch = max(1, size * max(jobs, 1) / capacity)
    let alone_s = max(state.estimate(of: job).seconds, 1e-9) * stretch
    let here_s = (state.now - state.workload.submit[job.index]).seconds
    return Int64(sorting: -(here_s + state.remainingEstimate(of: job).seconds) / alone_s)
  }
}
