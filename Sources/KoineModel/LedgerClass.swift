/// Where an accelerator-second went. Every one of the run belongs to exactly one class.
///
/// The raw value is the name in JSON and in exports.
public enum LedgerClass: String, CaseIterable, Sendable {
  /// Work of jobs that complete, or that their user stops.
  case productive
  /// Waiting for collectives and transfers.
  case communication
  /// A faster chip waits for a slower one in a mixed job.
  case imbalance
  /// Writing checkpoints.
  case checkpoint
  /// Work of jobs that fail, work redone after a failure or preemption, and restarts.
  case lost
  /// Setting optical circuits.
  case reconfiguration
  /// Reserved for a service below its load.
  case reservedIdle = "reserved_idle"
  case down
  /// Free, and nothing waits.
  case freeIdle = "free_idle"
  /// Free, but of no use to anything that waits: fragments, the wrong chip, quota.
  case freeUnusable = "free_unusable"
  /// Free and usable, but withheld by the policy: a reservation, strict order.
  case freeWithheld = "free_withheld"

  /// The dense index of the class in a ledger row.
  public var index: Int { Self.allCases.firstIndex(of: self)! }
}
