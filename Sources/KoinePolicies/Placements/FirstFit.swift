public import KoineEngine

/// The first node that holds the task, by pool and then by number.
public struct FirstFit: Placement {
  public init() {}
  public var judgesNodesAlone: Bool { true }

  @inline(__always)
  public mutating func choose(_ task: Task, in cluster: borrowing ClusterState) -> NodeChoice {
    cluster.node(for: task, .first)
  }
}
