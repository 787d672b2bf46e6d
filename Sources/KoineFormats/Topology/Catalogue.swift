import Foundation
public import KoineModel

/// The chips and node types that topology files may use by name.
public struct Catalogue {
  private(set) var chipDefinitions: [String: ChipDefinition] = [:]
  private(set) var nodeTypeDefinitions: [String: NodeTypeDefinition] = [:]
  private(set) var regionDefinitions: [String: RegionDefinition] = [:]

  /// An empty catalogue, for files that define everything themselves.
  public init() {}

  /// Reads `chips/*.yaml`, `nodes/*.yaml` and `regions/*.yaml` below `folder`, in the order of their names.
  ///
  /// - Throws: every problem of those files.
  public init(folder: String) throws(InputError) {
    let log = DiagnosticLog()
    for part in ["chips", "nodes", "regions"] {
      for path in Self.files(in: "\(folder)/\(part)") {
        add(try TopologyFile(path: path, log: log))
      }
    }
    try log.throwIfErrors()
  }

  private static func files(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".yaml") }.sorted().map { "\(folder)/\($0)" }
  }

  private mutating func add(_ file: TopologyFile) {
    for (key, definition) in file.chips {
      Self.add(definition, named: key, kind: "chip", at: definition.place, to: &chipDefinitions)
    }
    for (name, definition) in file.nodeTypes {
      Self.add(
        definition, named: name, kind: "node type", at: definition.place,
        to: &nodeTypeDefinitions)
    }
    for (name, definition) in file.regions {
      Self.add(
        definition, named: name, kind: "region", at: definition.place, to: &regionDefinitions)
    }
  }

  private static func add<Definition>(
    _ definition: Definition, named name: String, kind: String, at place: YAMLValue,
    to definitions: inout [String: Definition]
  ) {
    if definitions[name] != nil {
      place.report(.duplicateName(kind: kind, found: name))
    } else {
      definitions[name] = definition
    }
  }

  /// This catalogue, with the definitions of `files` before its own of the same name.
  ///
  /// Names that two of the files define are reported.
  func extended(by files: [TopologyFile]) -> Catalogue {
    var own = Catalogue()
    for file in files { own.add(file) }
    own.chipDefinitions.merge(chipDefinitions) { mine, _ in mine }
    own.nodeTypeDefinitions.merge(nodeTypeDefinitions) { mine, _ in mine }
    own.regionDefinitions.merge(regionDefinitions) { mine, _ in mine }
    return own
  }

  /// All regions, sorted by name.
  public var regions: [Region] {
    regionDefinitions.sorted { $0.key < $1.key }.map(\.value.region)
  }

  /// All chips, sorted by key.
  public var chips: [Chip] {
    chipDefinitions.values.map(\.chip).sorted { $0.key < $1.key }
  }

  /// All node types, sorted by name, each with what its file calls the chip.
  public var nodeTypes: [(nodeType: NodeType, chip: String?)] {
    nodeTypeDefinitions.values.sorted { $0.nodeType.name < $1.nodeType.name }
      .map { ($0.nodeType, $0.chip.flatMap { $0.plainText }) }
  }

  /// The chips that `name` means: the one with this key, or those with this product name or alias.
  public func chips(named name: String) -> [Chip] {
    if let definition = chipDefinitions[name] { return [definition.chip] }
    let wanted = name.lowercased()
    return chips.filter { chip in
      chip.key.lowercased() == wanted || chip.product.lowercased() == wanted
        || chip.aliases.contains { $0.lowercased() == wanted }
    }
  }

  /// The key of the chip whose key, product or alias is nearest to `name`, if near enough.
  func nearestChip(to name: String) -> String? {
    let chips = chips
    let known = chips.flatMap { chip in
      ([chip.key, chip.product] + chip.aliases).map { (name: $0, key: chip.key) }
    }
    guard let nearest = nearestName(to: name, among: known.map(\.name)) else { return nil }
    return known.first { $0.name == nearest }?.key
  }
}
