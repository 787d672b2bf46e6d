public import KoineModel

/// Decides which jobs may start although one that comes before them is blocked.
public protocol Backfill: ~Copyable {
  /// Whether ``SchedulerState/running`` has to be kept.
  static var tracksRunning: Bool { get }

  /// Whether a job that arrives while nothing waits simply starts if it fits.
  static var startsLoneArrivals: Bool { get }

  /// A job arrived and waits.
  mutating func jobArrived(_ job: JobHandle, _ state: inout SchedulerState)

  /// A job ended; what it held has been given back.
  mutating func jobEnded(_ job: JobHandle, _ state: inout SchedulerState)

  /// All ends of this instant have been told; its arrivals follow.
  mutating func endsAreDone(_ state: inout SchedulerState)

  /// When a pass is wanted although nothing may happen then; ``Instant/never`` for no time.
  var wakeTime: Instant { get }

  /// Starts what should start now.
  ///
  /// - Parameter isArrivalOrder: whether jobs that arrived since the last pass are the last in line.
  mutating func pass<P: Placement & ~Copyable>(
    _ state: inout SchedulerState, _ placement: inout P, isArrivalOrder: Bool)
}

extension Backfill where Self: ~Copyable {
  public static var tracksRunning: Bool { false }
  public static var startsLoneArrivals: Bool { true }
  public mutating func jobArrived(_ job: JobHandle, _ state: inout SchedulerState) {}
  public mutating func jobEnded(_ job: JobHandle, _ state: inout SchedulerState) {}
  public mutating func endsAreDone(_ state: inout SchedulerState) {}
  public var wakeTime: Instant { .never }
}

/// A policy put together from an order, a placement and a backfill.
public struct ComposedPolicy<
  O: Order, P: Placement & ~Copyable, B: Backfill & ~Copyable
>: SchedulingPolicy, ~Copyable {
  var order: O
  var placement: P
  var backfill: B

  public init(order: O, placement: consuming P, backfill: consuming B) {
    self.order = order
    self.placement = placement
    self.backfill = backfill
  }

  public var tracksRunning: Bool { B.tracksRunning }
  public var tracksNodes: Bool { placement.tracksNodes }

  @inline(__always)
  public mutating func jobArrived(_ job: JobHandle, _ state: inout SchedulerState) {
    // By arrival, nobody who comes at the same instant could go first; the queue is left alone.
    if B.startsLoneArrivals && order.isArrivalOrder && state.waiting.isEmpty {
      if state.startOnArrival(job, with: &placement) { return }
    }
    state.enqueue(job, key: order.key(of: job, in: state))
    backfill.jobArrived(job, &state)
  }

  @inline(__always)
  public mutating func jobEnded(_ job: JobHandle, _ state: inout SchedulerState) {
    backfill.jobEnded(job, &state)
  }

  @inline(__always)
  public mutating func endsAreDone(_ state: inout SchedulerState) { backfill.endsAreDone(&state) }

  public var wakeTime: Instant {
    @inline(__always) get { backfill.wakeTime }
  }

  @inline(__always)
  public mutating func pass(_ state: inout SchedulerState) {
    if state.waiting.isEmpty { return }
    if order.isDynamic { state.rerank(by: order) }
    backfill.pass(&state, &placement, isArrivalOrder: order.isArrivalOrder)
  }
}
