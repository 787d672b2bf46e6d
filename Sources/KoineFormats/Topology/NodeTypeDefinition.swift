import KoineModel

/// A node type as a file defines it: its chip is still a name.
struct NodeTypeDefinition {
  /// The node type; its chip is set once the chip is known.
  var nodeType: NodeType
  /// What the file calls the chip; `nil` for a node without accelerators.
  var chip: YAMLValue?
  var place: YAMLValue

  static let keys =
    [
      "chip", "accelerators", "islands", "cpu_cores", "memory_gib", "network_interfaces",
      "network_interface_gb_s", "host_power_w", "price_cny", "notes",
    ] + YAMLMapping.originKeys

  /// Reads the mapping under the node type's name.
  init?(_ value: YAMLValue, name: String) {
    guard let fields = value.mapping(known: Self.keys) else { return nil }
    let accelerators = fields.required("accelerators")?.integer(in: 0...64)
    let islands = fields["islands"].flatMap { Self.islands($0, of: accelerators) }
    chip = fields["chip"]
    place = value
    if (accelerators ?? 0) > 0 && chip == nil { _ = fields.required("chip") }
    if accelerators == 0, let chip {
      chip.report(.conflict("a node without accelerators has no chip"))
    }
    let count = accelerators ?? 1
    nodeType = NodeType(
      name: name, chip: .none, accelerators: count,
      islands: islands?.reduce(0, +) == count ? islands : nil)
    readHost(fields)
  }

  private mutating func readHost(_ fields: YAMLMapping) {
    let origin = fields.origin()
    let cores = fields.figure("cpu_cores", .cores, origin)
    let memory = fields.figure("memory_gib", .hostMemory_gib, origin)
    if let cores { nodeType.cpu_milli = Int64((cores.value * 1000).rounded()) }
    if let memory { nodeType.memory_mib = Int64((memory.value * 1024).rounded()) }
    nodeType.hostConfidence = [cores, memory].compactMap { $0?.confidence }.max() ?? .unverified
    nodeType.networkInterfaces = fields["network_interfaces"]?.integer(in: 0...1024) ?? 0
    nodeType.networkInterface_gb_s = fields.figure(
      "network_interface_gb_s", .bandwidth_gb_s, origin)
    nodeType.hostPower_w = fields.figure("host_power_w", .power_w, origin)
    nodeType.price_cny = fields.figure("price_cny", .price_cny, origin)
    nodeType.notes = fields["notes"]?.text()
  }

  private static func islands(_ value: YAMLValue, of accelerators: Int?) -> [Int]? {
    guard let sizes = value.list()?.compactMap({ $0.integer(in: 1...64) }) else { return nil }
    if let accelerators, sizes.reduce(0, +) != accelerators {
      value.report(
        .conflict("the islands add up to \(sizes.reduce(0, +)), the node has \(accelerators)"))
    }
    return sizes
  }
}
