public import KoineModel

/// Lists of the chips and node types that the catalogue knows.
public enum CatalogueReport {
  /// A table of chips, with a line break at the end of every line.
  public static func chips(_ chips: [Chip], style: TerminalStyle) -> String {
    var topology = Topology(name: "")
    topology.chips = chips
    let report = TopologyReport(topology, style: style)
    var table = Table([
      .init(title: "chip", alignment: .left, limit: 34), .init(title: "year", expendability: 3),
      .init(title: "FP16 TFLOPS"), .init(title: "memory GB"),
      .init(title: "GB/s", expendability: 5), .init(title: "link GB/s", expendability: 4),
      .init(title: "W", expendability: 1), .init(title: "CNY/h", expendability: 2),
      .init(title: "weakest figure", alignment: .left, expendability: 6),
      .init(title: "product", alignment: .left, expendability: 7, limit: 40),
    ])
    for chip in chips {
      let figures = [
        chip.peak_tflops[.fp16], chip.memory_gb, chip.memoryBandwidth_gb_s, chip.link_gb_s,
        chip.tdp_w, chip.rent_cny_per_hour,
      ]
      let cells =
        [chip.key, chip.year.map(String.init) ?? "unknown"] + figures.map { report.words($0, "") }
        + [chip.weakestConfidence?.rawValue ?? "none", "\(chip.vendor) \(chip.product)"]
      table.add(cells.map { .text($0, $0 == "unknown" ? .faint : .plain) })
    }
    return text(table, style)
  }

  /// A table of node types, each with the key of its chip.
  public static func nodeTypes(
    _ nodeTypes: [(nodeType: NodeType, chip: String?)], style: TerminalStyle
  ) -> String {
    var table = Table([
      .init(title: "node type", alignment: .left, limit: 34), .init(title: "accelerators"),
      .init(title: "chip", alignment: .left, limit: 34),
      .init(title: "islands", alignment: .left, expendability: 3, limit: 24),
      .init(title: "cores", expendability: 1), .init(title: "GiB", expendability: 2),
      .init(title: "notes", alignment: .left, expendability: 4, limit: 90),
    ])
    for (type, chip) in nodeTypes {
      let mark = type.hostConfidence == .estimate ? style.about : ""
      let cores =
        type.cpu_milli == .max ? "unknown" : mark + shortNumber(Double(type.cpu_milli) / 1000)
      let memory =
        type.memory_mib == .max ? "unknown" : mark + shortNumber(Double(type.memory_mib) / 1024)
      let islands = type.islands.map(String.init).joined(separator: "+")
      let cells = [
        type.name, String(type.accelerators), chip ?? "none", islands, cores, memory,
        type.notes ?? "",
      ]
      table.add(cells.map { .text($0, $0 == "unknown" ? .faint : .plain) })
    }
    return text(table, style)
  }

  private static func text(_ table: Table, _ style: TerminalStyle) -> String {
    table.lines(width: style.width, style).map { $0.rendered(style) + "\n" }.joined()
  }

  /// The chips as JSON, one object each.
  public static func json(chips: [Chip]) -> JSONValue {
    .array(
      chips.map { TopologyJSON.chip($0, [("aliases", .array($0.aliases.map { .string($0) }))]) })
  }

  /// The node types as JSON, one object each.
  public static func json(nodeTypes: [(nodeType: NodeType, chip: String?)]) -> JSONValue {
    .array(
      nodeTypes.map { type, chip in
        .object([
          ("name", .string(type.name)), ("chip", .optional(chip)),
          ("accelerators", .integer(type.accelerators)),
          ("islands", .array(type.islands.map { .integer($0) })),
          ("cpu_cores", type.cpu_milli == .max ? .null : .number(Double(type.cpu_milli) / 1000)),
          (
            "memory_gib",
            type.memory_mib == .max ? .null : .number(Double(type.memory_mib) / 1024)
          ),
          ("network_interfaces", .integer(type.networkInterfaces)),
          ("network_interface_gb_s", TopologyJSON.figure(type.networkInterface_gb_s)),
          ("host_power_w", TopologyJSON.figure(type.hostPower_w)),
          ("price_cny", TopologyJSON.figure(type.price_cny)),
          ("notes", .optional(type.notes)),
        ])
      })
  }
}
