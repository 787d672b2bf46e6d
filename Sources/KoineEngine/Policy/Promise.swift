public import KoineModel

/// Until when a blocked job may be held back by jobs that overtake it.
///
/// A policy that allows a slack promises a job, when it is first blocked in front, its shadow and the
/// slack times what it then has left to wait, and keeps to that however often the shadow moves.
public struct Promise: BitwiseCopyable, Sendable {
  private var job = JobHandle.none
  private var until = Instant.zero

  /// Nobody has been promised anything.
  public init() {}

  /// The later of the shadow and what `head` was promised, now if it is a new head.
  public mutating func limit(
    for head: JobHandle, shadow: Instant, at now: Instant, slack: Double
  ) -> Instant {
    if slack == 0 { return shadow }
    if job != head {
      job = head
      let span = Double((shadow - now).nanoseconds) * slack
      until = shadow + Interval(seconds: span * 1e-9)
    }
    return max(shadow, until)
  }
}
