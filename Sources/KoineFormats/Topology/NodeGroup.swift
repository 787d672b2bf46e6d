import KoineModel

/// A run of identical nodes as a cluster file lists it: its node type is still a name.
struct NodeGroup {
  var type: YAMLValue
  var count: Int
  /// One name per node, or one prefix; empty for the name of the node type.
  var names: [String]
  var racks: RackLayout
  var supernodes: [(supernode: Supernode, nodes: Int)]

  enum RackLayout {
    /// The file says nothing: the group counts as one rack.
    case unstated
    case nodesPerRack(Int)
    /// The rack of each node; equal names are one rack over the whole file.
    case named([String])
  }

  static let keys = [
    "type", "count", "name", "names", "nodes_per_rack", "racks", "supernode", "supernodes",
  ]
  /// Nodes, and accelerators, of a whole cluster.
  static let limit = 10_000_000

  /// Reads one entry of `nodes`; `nil` when what it counts is not known.
  init?(_ value: YAMLValue) {
    guard let fields = value.mapping(known: Self.keys) else { return nil }
    let type = fields.required("type")
    names = fields["names"]?.names() ?? []
    var count = fields["count"]?.integer(in: 1...Self.limit)
    if fields["names"] != nil {
      if let count, count != names.count, let place = fields["names"] {
        place.report(.conflict("names \(names.count) nodes, the count is \(count)"))
      }
      count = names.count
    } else if fields["count"] == nil {
      _ = fields.required("count")
    } else if let name = fields["name"]?.name() {
      names = [name]
    }
    guard let type, let count, count > 0 else { return nil }
    self.type = type
    self.count = count
    racks = Self.racks(fields, count: count)
    supernodes = Self.supernodes(fields, count: count, prefix: names.first)
    Self.refuseBoth("names", "name", in: fields)
    Self.refuseBoth("racks", "nodes_per_rack", in: fields)
    Self.refuseBoth("supernodes", "supernode", in: fields)
  }

  private static func refuseBoth(_ one: String, _ other: String, in fields: YAMLMapping) {
    if fields[one] != nil, let value = fields[other] {
      value.report(.conflict("cannot stand beside '\(one)'"))
    }
  }

  private static func racks(_ fields: YAMLMapping, count: Int) -> RackLayout {
    if let value = fields["racks"] {
      guard let racks = value.list()?.compactMap({ $0.name() }) else { return .unstated }
      if racks.count != count {
        value.report(.conflict("lists the racks of \(racks.count) nodes, the group has \(count)"))
        return .unstated
      }
      return .named(racks)
    }
    return fields["nodes_per_rack"]?.integer(in: 1...limit).map { .nodesPerRack($0) } ?? .unstated
  }
}
