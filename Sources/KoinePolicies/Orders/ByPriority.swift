public import KoineEngine
public import KoineModel

/// The highest priority first.
public struct ByPriority: Order {
  public init() {}

  public func key(of job: JobHandle, in state: borrowing SchedulerState) -> Int64 {
    -Int64(state.workload.priority[job.index])
  }
}
