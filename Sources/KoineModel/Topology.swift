/// How the accelerators of a supernode reach each other.
public enum SupernodeSwitching: String, CaseIterable, Sendable {
  /// Wired or packet-switched: the domain is fixed.
  case electrical
  /// Circuits are set per job by optical switches.
  case optical
}

/// A scale-up domain of several nodes.
public struct Supernode: Hashable, Sendable {
  public var name: String
  public var switching: SupernodeSwitching
  /// Bandwidth of one accelerator inside the domain, GB/s, both directions together.
  public var bandwidth_gb_s: Figure?
  /// Time to set circuits for a job, s: device, transceiver re-lock and control plane together.
  public var reconfiguration_s: Figure?
  /// What the circuits of an optical domain can join; `nil` where the file does not say.
  public var circuits: Circuits?

  /// Time to set circuits for a job, s: as stated, else the three delays of the circuits added.
  public var circuitTime_s: Figure? { reconfiguration_s ?? circuits?.reconfiguration_s }

  public init(name: String, switching: SupernodeSwitching = .electrical) {
    self.name = name
    self.switching = switching
  }
}

/// The scale-out network between nodes.
public struct Fabric: Hashable, Sendable {
  public var name: String
  /// Bandwidth of the interfaces of a rack's nodes over that of its uplinks; 1 is non-blocking.
  public var oversubscription: Double
  /// Latency between nodes of different racks, microseconds.
  public var latency_us: Figure?

  public init(name: String = "unnamed", oversubscription: Double = 1) {
    self.name = name
    self.oversubscription = oversubscription
  }
}

/// Where the cluster stands: what power costs there and how much of it is overhead.
public struct Region: Hashable, Sendable {
  public var name: String
  /// Facility power over the power of the machines.
  public var pue: Figure?
  public var electricity_cny_per_kwh: Figure?
  public var carbon_g_per_kwh: Figure?
  /// Price and intensity by hour of the day as factors of the figures above, 24 each; `nil` where
  /// they hold at all hours.
  public var electricityByHour: [Double]?
  public var carbonByHour: [Double]?

  public init(name: String = "unnamed") { self.name = name }
}

/// Every chip, node and link of a cluster, validated; names have become dense handles.
///
/// Nodes are numbered pool by pool in file order. Columns that describe nodes are as long as
/// `nodeCount`.
public struct Topology: Hashable, Sendable {
  public var name: String
  public var summary: String
  /// What became of shares that were asked for; `nil` for a cluster as its file has it.
  public var fleet: FleetOutcome?
  /// The chips that its nodes carry, in order of first use.
  public var chips: [Chip]
  public var nodeTypes: [NodeType]
  public var pools: [Pool]
  /// Name of each node.
  public var nodeNames: NodeNames
  /// Rack of each node, numbered from 0; every node is in one.
  public var rackOfNode: [RackHandle]
  public var rackCount: Int
  /// Supernode of each node, or ``Handle/none``.
  public var supernodeOfNode: [SupernodeHandle]
  public var supernodes: [Supernode]
  public var fabric: Fabric
  public var region: Region
  /// What is said of pairs of chips; ``pairing(_:_:)`` knows the defaults.
  public var pairings: [ChipPairing] = []

  /// An empty topology to be filled by a reader; ``append(_:count:names:racks:supernodes:)`` adds nodes.
  public init(name: String) {
    self.name = name
    summary = ""
    chips = []
    nodeTypes = []
    pools = []
    nodeNames = NodeNames()
    rackOfNode = []
    rackCount = 0
    supernodeOfNode = []
    supernodes = []
    fabric = Fabric()
    region = Region()
  }

  public var nodeCount: Int { rackOfNode.count }

  /// Accelerators of the whole cluster.
  public var acceleratorCount: Int {
    pools.reduce(0) { $0 + $1.nodes.count * nodeTypes[$1.nodeType.index].accelerators }
  }

  /// The pool's node type.
  public func nodeType(of pool: Pool) -> NodeType { nodeTypes[pool.nodeType.index] }

  /// Accelerators of every chip, indexed by chip handle.
  public var acceleratorsByChip: [Int] {
    var counts = [Int](repeating: 0, count: chips.count)
    for pool in pools {
      let type = nodeType(of: pool)
      if type.chip != .none { counts[type.chip.index] += pool.nodes.count * type.accelerators }
    }
    return counts
  }
}
