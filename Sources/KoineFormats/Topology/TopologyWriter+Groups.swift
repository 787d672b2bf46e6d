import KoineModel

extension TopologyWriter {
  /// One entry per pool, in the order of the nodes.
  static func groups(of topology: Topology) -> [DocumentTree] {
    let sizes = rackSizes(of: topology)
    return topology.pools.indices.map { index in
      let pool = topology.pools[index]
      var fields = Fields()
      fields.add("type", topology.nodeType(of: pool).name)
      addNames(of: pool, in: topology, to: &fields)
      if let sizes {
        fields.add("nodes_per_rack", .integer(sizes[index]))
      } else {
        fields.add(
          "racks", .list(pool.nodes.map { .text("r\(topology.rackOfNode[$0].index)") }))
      }
      addSupernodes(of: pool, in: topology, to: &fields)
      return fields.tree
    }
  }

  private static func addNames(of pool: Pool, in topology: Topology, to fields: inout Fields) {
    let run = topology.nodeNames.runs.first { $0.nodes == pool.nodes }
    if let run, run.names.isEmpty || run.names.count == 1 {
      fields.add("name", run.names.first ?? run.prefix)
      fields.add("count", .integer(pool.nodes.count))
    } else {
      fields.add("names", .list(pool.nodes.map { .text(topology.nodeNames[NodeHandle($0)]) }))
    }
  }

  /// Nodes per rack of each pool, if every pool fills racks of its own one after the other.
  private static func rackSizes(of topology: Topology) -> [Int]? {
    var sizes: [Int] = []
    var firstRack = 0
    for pool in topology.pools {
      let racks = pool.nodes.map { topology.rackOfNode[$0].index }
      let size = racks.prefix { $0 == firstRack }.count
      guard size > 0,
        racks.indices.allSatisfy({ racks[$0] == firstRack + $0 / size })
      else { return nil }
      sizes.append(size)
      firstRack += (racks.count + size - 1) / size
    }
    return sizes
  }

  private static func addSupernodes(
    of pool: Pool, in topology: Topology, to fields: inout Fields
  ) {
    var sizes: [(handle: SupernodeHandle, nodes: Int)] = []
    for node in pool.nodes where topology.supernodeOfNode[node] != .none {
      let handle = topology.supernodeOfNode[node]
      if sizes.last?.handle == handle {
        sizes[sizes.count - 1].nodes += 1
      } else {
        sizes.append((handle, 1))
      }
    }
    guard !sizes.isEmpty else { return }
    let entries = sizes.map { (topology.supernodes[$0.handle.index], $0.nodes) }
    if let prefix = commonPrefix(of: entries.map(\.0)), Set(sizes.map(\.nodes)).count == 1 {
      fields.add("supernode", supernode(entries[0].0, named: prefix, nodes: entries[0].1))
    } else {
      fields.add(
        "supernodes", .list(entries.map { supernode($0.0, named: $0.0.name, nodes: $0.1) }))
    }
  }

  /// What comes before `-1`, `-2`... in the names of supernodes that are alike in all else.
  private static func commonPrefix(of supernodes: [Supernode]) -> String? {
    guard let first = supernodes.first, first.name.hasSuffix("-1") else { return nil }
    let prefix = String(first.name.dropLast(2))
    for (index, supernode) in supernodes.enumerated() {
      var expected = first
      expected.name = "\(prefix)-\(index + 1)"
      if supernode != expected { return nil }
    }
    return prefix.isEmpty ? nil : prefix
  }

  private static func supernode(
    _ supernode: Supernode, named name: String, nodes: Int
  ) -> DocumentTree {
    var fields = Fields()
    fields.add("name", name)
    fields.add("nodes", .integer(nodes))
    fields.add("switching", supernode.switching.rawValue)
    fields.add("bandwidth_gb_s", supernode.bandwidth_gb_s)
    fields.add("reconfiguration_s", supernode.reconfiguration_s)
    if let circuits = supernode.circuits { fields.add("circuits", tree(circuits)) }
    return fields.tree
  }
}
