public import KoineEngine

/// The node that is left with the most free accelerators.
public struct WorstFit: Placement {
  public init() {}
  public var judgesNodesAlone: Bool { true }

  @inline(__always)
  public mutating func choose(_ task: Task, in cluster: borrowing ClusterState) -> NodeChoice {
    cluster.node(for: task, .loosest)
  }
}
