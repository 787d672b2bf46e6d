extension Topology {
  /// How the nodes of a group are grouped into racks.
  public enum Racks: Sendable {
    /// A new rack after every so many nodes of the group.
    case nodesPerRack(Int)
    /// Racks by number, one entry per node, counted from the first rack of this group.
    case assigned([Int])
    /// Racks by number, one entry per node, counted over the whole cluster: groups may share racks.
    case shared([Int])
  }

  /// Adds a pool of `count` nodes of one type.
  ///
  /// - Parameters:
  ///   - names: one name per node, or a single prefix that is numbered.
  ///   - supernodes: the domains of this group and the nodes in each, in order; empty for none.
  /// - Precondition: `supernodes` cover exactly `count` nodes, or are empty.
  public mutating func append(
    _ type: NodeTypeHandle, count: Int, names: [String], racks: Racks,
    supernodes groups: [(supernode: Supernode, nodes: Int)] = []
  ) {
    precondition(count > 0 && (names.count == 1 || names.count == count))
    let first = nodeCount
    pools.append(Pool(nodeType: type, nodes: first..<first + count))
    if names.count == 1 && count != 1 {
      nodeNames.append(prefix: names[0], count: count)
    } else {
      nodeNames.append(names)
    }
    appendRacks(racks, count: count)
    if groups.isEmpty {
      supernodeOfNode += Array(repeating: .none, count: count)
    } else {
      precondition(groups.reduce(0) { $0 + $1.nodes } == count)
      for group in groups {
        supernodeOfNode += Array(
          repeating: SupernodeHandle(supernodes.count), count: group.nodes)
        supernodes.append(group.supernode)
      }
    }
  }

  private mutating func appendRacks(_ racks: Racks, count: Int) {
    switch racks {
    case .nodesPerRack(let size):
      precondition(size > 0)
      rackOfNode += (0..<count).map { RackHandle(rackCount + $0 / size) }
      rackCount += (count + size - 1) / size
    case .assigned(let numbers):
      precondition(numbers.count == count && numbers.allSatisfy { $0 >= 0 })
      rackOfNode += numbers.map { RackHandle(rackCount + $0) }
      rackCount += (numbers.max() ?? -1) + 1
    case .shared(let numbers):
      precondition(numbers.count == count && numbers.allSatisfy { $0 >= 0 })
      rackOfNode += numbers.map { RackHandle($0) }
      rackCount = max(rackCount, (numbers.max() ?? -1) + 1)
    }
  }

  /// `count` identical processors, each a node of its own: the machine of the Standard Workload Format.
  public static func flat(_ count: Int) -> Topology {
    precondition(count > 0)
    var topology = Topology(name: "flat:\(count)")
    topology.summary = "\(count) identical one-accelerator nodes"
    topology.chips = [Chip(key: "any/processor", vendor: "any", product: "processor")]
    topology.nodeTypes = [
      NodeType(name: "processor", chip: ChipHandle(0), accelerators: 1)
    ]
    topology.append(
      NodeTypeHandle(0), count: count, names: ["processor"], racks: .nodesPerRack(count))
    return topology
  }
}
