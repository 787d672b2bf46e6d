public import KoineModel

/// What happens to jobs whose nodes fail, as a scenario or an option says it; what is left out is
/// `nil`.
public struct RecoverySettings: Hashable, Sendable {
  /// How much work lies between two checkpoints.
  public enum Checkpoints: Hashable, Sendable {
    /// None but those that a policy asks for before it stops a job.
    case never
    case every(Interval)
    /// By the formula of Young, or of Daly.
    case young, daly
  }

  /// Most restarts of a job where nobody gave another number: a job that needs more never ends.
  public static let usualRestarts = 1000
  /// Bytes of a checkpoint per parameter: weights, gradients' master copy and both moments of Adam in
  /// mixed precision.
  public static let usualStateBytes = 16.0

  /// Time to write a checkpoint, and from getting accelerators again to going on, apart from moving the
  /// state.
  public var save: Interval?
  public var restore: Interval?
  public var checkpoints: Checkpoints?
  /// Most restarts of a job after failures; 0 for none.
  public var restarts: Int?
  /// From a failure to its discovery.
  public var detection: Interval?
  /// Nodes of each pool that are held ready.
  public var spares: Int?
  /// Of one node; otherwise it follows from the faults.
  public var meanTimeToFailure: Interval?
  /// State of a job that names a model, and of others.
  public var stateBytesPerParameter: Double?
  public var stateOfAccelerator_gb: Double?
  /// What storage takes and gives: for a whole job, and for each of its nodes.
  public var storage_gb_s: Double?
  public var nodeStorage_gb_s: Double?

  public init() {}

  /// Whether nothing is said at all.
  public var isEmpty: Bool { self == RecoverySettings() }

  /// These settings with those of `other` in the place of their kin.
  public func overridden(by other: RecoverySettings) -> RecoverySettings {
    var result = self
    result.save = other.save ?? save
    result.restore = other.restore ?? restore
    result.checkpoints = other.checkpoints ?? checkpoints
    result.restarts = other.restarts ?? restarts
    result.detection = other.detection ?? detection
    result.spares = other.spares ?? spares
    result.meanTimeToFailure = other.meanTimeToFailure ?? meanTimeToFailure
    result.stateBytesPerParameter = other.stateBytesPerParameter ?? stateBytesPerParameter
    result.stateOfAccelerator_gb = other.stateOfAccelerator_gb ?? stateOfAccelerator_gb
    result.storage_gb_s = other.storage_gb_s ?? storage_gb_s
    result.nodeStorage_gb_s = other.nodeStorage_gb_s ?? nodeStorage_gb_s
    return result
  }
}
