public import KoineModel

/// Decides which jobs may start although one that comes before them is blocked.
public protocol Backfill: ~Copyable {
  /// Whether ``SchedulerState/running`` has to be kept.
  var tracksRunning: Bool { get }

  /// Whether a job that arrives while nothing waits simply starts if it fits.
  var startsLoneArrivals: Bool { get }

  /// Whether the first job that does not fit stops all after it, unless ``pass(_:_:isArrivalOrder:)``
  /// lets them overtake.
  var isStrict: Bool { get }

  /// A job arrived and waits.
  mutating func jobArrived(_ job: JobHandle, _ state: inout SchedulerState)

  /// A job ended; what it held has been given back.
  mutating func jobEnded(_ job: JobHandle, _ state: inout SchedulerState)

  /// A job that waits is about to leave the queue.
  mutating func jobWithdrawn(_ job: JobHandle, _ state: inout SchedulerState)

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
  public var tracksRunning: Bool { false }
  public var startsLoneArrivals: Bool { true }
  public var isStrict: Bool { false }
  public mutating func jobArrived(_ job: JobHandle, _ state: inout SchedulerState) {}
  public mutating func jobEnded(_ job: JobHandle, _ state: inout SchedulerState) {}
  public mutating func jobWithdrawn(_ job: JobHandle, _ state: inout SchedulerState) {}
  public mutating func endsAreDone(_ state: inout SchedulerState) {}
  public var wakeTime: Instant { .never }
}
