public import KoineEngine

/// The node that is left with the fewest free accelerators.
public struct BestFit: Placement {
  public init() {}

  @inline(__always)
  public mutating func choose(_ task: Task, in cluster: borrowing ClusterState) -> NodeChoice {
    cluster.node(for: task, .tightest)
  }
}
