public import KoineEngine
public import KoineModel

/// At every event: whoever ranks before a running job takes its place if there is no other.
public struct ByRank: Preemption {
  public init() {}
  public static var stopsJobs: Bool { true }
  public var wakeTime: Instant { .never }

  public mutating func pass<O: Order, P: Placement & ~Copyable>(
    _ state: inout SchedulerState, _ order: borrowing O, _ placement: inout P, isStrict: Bool
  ) -> Bool {
    if order.isDynamic { state.rerank(by: order) }
    if order.isDynamic { state.rerankRunning(by: order) }
    state.startInOrder(&placement, isStrict: isStrict)
    return true
  }
}
