public import KoineEngine
import KoineModel

/// Nobody overtakes: the first job that does not fit stops the pass.
public struct NoBackfill: Backfill {
  public init() {}
  public var isStrict: Bool { true }

  @inline(__always)
  public mutating func pass<P: Placement & ~Copyable>(
    _ state: inout SchedulerState, _ placement: inout P, isArrivalOrder: Bool
  ) {
    var position: SortedJobs.Position? = state.waiting.first
    while position != nil, state.start(at: &position, with: &placement) {}
  }
}
