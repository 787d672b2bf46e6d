public import KoineModel

/// Ranks waiting jobs: the smaller the key, the sooner a job is considered. Ties go to the earlier
/// arrival.
///
/// An order is one short file: a key computed from what the job asks for.
public protocol Order {
  /// The rank of a waiting job.
  func key(of job: JobHandle, in state: borrowing SchedulerState) -> Int64

  /// Whether the key is the arrival order itself, so that arrivals always go to the end.
  var isArrivalOrder: Bool { get }

  /// Whether keys change while jobs wait, so that they are worked out again at every pass.
  var isDynamic: Bool { get }

  /// A pass begins; told to dynamic orders only, before any key is asked for.
  func passBegins(_ state: borrowing SchedulerState)

  /// Whether it wants passes although nothing waits, to see how running jobs get on.
  var watchesRunning: Bool { get }

  /// Whether every start changes the keys of others, so that they are worked out again after each.
  var changesWithStarts: Bool { get }

  /// When the key of a running job changes by itself in a way that may put others before it;
  /// ``Instant/never`` for no time. Preemption at events asks for it.
  func nextChange(of job: JobHandle, in state: borrowing SchedulerState) -> Instant

  /// Whether it asks for what tenants use, and after what time usage counts half; `nil` for no decay.
  var tracksTenants: Bool { get }
  var usageHalfLife: Interval? { get }
}

extension Order {
  public var isArrivalOrder: Bool { false }
  public var isDynamic: Bool { false }
  public func passBegins(_ state: borrowing SchedulerState) {}
  public var watchesRunning: Bool { false }
  public var changesWithStarts: Bool { false }
  public func nextChange(
    of job: JobHandle, in state: borrowing SchedulerState
  ) -> Instant { .never }
  public var tracksTenants: Bool { false }
  public var usageHalfLife: Interval? { nil }
}

extension Int64 {
  /// A key that sorts as `value` does.
  ///
  /// - Precondition: `value` is not NaN.
  @inlinable
  public init(sorting value: Double) {
    precondition(!value.isNaN)
    let bits = Int64(bitPattern: (value + 0).bitPattern)
    self = bits >= 0 ? bits : bits ^ Int64.max
  }
}
