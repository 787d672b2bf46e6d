public import KoineEngine
public import KoineModel

/// The earliest deadline first (EDF); jobs without a deadline come after all others, by arrival.
///
/// Source: Liu and Layland, "Scheduling algorithms for multiprogramming in a hard-real-time
/// environment", Journal of the ACM 20(1), 1973.
public struct EarliestDeadline: Order {
  public init() {}

  public func key(of job: JobHandle, in state: borrowing SchedulerState) -> Int64 {
    let deadlines = state.workload.deadline
    return deadlines.isEmpty ? .max : deadlines[job.index].nanoseconds
  }
}
