public import KoineFormats
public import KoineModel

/// What a run is made of, by name: a scenario with the defaults in what it leaves open.
public struct RunPlan: Sendable {
  public static let defaultTopology = "shanghai-mixed"
  public static let defaultWorkload = "mixed"
  public static let defaultSeed: UInt64 = 1

  /// `nil` where nobody chose: the default depends on the workload.
  public var topology: String?
  public var workload: String
  public var workloadFormat: String?
  /// Which jobs of the workload, and how densely.
  public var selection: WorkloadSelection
  public var policy: PolicyParts
  public var seed: UInt64
  public var until: Interval?
  /// The time as the user wrote it, for messages.
  public var untilText: String?
  public var scale: Int
  /// Which shares of the accelerators are of which kind.
  public var fleet: FleetMix
  /// Oversubscription of the fabric instead of the topology's.
  public var oversubscription: Double?
  /// How many times as often as a model of faults says components fail.
  public var failureRate: Double?
  /// A trace or a model of node faults.
  public var faults: String?
  /// What happens to jobs whose nodes fail, and to jobs that are stopped.
  public var recovery: RecoverySettings
  /// What messages call the settings of recovery: the option, or the key of scenarios.
  public var recoveryPlace = "recovery"
  /// A table of what is left of the speed of jobs on the same accelerators, for allocators that pack.
  public var pairSpeeds: String?
  /// How jobs that name a model share the uplinks of racks.
  public var transfers: TransferModel
  /// Which jobs set the circuits of optical supernodes.
  public var circuits: CircuitUsers
  public var services: [Service]
  /// Queues of whose quota jobs need some.
  public var queues: QueueList?
  /// What tenants are entitled to relative to each other.
  public var tenantWeights: TenantWeights
  /// Most power of all accelerators, W.
  public var powerCap_w: Double?
  /// The same as the user wrote it, for messages.
  public var powerCapText: String?
  /// Whether photonic cards with too few bits leave linear work to their digital part.
  public var photonicFallsBack: Bool

  /// Where a scenario names files and shipped things, by key; none for what an argument names.
  public var places: [String: InputPlace] = [:]

  /// - Parameter seed: the seed where the scenario has none.
  public init(_ scenario: Scenario, seed: UInt64 = defaultSeed) {
    topology = scenario.topology
    workload = scenario.workload ?? Self.defaultWorkload
    workloadFormat = scenario.workloadFormat
    selection = scenario.selection
    policy = scenario.policy
    self.seed = scenario.seed ?? seed
    until = scenario.until
    scale = scenario.scale ?? 1
    fleet = scenario.fleet
    oversubscription = scenario.oversubscription
    failureRate = scenario.failureRate
    faults = scenario.faults
    recovery = scenario.recovery
    pairSpeeds = scenario.pairSpeeds
    transfers = scenario.transfers ?? .none
    circuits = scenario.circuits ?? .models
    services = scenario.services
    queues = scenario.queues
    tenantWeights = scenario.tenantWeights
    powerCap_w = scenario.powerCap_w
    photonicFallsBack = scenario.photonicFallback ?? true
    places = scenario.places
  }

  /// Takes another workload or format where one is given.
  public mutating func override(_ workload: String?, format: String?) {
    if workload != nil { places["workload"] = nil }
    self.workload = workload ?? self.workload
    workloadFormat = format ?? workloadFormat
  }
}
