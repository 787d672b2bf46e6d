import KoineModel

/// A machine as somebody else's list describes it.
struct ImportedNode {
  var name: String
  /// `nil` for a machine without accelerators.
  var chip: Chip?
  var accelerators: Int
  /// `Int64.max` where the list does not say.
  var cpu_milli: Int64
  var memory_mib: Int64
  /// Name of its rack, if the list says.
  var rack: String?
  /// Where it stands in the list.
  var line: Int?
}

/// Gathers machines into pools of identical ones, in the order in which each kind first appears.
struct ImportedCluster {
  let file: String
  let log: DiagnosticLog
  private var kinds: [Kind: Int] = [:]
  private var groups: [[ImportedNode]] = []
  private var names: Set<String> = []

  private struct Kind: Hashable {
    var chip: String?
    var accelerators: Int
    var cpu_milli: Int64
    var memory_mib: Int64
  }

  init(file: String, log: DiagnosticLog) {
    self.file = file
    self.log = log
  }

  mutating func append(_ node: ImportedNode) {
    if !names.insert(node.name).inserted {
      log.add(
        Diagnostic(file: file, line: node.line, .duplicateName(kind: "node", found: node.name)))
      return
    }
    let kind = Kind(
      chip: node.chip?.key, accelerators: node.accelerators, cpu_milli: node.cpu_milli,
      memory_mib: node.memory_mib)
    let index = kinds[kind] ?? groups.count
    if index == groups.count {
      kinds[kind] = index
      groups.append([])
    }
    groups[index].append(node)
  }

  /// The cluster of all machines.
  ///
  /// - Throws: what was reported on the way, or that the list holds no machine.
  func topology(named name: String, summary: String) throws(InputError) -> Topology {
    if names.isEmpty { log.add(Diagnostic(file: file, .empty(what: "nodes"))) }
    try log.throwIfErrors()
    var topology = Topology(name: name)
    topology.summary = summary
    var chips: [String: ChipHandle] = [:]
    var typeNames: Set<String> = []
    var racks: [String: Int] = [:]
    let hasRacks = groups.contains { $0.contains { $0.rack != nil } }
    for group in groups {
      let type = Self.nodeType(of: group[0], chips: &chips, names: &typeNames, in: &topology)
      topology.append(
        type, count: group.count, names: group.map(\.name),
        racks: hasRacks ? Self.racks(of: group, &racks) : .nodesPerRack(group.count))
    }
    return topology
  }

  private static func nodeType(
    of node: ImportedNode, chips: inout [String: ChipHandle], names: inout Set<String>,
    in topology: inout Topology
  ) -> NodeTypeHandle {
    var handle = ChipHandle.none
    if let chip = node.chip {
      handle = chips[chip.key] ?? ChipHandle(topology.chips.count)
      if chips.updateValue(handle, forKey: chip.key) == nil { topology.chips.append(chip) }
    }
    topology.nodeTypes.append(
      NodeType(
        name: uniqueName(of: node, among: &names), chip: handle, accelerators: node.accelerators,
        cpu_milli: node.cpu_milli, memory_mib: node.memory_mib))
    return NodeTypeHandle(topology.nodeTypes.count - 1)
  }

  /// `openb-T4-2-96c-384g`: chip, accelerators, cores and GiB, as far as they are known.
  private static func uniqueName(of node: ImportedNode, among names: inout Set<String>) -> String {
    var parts =
      node.chip.map { chip in
        [chip.key.split(separator: "/").joined(separator: "-"), String(node.accelerators)]
      } ?? ["cpu"]
    if node.cpu_milli != .max { parts.append("\(node.cpu_milli / 1000)c") }
    if node.memory_mib != .max { parts.append("\(node.memory_mib / 1024)g") }
    let base = parts.joined(separator: "-")
    var name = base
    var number = 2
    while !names.insert(name).inserted {
      name = "\(base).\(number)"
      number += 1
    }
    return name
  }

  /// Racks by number over the whole cluster; machines without one share a rack.
  private static func racks(
    of group: [ImportedNode], _ racks: inout [String: Int]
  ) -> Topology.Racks {
    .shared(
      group.map { node in
        let name = node.rack ?? ""
        let number = racks[name] ?? racks.count
        racks[name] = number
        return number
      })
  }
}
