import KoineEngine
import KoineModel

/// A placement chosen by name when the run begins: one branch per task, none per node.
enum AnyPlacement: Placement, ~Copyable {
  case firstFit(FirstFit)
  case bestFit(BestFit)
  case vectorBestFit(VectorBestFit)
  case worstFit(WorstFit)
  case random(RandomPlacement)
  case dotProduct(Scored<DotProduct>)
  case gpuPacking(Scored<GpuPacking>)
  case gpuClustering(Scored<GpuClustering>)
  case fgd(Scored<Fgd>)
  case topology(TopologyAware)
  case affinity(Affinity)

  /// - Parameters:
  ///   - typical: the workload by whose tasks fragmentation is judged; `workload` itself, unless that
  ///     was drawn from another.
  ///   - order: by node, which of equally good ones is taken; drawn by `seed` if `nil`.
  init(
    _ name: PlacementName, _ values: ParameterValues, _ workload: Workload,
    _ topology: Topology, seed: UInt64, typical: Workload? = nil, precedence order: [UInt32]? = nil,
    speeds: (any SpeedSource)? = nil
  ) {
    let isScored = PlacementName.scored.contains(name)
    let precedence =
      order ?? (isScored ? permutation(of: topology.nodeCount, seed: seed) : [])
    switch name {
    case .firstFit: self = .firstFit(FirstFit())
    case .bestFit where workload.asksForHostsOrShares:
      self = .vectorBestFit(VectorBestFit(values, workload, topology, precedence: precedence))
    case .bestFit: self = .bestFit(BestFit())
    case .worstFit: self = .worstFit(WorstFit())
    case .topology: self = .topology(TopologyAware())
    case .affinity: self = .affinity(Affinity(values, workload, topology, speeds))
    case .random: self = .random(RandomPlacement(topology, seed: seed))
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
    }
  }

  var chipPreference: ChipPreference? {
    switch self {
    case .affinity(let placement): placement.chipPreference
    default: nil
    }
  }

  var drawsGangsTogether: Bool {
    switch self {
    case .topology: true
    default: false
    }
  }

  var tracksNodes: Bool {
    switch self {
    case .vectorBestFit(let placement): placement.tracksNodes
    case .dotProduct(let placement): placement.tracksNodes
    case .gpuPacking(let placement): placement.tracksNodes
    case .gpuClustering(let placement): placement.tracksNodes
    case .fgd(let placement): placement.tracksNodes
    default: false
    }
  }

  mutating func choose(_ task: Task, in cluster: borrowing ClusterState) -> NodeChoice {
    chooseAnew(task, in: cluster) ?? chooseRemembering(task, in: cluster)
  }

  /// The choice of a placement that remembers nothing.
  ///
  /// These are made anew: taking one out of the enumeration and putting it back moves as many bytes as
  /// the largest of all has, a tenth of the time of whole runs.
  private func chooseAnew(_ task: Task, in cluster: borrowing ClusterState) -> NodeChoice? {
    switch self {
    case .firstFit: Self.choose(FirstFit(), task, in: cluster)
    case .bestFit: Self.choose(BestFit(), task, in: cluster)
    case .worstFit: Self.choose(WorstFit(), task, in: cluster)
    case .topology: Self.choose(TopologyAware(), task, in: cluster)
    case .affinity: Affinity.node(for: task, in: cluster)
    default: nil
    }
  }

  @inline(__always)
  private static func choose<P: Placement & ~Copyable>(
    _ placement: consuming P, _ task: Task, in cluster: borrowing ClusterState
  ) -> NodeChoice {
    placement.choose(task, in: cluster)
  }

  private mutating func chooseRemembering(
    _ task: Task, in cluster: borrowing ClusterState
  ) -> NodeChoice {
    let choice: NodeChoice
    switch consume self {
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
    default: preconditionFailure("the others remember nothing")
    }
    return choice
  }
}

extension PlacementName {
  /// Placements that look at every node and need an order of ties.
  fileprivate static let scored: [PlacementName] = [
    .bestFit, .dotProduct, .gpuPacking, .gpuClustering, .fgd,
  ]
}
