public import KoineModel

/// A run as a file describes it; what it leaves out is `nil`, for arguments and defaults to fill.
public struct Scenario: Hashable, Sendable {
  /// A file, the name of a shipped cluster, or `flat:N`.
  public var topology: String?
  /// A preset or a file.
  public var workload: String?
  public var workloadFormat: String?
  /// Which of its jobs, and how densely.
  public var selection = WorkloadSelection()
  public var policy = PolicyParts()
  public var seed: UInt64?
  /// Where the run is cut off, from the origin of the workload's clock.
  public var until: Interval?
  /// How many times the nodes of the topology are taken.
  public var scale: Int?
  /// Which shares of the accelerators are of which kind.
  public var fleet = FleetMix()
  /// Oversubscription of the fabric instead of the topology's.
  public var oversubscription: Double?
  /// How many times as often as a model of faults says components fail.
  public var failureRate: Double?
  /// What is served beside the workload.
  public var services: [Service] = []
  /// A trace or a model of node faults.
  public var faults: String?
  /// What happens to jobs whose nodes fail, and to jobs that are stopped.
  public var recovery = RecoverySettings()
  /// Queues of whose quota jobs need some.
  public var queues: QueueList?
  /// What tenants are entitled to relative to each other.
  public var tenantWeights = TenantWeights()
  /// A table of what is left of the speed of jobs on the same accelerators.
  public var pairSpeeds: String?
  /// How jobs that name a model share the uplinks of racks.
  public var transfers: TransferModel?
  /// Which jobs set the circuits of optical supernodes.
  public var circuits: CircuitUsers?
  /// Most power that all accelerators may draw, W.
  public var powerCap_w: Double?
  /// Whether linear work falls back to the digital part where a photonic card has too few bits.
  public var photonicFallback: Bool?

  /// Where what can only be judged later stands, by key, for messages about it: names of files and of
  /// shipped things, kinds of the fleet.
  public var places: [String: InputPlace] = [:]

  public init() {}
}
