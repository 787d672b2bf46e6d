public import KoineEngine

/// Fewest supernodes, then racks, then nodes.
///
/// A job that a node holds goes to the node left with least. A gang goes to the supernode (or rack,
/// where there is none) left with least; one that none holds takes the roomiest domains first.
public struct TopologyAware: Placement {
  public init() {}
  public var drawsGangsTogether: Bool { true }

  @inline(__always)
  public mutating func choose(_ task: Task, in cluster: borrowing ClusterState) -> NodeChoice {
    cluster.node(for: task, .tightest)
  }
}
