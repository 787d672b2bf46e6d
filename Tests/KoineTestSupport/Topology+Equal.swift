public import KoineModel

extension Topology {
  /// `count` equal nodes of one chip, `test/chip`.
  ///
  /// - Parameters:
  ///   - islands: sizes of the groups of accelerators in each node.
  ///   - supernodes: nodes in each supernode, in order; empty for none.
  public static func equal(
    _ count: Int, islands: [Int], cpu_milli: Int64 = .max, nodesPerRack: Int = 2,
    supernodes: [Int] = []
  ) -> Topology {
    var topology = Topology(name: "equal nodes")
    topology.chips = [Chip(key: "test/chip", vendor: "test", product: "chip")]
    topology.nodeTypes = [
      NodeType(
        name: "node", chip: ChipHandle(0), accelerators: islands.reduce(0, +), islands: islands,
        cpu_milli: cpu_milli)
    ]
    topology.append(
      NodeTypeHandle(0), count: count, names: ["node"], racks: .nodesPerRack(nodesPerRack),
      supernodes: supernodes.enumerated().map { (Supernode(name: "supernode\($0)"), $1) })
    return topology
  }
}
