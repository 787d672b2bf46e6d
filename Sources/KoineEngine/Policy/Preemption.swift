public import KoineModel

/// Decides which running jobs stop, or move, so that waiting ones can start.
public protocol Preemption: ~Copyable {
  /// Whether it ever stops or moves a job, so that ``SchedulerState/preemptible`` has to be kept.
  var stopsJobs: Bool { get }

  /// When a pass is wanted although nothing may happen then; ``Instant/never`` for no time.
  var wakeTime: Instant { get }

  /// Starts waiting jobs in the place of running ones.
  ///
  /// - Parameter isStrict: whether the first job that cannot start stops all after it.
  /// - Returns: whether the backfill may start jobs now.
  mutating func pass<O: Order, P: Placement & ~Copyable>(
    _ state: inout SchedulerState, _ order: borrowing O, _ placement: inout P, isStrict: Bool
  ) -> Bool

  /// There is no pass, because nobody waits: what it wanted one for has gone.
  mutating func nobodyWaits()
}

extension Preemption where Self: ~Copyable {
  @inline(__always)
  public mutating func nobodyWaits() {}
}

/// Nobody is ever stopped.
public struct NoPreemption: Preemption {
  public init() {}
  public var stopsJobs: Bool {
    @inline(__always) get { false }
  }
  public var wakeTime: Instant {
    @inline(__always) get { .never }
  }

  @inline(__always)
  public mutating func pass<O: Order, P: Placement & ~Copyable>(
    _ state: inout SchedulerState, _ order: borrowing O, _ placement: inout P, isStrict: Bool
  ) -> Bool {
    if order.isDynamic { state.rerank(by: order) }
    return true
  }
}

extension SchedulerState {
  /// Starts waiting jobs in their order, each in the place of running ones that rank after it if it
  /// must, until nobody that waits ranks before anybody that runs.
  ///
  /// The running jobs are ranked anew when the first job finds no room: before that it does not matter.
  ///
  /// - Parameter isStrict: whether the first job that cannot start stops all after it.
  public mutating func startInOrder<O: Order, P: Placement & ~Copyable>(
    by order: borrowing O, with placement: inout P, isStrict: Bool
  ) {
    beginStopping()
    var isRanked = !order.isDynamic
    var position: SortedJobs.Position? = waiting.isEmpty ? nil : waiting.first
    while let here = position {
      if start(at: &position, with: &placement) { continue }
      if !isRanked {
        rerankRunning(by: order)
        isRanked = true
      }
      guard hasPreemptible(after: waiting.key(at: here)) else { return }
      if start(at: &position, stoppingOthers: &placement) { continue }
      if isStrict { return }
      position = waiting.next(after: here)
    }
  }
}
