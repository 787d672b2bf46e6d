import KoineModel

/// Puts a topology together from groups whose names are looked up on the way.
struct TopologyAssembly {
  let catalogue: Catalogue
  var topology: Topology
  private var nodeTypes: [String: NodeTypeHandle] = [:]
  private var chips: [String: ChipHandle] = [:]
  private var racks: [String: Int] = [:]
  private var prefixes: Set<String> = []
  private var nodeNames: Set<String> = []
  private var accelerators = 0
  private var interface_gb_s: Figure?

  init(catalogue: Catalogue, name: String) {
    self.catalogue = catalogue
    topology = Topology(name: name)
  }

  /// Takes the fabric and the region of `file`, over those of files before it.
  mutating func takeSettings(of file: TopologyFile) {
    if let fabric = file.fabric {
      topology.fabric = fabric.fabric
      interface_gb_s = fabric.interface_gb_s
    }
    topology.pairings += file.pairings
    guard let choice = file.region else { return }
    let base = choice.base.flatMap(region)
    topology.region = base.map { choice.own?.completed(by: $0) ?? $0 } ?? choice.own ?? Region()
  }

  /// The region of the catalogue that `place` names; an unknown one is reported.
  private func region(named place: YAMLValue) -> Region? {
    guard let name = place.name() else { return nil }
    if let definition = catalogue.regionDefinitions[name] { return definition.region }
    let known = catalogue.regionDefinitions.keys.sorted()
    place.report(
      .unknownName(
        kind: "region", found: name, nearest: nearestName(to: name, among: known), known: known))
    return nil
  }

  mutating func append(_ group: NodeGroup) {
    guard let name = group.type.name() else { return }
    guard let definition = catalogue.nodeTypeDefinitions[name] else {
      let known = catalogue.nodeTypes.map(\.nodeType.name)
      group.type.report(
        .unknownName(
          kind: "node type", found: name, nearest: nearestName(to: name, among: known)))
      return
    }
    guard let type = handle(of: definition) else { return }
    accelerators += definition.nodeType.accelerators * group.count
    if topology.nodeCount + group.count > NodeGroup.limit || accelerators > NodeGroup.limit {
      group.type.report(
        .outOfRange(
          found: "\(topology.nodeCount + group.count) nodes with \(accelerators) accelerators",
          expected: "a cluster of at most \(NodeGroup.limit) of either"))
      return
    }
    topology.append(
      type, count: group.count, names: names(of: group, type: name), racks: racks(of: group),
      supernodes: group.supernodes)
  }

  /// The handle of a node type, which joins the topology at its first use; `nil` if its chip is
  /// not known, which is reported.
  mutating func handle(of definition: NodeTypeDefinition) -> NodeTypeHandle? {
    let name = definition.nodeType.name
    if let handle = nodeTypes[name] { return handle }
    var nodeType = definition.nodeType
    if nodeType.accelerators > 0 {
      guard let place = definition.chip, let chip = chip(place) else { return nil }
      nodeType.chip = handle(of: chip)
    }
    if nodeType.networkInterface_gb_s == nil { nodeType.networkInterface_gb_s = interface_gb_s }
    let handle = NodeTypeHandle(topology.nodeTypes.count)
    topology.nodeTypes.append(nodeType)
    nodeTypes[name] = handle
    return handle
  }

  private mutating func handle(of chip: Chip) -> ChipHandle {
    if let handle = chips[chip.key] { return handle }
    let handle = ChipHandle(topology.chips.count)
    topology.chips.append(chip)
    chips[chip.key] = handle
    return handle
  }
}

extension TopologyAssembly {
  /// Reports a node type of the file whose chip is not known, used or not.
  func checkChip(of definition: NodeTypeDefinition) {
    if definition.nodeType.accelerators > 0, let place = definition.chip { _ = chip(place) }
  }

  private func chip(_ place: YAMLValue) -> Chip? {
    guard let name = place.name() else { return nil }
    let found = catalogue.chips(named: name)
    if found.count == 1 { return found[0] }
    if found.isEmpty {
      place.report(
        .unknownName(kind: "chip", found: name, nearest: catalogue.nearestChip(to: name)))
    } else {
      let keys = found.map(\.key).joined(separator: ", ")
      place.report(.conflict("'\(name)' may be any of \(keys)"))
    }
    return nil
  }

  private mutating func racks(of group: NodeGroup) -> Topology.Racks {
    switch group.racks {
    case .unstated: return .nodesPerRack(group.count)
    case .nodesPerRack(let size): return .nodesPerRack(size)
    case .named(let names):
      // Numbers go to racks at their first use; unnamed racks of other groups have taken theirs.
      var next = topology.rackCount
      return .shared(
        names.map { name in
          if let number = racks[name] { return number }
          racks[name] = next
          next += 1
          return next - 1
        })
    }
  }

  /// The names of the group's nodes; a name that is taken is reported, a default one is numbered.
  private mutating func names(of group: NodeGroup, type: String) -> [String] {
    if group.names.isEmpty {
      var prefix = type
      var number = 2
      while !prefixes.insert(prefix).inserted {
        prefix = "\(type).\(number)"
        number += 1
      }
      return [prefix]
    }
    if group.names.count == 1 && group.count > 1 {
      if !prefixes.insert(group.names[0]).inserted {
        group.type.report(.duplicateName(kind: "node name", found: group.names[0]))
      }
    } else {
      for name in group.names where !nodeNames.insert(name).inserted {
        group.type.report(.duplicateName(kind: "node name", found: name))
      }
    }
    return group.names
  }
}
