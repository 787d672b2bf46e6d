public import KoineModel

/// Decides which jobs start when, and where.
///
/// The loop tells it of arrivals and ends, and then asks for one scheduling pass per instant.
public protocol SchedulingPolicy: ~Copyable {
  /// Whether ``SchedulerState/running`` has to be kept.
  var tracksRunning: Bool { get }

  /// Whether ``SchedulerState/preemptible`` has to be kept, for a policy that stops jobs.
  var tracksRanks: Bool { get }

  /// Whether it stops jobs. One that says no may stop some all the same, at O(running jobs) each.
  var stopsJobs: Bool { get }

  /// Whether it puts two jobs on the same accelerators; only of one that stops jobs by name.
  var sharesAccelerators: Bool { get }

  /// What it wants to know of tenants.
  var accounting: TenantAccounting { get }

  /// Whether its placement asks for what ``Placement/tracksNodes`` says.
  var tracksNodes: Bool { get }

  /// In which order jobs try the chips that they accept; `nil` for the order of the topology.
  var chipPreference: ChipPreference? { get }

  /// A job arrived that the cluster can hold. The policy enqueues it.
  mutating func jobArrived(_ job: JobHandle, _ state: inout SchedulerState)

  /// A job ended; what it held has been given back.
  mutating func jobEnded(_ job: JobHandle, _ state: inout SchedulerState)

  /// A job that waits is about to leave the queue, because its user takes it back.
  mutating func jobWithdrawn(_ job: JobHandle, _ state: inout SchedulerState)

  /// All ends of this instant have been told; its arrivals follow.
  mutating func endsAreDone(_ state: inout SchedulerState)

  /// When the policy wants a pass although nothing may happen then; ``Instant/never`` for no time.
  var wakeTime: Instant { get }

  /// All events of this instant have been applied: start what should start.
  mutating func pass(_ state: inout SchedulerState)
}

extension SchedulingPolicy where Self: ~Copyable {
  public var tracksRunning: Bool { false }
  public var tracksRanks: Bool { false }
  public var stopsJobs: Bool { tracksRanks }
  public var sharesAccelerators: Bool { false }
  public var accounting: TenantAccounting { .none }
  public var tracksNodes: Bool { false }
  public var chipPreference: ChipPreference? { nil }
  public mutating func jobEnded(_ job: JobHandle, _ state: inout SchedulerState) {}
  public mutating func jobWithdrawn(_ job: JobHandle, _ state: inout SchedulerState) {}
  public mutating func endsAreDone(_ state: inout SchedulerState) {}
  public var wakeTime: Instant { .never }
}

/// What a policy wants to know of tenants.
public struct TenantAccounting: Hashable, Sendable {
  /// Whether anything.
  public var isUsed: Bool
  /// Time after which usage counts half; `nil` for no decay.
  public var usageHalfLife: Interval?

  public init(isUsed: Bool, usageHalfLife: Interval?) {
    self.isUsed = isUsed
    self.usageHalfLife = usageHalfLife
  }

  public static var none: TenantAccounting {
    TenantAccounting(isUsed: false, usageHalfLife: nil)
  }
}
