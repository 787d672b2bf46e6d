import KoineModel

/// The names of shapes in files.
enum CircuitShapeName: String, CaseIterable {
  case line, ring, cubes
  case anyToAny = "any-to-any"
}

extension NodeGroup {
  static let circuitKeys =
    [
      "shape", "reach", "cube_nodes", "ports_per_node", "most_circuits", "spare_nodes",
      "switching_s", "relock_s",
      "control_s",
    ] + YAMLMapping.originKeys

  /// The `circuits` of a supernode of so many nodes; `nil` when its shape is not known.
  static func circuits(_ value: YAMLValue, nodes: Int, _ outer: FigureOrigin) -> Circuits? {
    guard let fields = value.mapping(known: circuitKeys),
      let name = fields.required("shape")?.choice("shape", of: CircuitShapeName.self)
    else { return nil }
    let origin = fields.origin(inheriting: outer)
    guard let shape = shape(name, fields, nodes: nodes) else { return nil }
    var circuits = Circuits(shape: shape)
    circuits.portsPerNode = fields["ports_per_node"]?.integer(in: 1...4096) ?? leastPorts(of: shape)
    if circuits.portsPerNode < leastPorts(of: shape), let place = fields["ports_per_node"] {
      place.report(
        .outOfRange(
          found: "\(circuits.portsPerNode)",
          expected: "at least \(leastPorts(of: shape)), the ends of circuits at one node"))
    }
    circuits.mostCircuits = fields["most_circuits"]?.integer(in: 1...10_000_000)
    circuits.spareNodes = fields["spare_nodes"]?.integer(in: 0...max(0, nodes - 1)) ?? 0
    circuits.switching_s = fields.figure("switching_s", .time_s, origin)
    circuits.relock_s = fields.figure("relock_s", .time_s, origin)
    circuits.control_s = fields.figure("control_s", .time_s, origin)
    return circuits
  }

  private static func shape(
    _ name: CircuitShapeName, _ fields: YAMLMapping, nodes: Int
  ) -> ScaleUpShape? {
    if name != .cubes, let value = fields["cube_nodes"] {
      value.report(.conflict("only the shape 'cubes' has cubes"))
    }
    if name != .line && name != .ring, let value = fields["reach"] {
      value.report(.conflict("only the shapes 'line' and 'ring' have a reach"))
    }
    switch name {
    case .line, .ring:
      let reach = fields["reach"].map { $0.integer(in: 1...64) } ?? 1
      return reach.map { .line(reach: $0, isClosed: name == .ring) }
    case .cubes:
      guard let place = fields.required("cube_nodes"),
        let size = place.integer(in: 1...max(1, nodes))
      else { return nil }
      if nodes % size != 0 {
        place.report(.conflict("cubes of \(size) nodes do not fill a supernode of \(nodes)"))
      }
      return .cubes(nodes: size)
    case .anyToAny: return .anyToAny
    }
  }

  /// A group is a ring, so each of its nodes ends two circuits; a node of a row reaches `reach` nodes
  /// on either side.
  private static func leastPorts(of shape: ScaleUpShape) -> Int {
    if case .line(let reach, _) = shape { return 2 * reach }
    return 2
  }
}

extension TopologyWriter {
  static func tree(_ circuits: Circuits) -> DocumentTree {
    var fields = Fields()
    switch circuits.shape {
    case .switched: break
    case .line(let reach, let isClosed):
      fields.add("shape", isClosed ? "ring" : "line")
      fields.add("reach", .integer(reach))
    case .cubes(let nodes):
      fields.add("shape", "cubes")
      fields.add("cube_nodes", .integer(nodes))
    case .anyToAny: fields.add("shape", "any-to-any")
    }
    fields.add("ports_per_node", .integer(circuits.portsPerNode))
    if let most = circuits.mostCircuits { fields.add("most_circuits", .integer(most)) }
    fields.add("spare_nodes", .integer(circuits.spareNodes))
    fields.add("switching_s", circuits.switching_s)
    fields.add("relock_s", circuits.relock_s)
    fields.add("control_s", circuits.control_s)
    return fields.tree
  }
}
