import KoineEngine
import KoineModel

/// A placement chosen by name when the run begins: one branch per task, none per node.
///
/// Those that remember nothing are made anew for every task. Taking a placement out of an enumeration and
/// putting it back moves as many bytes as the largest of all has, which was a twentieth of whole runs.
struct AnyPlacement: Placement, ~Copyable {
  private let kind: Kind
  private var memory: Memory
  let chipPreference: ChipPreference?

  private enum Kind { case firstFit, bestFit, worstFit, topology, affinity, remembering }

  /// - Parameters:
  ///   - typical: the workload by whose tasks fragmentation is judged; `workload` itself, unless that
  ///     was drawn from another.
  ///   - order: by node, which of equally good ones is taken; drawn by `seed` if `nil`.
  init(
    _ name: PlacementName, _ values: ParameterValues, _ workload: Workload,
    _ topology: Topology, seed: UInt64, typical: Workload? = nil, precedence order: [UInt32]? = nil,
    speeds: (any SpeedSource)? = nil
  ) {
    kind =
      switch name {
      case .firstFit: .firstFit
      case .bestFit: workload.asksForHostsOrShares ? .remembering : .bestFit
      case .worstFit: .worstFit
      case .topology: .topology
      case .affinity: .affinity
      case .random, .dotProduct, .gpuPacking, .gpuClustering, .fgd: .remembering
      }
    memory =
      kind == .remembering
      ? Memory(name, values, workload, topology, seed: seed, typical: typical, precedence: order)
      : .none
    chipPreference =
      kind == .affinity ? Affinity(values, workload, topology, speeds).chipPreference : nil
  }

  var drawsGangsTogether: Bool { kind == .topology }
  var judgesNodesAlone: Bool { kind != .topology }
  var tracksNodes: Bool { memory.tracksNodes }

  mutating func choose(_ task: Task, in cluster: borrowing ClusterState) -> NodeChoice {
    switch kind {
    case .firstFit: Self.choose(FirstFit(), task, in: cluster)
    case .bestFit: Self.choose(BestFit(), task, in: cluster)
    case .worstFit: Self.choose(WorstFit(), task, in: cluster)
    case .topology: Self.choose(TopologyAware(), task, in: cluster)
    case .affinity: Affinity.node(for: task, in: cluster)
    case .remembering: memory.choose(task, in: cluster)
    }
  }

  @inline(__always)
  private static func choose<P: Placement & ~Copyable>(
    _ placement: consuming P, _ task: Task, in cluster: borrowing ClusterState
  ) -> NodeChoice {
    placement.choose(task, in: cluster)
  }
}

extension AnyPlacement {
  /// The placements that remember something from one task to the next.
  private enum Memory: ~Copyable {
    case none
    case vectorBestFit(VectorBestFit)
    case random(RandomPlacement)
    case dotProduct(Scored<DotProduct>)
    case gpuPacking(Scored<GpuPacking>)
    case gpuClustering(Scored<GpuClustering>)
    case fgd(Scored<Fgd>)

    init(
      _ name: PlacementName, _ values: ParameterValues, _ workload: Workload, _ topology: Topology,
      seed: UInt64, typical: Workload?, precedence order: [UInt32]?
    ) {
      let precedence =
        order ?? (name == .random ? [] : permutation(of: topology.nodeCount, seed: seed))
      switch name {
      case .random: self = .random(RandomPlacement(topology, seed: seed))
      case .bestFit:
        self = .vectorBestFit(VectorBestFit(values, workload, topology, precedence: precedence))
      case .dotProduct:
        let score = DotProduct(largest: LargestNode(topology), values)
        self = .dotProduct(Scored(score, workload, topology, precedence: precedence))
      case .gpuPacking:
        self = .gpuPacking(Scored(GpuPacking(), workload, topology, precedence: precedence))
      case .gpuClustering:
        let score = GpuClustering(largest: LargestNode(topology))
        self = .gpuClustering(Scored(score, workload, topology, precedence: precedence))
      case .fgd:
        let score = Fgd(TypicalTasks(typical ?? workload, on: topology), topology)
        self = .fgd(Scored(score, workload, topology, precedence: precedence))
      case .firstFit, .worstFit, .topology, .affinity: self = .none
      }
    }

    /// All but random placement watch what changes on nodes.
    var tracksNodes: Bool {
      switch self {
      case .none: false
      case .random: false
      default: true
      }
    }

    mutating func choose(_ task: Task, in cluster: borrowing ClusterState) -> NodeChoice {
      let choice: NodeChoice
      switch consume self {
      case .none: preconditionFailure("the others remember nothing")
      case .random(var placement):
        choice = placement.choose(task, in: cluster)
        self = .random(placement)
      case .vectorBestFit(var placement):
        choice = placement.choose(task, in: cluster)
        self = .vectorBestFit(placement)
      case .dotProduct(var placement):
        choice = placement.choose(task, in: cluster)
        self = .dotProduct(placement)
      case .gpuPacking(var placement):
        choice = placement.choose(task, in: cluster)
        self = .gpuPacking(placement)
      case .gpuClustering(var placement):
        choice = placement.choose(task, in: cluster)
        self = .gpuClustering(placement)
      case .fgd(var placement):
        choice = placement.choose(task, in: cluster)
        self = .fgd(placement)
      }
      return choice
    }
  }
}
