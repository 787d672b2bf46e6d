import KoineModel

extension NodeGroup {
  static let supernodeKeys =
    ["name", "nodes", "switching", "bandwidth_gb_s", "reconfiguration_s", "circuits"]
    + YAMLMapping.originKeys

  /// The scale-up domains of a group: `supernode` repeated over it, or `supernodes` one by one.
  static func supernodes(
    _ fields: YAMLMapping, count: Int, prefix: String?
  ) -> [(supernode: Supernode, nodes: Int)] {
    if let value = fields["supernode"] {
      return repeated(value, count: count, prefix: prefix ?? "supernode")
    }
    guard let value = fields["supernodes"], let list = value.list() else { return [] }
    var groups: [(supernode: Supernode, nodes: Int)] = []
    for (index, entry) in list.enumerated() {
      if let one = supernode(entry) {
        groups.append((one.named(one.supernode.name, number: index + 1), one.nodes))
      }
    }
    let covered = groups.reduce(0) { $0 + $1.nodes }
    if groups.count == list.count && covered != count {
      value.report(.conflict("hold \(covered) nodes, the group has \(count)"))
    }
    return covered == count ? groups : []
  }

  private static func repeated(
    _ value: YAMLValue, count: Int, prefix: String
  ) -> [(supernode: Supernode, nodes: Int)] {
    guard let one = supernode(value) else { return [] }
    guard count % one.nodes == 0 else {
      value.report(.conflict("\(count) nodes do not fill supernodes of \(one.nodes)"))
      return []
    }
    let name = one.supernode.name.isEmpty ? prefix : one.supernode.name
    return (1...count / one.nodes).map { number in
      var supernode = one.supernode
      supernode.name = "\(name)-\(number)"
      return (supernode, one.nodes)
    }
  }

  private static func supernode(_ value: YAMLValue) -> SupernodeEntry? {
    guard let fields = value.mapping(known: supernodeKeys) else { return nil }
    var supernode = Supernode(
      name: fields["name"]?.name() ?? "",
      switching: fields["switching"]?.choice("switching") ?? .electrical)
    let origin = fields.origin()
    supernode.bandwidth_gb_s = fields.figure("bandwidth_gb_s", .bandwidth_gb_s, origin)
    supernode.reconfiguration_s = fields.figure("reconfiguration_s", .time_s, origin)
    if supernode.switching == .electrical, let value = fields["reconfiguration_s"] {
      value.report(.conflict("only optical switching has circuits to set"))
    }
    guard let nodes = fields.required("nodes")?.integer(in: 1...limit) else { return nil }
    if let value = fields["circuits"] {
      supernode.circuits = circuits(value, nodes: nodes, origin)
      if supernode.switching == .electrical {
        value.report(.conflict("only optical switching has circuits to set"))
      }
      if supernode.circuits?.reconfiguration_s != nil, let stated = fields["reconfiguration_s"] {
        stated.report(.conflict("cannot stand beside the three delays of 'circuits'"))
      }
    }
    return SupernodeEntry(supernode: supernode, nodes: nodes)
  }

  private struct SupernodeEntry {
    var supernode: Supernode
    var nodes: Int

    /// The supernode under `name`, or under its number where it has none.
    func named(_ name: String, number: Int) -> Supernode {
      var result = supernode
      result.name = name.isEmpty ? "supernode-\(number)" : name
      return result
    }
  }
}
