public import KoineEngine
public import KoineModel

/// At every event: whoever ranks before a running job takes its place if there is no other.
public struct ByRank: Preemption {
  private var next = Instant.never

  public init() {}
  public var stopsJobs: Bool { true }
  public var wakeTime: Instant { next }

  public mutating func pass<O: Order, P: Placement & ~Copyable>(
    _ state: inout SchedulerState, _ order: borrowing O, _ placement: inout P, isStrict: Bool
  ) -> Bool {
    if order.isDynamic { state.rerank(by: order) }
    state.startInOrder(by: order, with: &placement, isStrict: isStrict)
    let (isDynamic, watches) = (order.isDynamic, order.watchesRunning)
    let mayChange = isDynamic && (watches || !state.waiting.isEmpty)
    next = mayChange ? Self.nextChange(of: order, in: state) : .never
    return true
  }

  /// When the first of the running jobs changes its rank by itself.
  private static func nextChange<O: Order>(
    of order: borrowing O, in state: borrowing SchedulerState
  ) -> Instant {
    var next = Instant.never
    var position = state.preemptible.isEmpty ? nil : Optional(state.preemptible.first)
    while let here = position {
      next = min(next, order.nextChange(of: state.preemptible.job(at: here), in: state))
      position = state.preemptible.next(after: here)
    }
    return next
  }
}
