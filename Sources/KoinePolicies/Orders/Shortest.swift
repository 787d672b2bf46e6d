public import KoineEngine
public import KoineModel

/// The shortest estimate first.
public struct Shortest: Order {
  public init() {}

  public func key(of job: JobHandle, in state: borrowing SchedulerState) -> Int64 {
    state.estimate(of: job).nanoseconds
  }
}

/// The shortest true duration first: an oracle, as a bound for what better estimates could give.
public struct ShortestTrue: Order {
  public init() {}

  public func key(of job: JobHandle, in state: borrowing SchedulerState) -> Int64 {
    state.workload.duration[job.index].nanoseconds
  }
}
