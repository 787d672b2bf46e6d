import KoineEngine
import KoineModel

/// A placement chosen by name when the run begins: one branch per task, none per node.
enum AnyPlacement: Placement, ~Copyable {
  case firstFit(FirstFit)
  case bestFit(BestFit)
  case worstFit(WorstFit)
  case topology(TopologyAware)

  init(
    _ name: PlacementName, _ workload: Workload, _ topology: Topology, _ options: RunOptions
  ) {
    switch name {
    case .firstFit: self = .firstFit(FirstFit())
    case .bestFit: self = .bestFit(BestFit())
    case .worstFit: self = .worstFit(WorstFit())
    case .topology: self = .topology(TopologyAware())
    default: preconditionFailure()
    }
  }

  var drawsGangsTogether: Bool {
    switch self {
    case .topology: true
    default: false
    }
  }

  mutating func choose(_ task: Task, in cluster: borrowing ClusterState) -> NodeChoice {
    switch consume self {
    case .firstFit(var placement):
      let choice = placement.choose(task, in: cluster)
      self = .firstFit(placement)
      return choice
    case .bestFit(var placement):
      let choice = placement.choose(task, in: cluster)
      self = .bestFit(placement)
      return choice
    case .worstFit(var placement):
      let choice = placement.choose(task, in: cluster)
      self = .worstFit(placement)
      return choice
    case .topology(var placement):
      let choice = placement.choose(task, in: cluster)
      self = .topology(placement)
      return choice
    }
  }
}
