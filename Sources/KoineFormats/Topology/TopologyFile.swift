import KoineModel

/// What one YAML file of a topology holds, before any name in it has been looked up.
struct TopologyFile {
  var name: String?
  var summary: String?
  var includes: [YAMLValue] = []
  /// In the order of the file.
  var chips: [(key: String, definition: ChipDefinition)] = []
  var nodeTypes: [(name: String, definition: NodeTypeDefinition)] = []
  var groups: [NodeGroup] = []
  var fabric: FabricDefinition?
  var region: RegionChoice?
  var regions: [(name: String, definition: RegionDefinition)] = []
  var pairings: [ChipPairing] = []
  /// The root of the file, for problems of the whole.
  var root: YAMLValue
  /// Whether the file has a list of nodes, readable or not.
  var hasNodes = false

  static let keys = [
    "name", "summary", "include", "chips", "node_types", "nodes", "fabric", "region",
    "compatibility", "regions",
  ]

  /// Reads the file at `path`; what is wrong inside is collected in `log`.
  ///
  /// - Throws: that there is no such file, that it is no text, or that it is no YAML.
  init(path: String, log: DiagnosticLog) throws(InputError) {
    try self.init(text: try InputText.read(path), file: path, log: log)
  }

  init(text: String, file: String, log: DiagnosticLog) throws(InputError) {
    let node = try YAMLDocument.parse(text, file: file).node
    root = YAMLValue(node: node, path: "", file: file, log: log)
    guard let fields = root.mapping(known: Self.keys) else { return }
    name = fields["name"]?.name()
    summary = fields["summary"]?.text()
    includes = Self.listOrOne(fields["include"])
    for (key, value) in fields["chips"]?.mapping()?.entries ?? [] {
      if let definition = ChipDefinition(value, key: key) { chips.append((key, definition)) }
    }
    for (name, value) in fields["node_types"]?.mapping()?.entries ?? [] {
      if let definition = NodeTypeDefinition(value, name: name) {
        nodeTypes.append((name, definition))
      }
    }
    hasNodes = fields["nodes"] != nil
    groups = fields["nodes"]?.list()?.compactMap { NodeGroup($0) } ?? []
    fabric = fields["fabric"].flatMap { FabricDefinition($0) }
    region = fields["region"].flatMap { RegionChoice($0) }
    for (name, value) in fields["regions"]?.mapping()?.entries ?? [] {
      if let definition = RegionDefinition(value, name: name) {
        regions.append((name, definition))
      }
    }
    pairings = fields["compatibility"]?.list()?.compactMap(Self.pairing) ?? []
  }

  private static func listOrOne(_ value: YAMLValue?) -> [YAMLValue] {
    guard let value else { return [] }
    return value.isScalar ? [value] : value.list() ?? []
  }
}

/// The scale-out network of a file, with the interface that node types without one of their own get.
struct FabricDefinition {
  var fabric: Fabric
  var interface_gb_s: Figure?

  init?(_ value: YAMLValue) {
    let keys = ["name", "oversubscription", "latency_us", "interface_gb_s"]
    guard let fields = value.mapping(known: keys + YAMLMapping.originKeys) else { return nil }
    let origin = fields.origin()
    fabric = Fabric(
      name: fields["name"]?.name() ?? "unnamed",
      oversubscription: fields["oversubscription"]?.number(.oversubscription) ?? 1)
    fabric.latency_us = fields.figure("latency_us", .latency_us, origin)
    interface_gb_s = fields.figure("interface_gb_s", .bandwidth_gb_s, origin)
  }
}
