public import KoineModel

/// Writes topologies as files that stand alone: every chip and node type they use is inside.
///
/// Reading the text back gives an equal topology, if racks and supernodes are numbered in the order
/// in which nodes first use them, as every reader here does.
public enum TopologyWriter {
  /// The topology as YAML, with a line that tells editors its schema.
  public static func yaml(_ topology: Topology) -> String {
    "# yaml-language-server: $schema=../schema/topology.schema.json\n" + tree(of: topology).yaml()
  }

  /// The topology as JSON, which the reader of YAML reads as well.
  public static func json(_ topology: Topology) -> String {
    tree(of: topology).json() + "\n"
  }

  static func tree(of topology: Topology) -> DocumentTree {
    var fields = Fields()
    fields.add("name", topology.name)
    fields.add("summary", topology.summary.isEmpty ? nil : topology.summary)
    if !topology.chips.isEmpty {
      fields.add("chips", .mapping(topology.chips.map { ($0.key, chip($0)) }))
    }
    let types = topology.nodeTypes.map { ($0.name, nodeType($0, in: topology)) }
    fields.add("node_types", .mapping(types))
    fields.add("nodes", .list(groups(of: topology)))
    fields.add("fabric", fabric(topology.fabric))
    fields.add("region", region(topology.region))
    if !topology.pairings.isEmpty {
      fields.add("compatibility", .list(topology.pairings.map(pairing)))
    }
    return fields.tree
  }

  private static func pairing(_ pairing: ChipPairing) -> DocumentTree {
    var fields = Fields()
    fields.add("between", .list(pairing.between.map { .text($0) }))
    fields.add("transport", pairing.transport.rawValue)
    fields.add("bandwidth_gb_s", pairing.bandwidth_gb_s)
    return fields.tree
  }

  private static func nodeType(_ type: NodeType, in topology: Topology) -> DocumentTree {
    var fields = Fields()
    if type.chip != .none { fields.add("chip", topology.chips[type.chip.index].key) }
    fields.add("accelerators", .integer(type.accelerators))
    if type.islands.count > 1 {
      fields.add("islands", .list(type.islands.map { .integer($0) }))
    }
    let firmness = type.hostConfidence
    if type.cpu_milli != .max {
      fields.add("cpu_cores", Figure(Double(type.cpu_milli) / 1000, confidence: firmness))
    }
    if type.memory_mib != .max {
      fields.add("memory_gib", Figure(Double(type.memory_mib) / 1024, confidence: firmness))
    }
    if type.networkInterfaces > 0 {
      fields.add("network_interfaces", .integer(type.networkInterfaces))
    }
    fields.add("network_interface_gb_s", type.networkInterface_gb_s)
    fields.add("host_power_w", type.hostPower_w)
    fields.add("price_cny", type.price_cny)
    fields.add("notes", type.notes)
    return fields.tree
  }

  private static func fabric(_ fabric: Fabric) -> DocumentTree {
    var fields = Fields()
    fields.add("name", fabric.name)
    fields.add("oversubscription", .number(fabric.oversubscription))
    fields.add("latency_us", fabric.latency_us)
    return fields.tree
  }

  private static func region(_ region: Region) -> DocumentTree {
    var fields = Fields()
    fields.add("name", region.name)
    fields.add("pue", region.pue)
    fields.add("electricity_cny_per_kwh", region.electricity_cny_per_kwh)
    if let factors = region.electricityByHour {
      fields.add("electricity_by_hour", .list(factors.map { .number($0) }))
    }
    fields.add("carbon_g_per_kwh", region.carbon_g_per_kwh)
    if let factors = region.carbonByHour {
      fields.add("carbon_by_hour", .list(factors.map { .number($0) }))
    }
    return fields.tree
  }

  /// The entries of a mapping in the making; what is unknown is left out.
  struct Fields {
    private var entries: [(key: String, value: DocumentTree)] = []

    var tree: DocumentTree { .mapping(entries) }
    var isEmpty: Bool { entries.isEmpty }

    mutating func add(_ key: String, _ value: DocumentTree) { entries.append((key, value)) }

    mutating func add(_ key: String, _ text: String?) {
      if let text { add(key, .text(text)) }
    }

    mutating func add(_ key: String, integer: Int?) {
      if let integer { add(key, .integer(integer)) }
    }

    /// A plain number if that is all there is, else with its source and confidence.
    mutating func add(_ key: String, _ figure: Figure?) {
      guard let figure else { return }
      if figure.confidence == .unverified && figure.source.isEmpty {
        return add(key, .number(figure.value))
      }
      var fields = Fields()
      fields.add("value", .number(figure.value))
      fields.add("confidence", figure.confidence.rawValue)
      fields.add("source", figure.source.isEmpty ? nil : figure.source)
      add(key, fields.tree)
    }
  }
}
