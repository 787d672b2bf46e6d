public import KoineEngine
public import KoineModel

/// In turn: whoever has waited longest since it last ran comes first, and whoever runs comes last.
///
/// In rounds this is time-slicing as Gandiva's: jobs of which the cluster cannot hold all at once take
/// turns of equal length. Source: Xiao and others, "Gandiva: introspective cluster scheduling for deep
/// learning", OSDI 2018, 3.1.
public struct Gandiva: Order {
  public init() {}

  public var isDynamic: Bool { true }

  public func key(of job: JobHandle, in state: borrowing SchedulerState) -> Int64 {
    (state.isRunning(job) ? state.now : state.waitedSince(job)).nanoseconds
  }
}
