public import KoineEngine
public import KoineModel

/// The fewest accelerators first; a share counts as its part of one.
public struct Smallest: Order {
  public init() {}

  public func key(of job: JobHandle, in state: borrowing SchedulerState) -> Int64 {
    state.demand(of: job).accelerators_milli
  }
}

/// The most accelerators first.
public struct Largest: Order {
  public init() {}

  public func key(of job: JobHandle, in state: borrowing SchedulerState) -> Int64 {
    -state.demand(of: job).accelerators_milli
  }
}
