public import KoineEngine
import KoineModel

/// Whoever fits starts; the blocked have no reservation, so that large jobs may starve.
public struct Skip: Backfill {
  public init() {}

  public mutating func pass<P: Placement & ~Copyable>(
    _ state: inout SchedulerState, _ placement: inout P, isArrivalOrder: Bool
  ) {
    var position: SortedJobs.Position? = state.waiting.first
    while let here = position {
      // A share may start although no whole accelerator is free.
      let free = max(state.freeAccelerators, state.hasShares ? 1 : 0)
      guard
        let candidate = state.waiting.firstCandidate(
          from: here, free: free, window: .zero, extra: .max)
      else { return }
      position = candidate
      if state.isKnownNotToFit(state.waiting.job(at: candidate))
        || !state.start(at: &position, with: &placement)
      {
        position = state.waiting.next(after: candidate)
      }
    }
  }
}
