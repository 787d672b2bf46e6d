public import KoineEngine
public import KoineModel

/// By arrival; jobs of one instant in the order of the file.
public struct Fifo: Order {
  public init() {}
  public var isArrivalOrder: Bool { true }

  public func key(of job: JobHandle, in state: borrowing SchedulerState) -> Int64 {
    Int64(job.rawValue)
  }
}
