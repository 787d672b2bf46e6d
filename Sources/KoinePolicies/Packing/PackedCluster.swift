public import KoineEngine
public import KoineModel

/// A cluster filled by jobs that stay: what each of them holds when the last has come.
public struct PackedCluster: Sendable {
  /// What arrived, in order.
  public let arrivals: Workload
  /// What the jobs that were placed hold, job by job; the others found no room when they came.
  public let holdings: [Holding]

  /// Places the arrivals of `draw` one by one: whoever finds no room goes away, and nobody leaves.
  ///
  /// - Parameters:
  ///   - values: of the parameters that the placement declares.
  ///   - typical: the workload by whose tasks `fgd` judges fragmentation.
  ///   - seed: fixes everything random in the placement.
  public init(
    _ draw: PackingDraw, on topology: Topology, placement: PlacementName,
    values: ParameterValues = ParameterValues(), typical: Workload, seed: UInt64
  ) {
    let arrivals = draw.arrivals
    let chosen = AnyPlacement(
      placement, values, arrivals, topology, seed: seed, typical: typical,
      precedence: draw.precedence)
    let policy = ComposedPolicy(
      order: Fifo(), placement: NodeByNode(base: chosen), backfill: Skip())
    var simulator = Simulator(arrivals, on: topology, policy: policy)
    simulator.run(until: arrivals.submit.last ?? .zero)
    self.arrivals = arrivals
    holdings = simulator.state.holdings()
  }
}

/// Keeps the cluster from being only a count, so that every job has a node.
private struct NodeByNode: Placement, ~Copyable {
  var base: AnyPlacement
  var tracksNodes: Bool { true }
  var drawsGangsTogether: Bool { base.drawsGangsTogether }

  mutating func choose(_ task: Task, in cluster: borrowing ClusterState) -> NodeChoice {
    base.choose(task, in: cluster)
  }
}
