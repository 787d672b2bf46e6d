public import KoineEngine
public import KoineModel

/// What scale-up domains lost to the faults of a trace.
public struct ReplayReport: Sendable {
  var topology: Topology
  var faults: String
  var servers: Int
  var isSpread: Bool
  var log: RunLog
  var waste: WasteRecorder

  /// - Parameters:
  ///   - servers: how many servers of the trace ever failed.
  ///   - isSpread: whether they were spread over the nodes, since the trace names none of them.
  public init(
    topology: Topology, faults: String, servers: Int, isSpread: Bool, log: RunLog,
    waste: WasteRecorder
  ) {
    self.topology = topology
    self.faults = faults
    self.servers = servers
    self.isSpread = isSpread
    self.log = log
    self.waste = waste
  }

  /// The table, with a line break at the end of every line.
  public func text(style: TerminalStyle) -> String {
    let width = min(style.width, TerminalStyle.comfortable)
    var lines = wrapped("Faults of \(faults) on \(topology.name)", to: width).map {
      StyledText($0, .strong)
    }
    lines += wrapped(introduction, to: width).map { StyledText($0) } + [StyledText()]
    for (index, table) in table.split(to: width).enumerated() {
      lines += (index > 0 ? [StyledText()] : []) + table.lines(width: width, style)
    }
    return lines.map { $0.rendered(style) + "\n" }.joined()
  }

  private var introduction: String {
    let place =
      isSpread
      ? "their sorted names are spread evenly over the nodes" : "they are nodes of the cluster"
    return """
      \(counted(log.nodeFailures, "failure")) of \(counted(servers, "server")) among \
      \(grouped(topology.nodeCount)) nodes of \(waste.accelerators); \(place). Healthy \
      accelerator time that groups of so many accelerators could not use:
      """
  }

  private var table: Table {
    var columns = [Table.Column(title: "domain", alignment: .left)]
    columns += waste.groups.map { Table.Column(title: "groups of \($0)") }
    var table = Table(columns)
    for (row, layout) in waste.layouts.enumerated() {
      let cells = waste.groups.indices.map { column in
        Table.Cell.text(
          waste.wasteRatio(layout: row, group: column)
            .map { decimal($0 * 100, places: 2) + " %" } ?? "no domain")
      }
      table.add([.text(layout.name)] + cells)
    }
    return table
  }

  /// The same as JSON; ratios are shares of 1, `null` where no domain fits the cluster.
  public var json: JSONValue {
    .object([
      ("topology", .string(topology.name)), ("faults", .string(faults)),
      ("servers", .integer(servers)), ("spread", .bool(isSpread)),
      ("node_failures", .integer(log.nodeFailures)),
      ("nodes", .integer(topology.nodeCount)),
      ("accelerators_per_node", .integer(waste.accelerators)),
      ("waste_ratio", .array(waste.layouts.indices.flatMap(rows))),
    ])
  }

  private func rows(of layout: Int) -> [JSONValue] {
    waste.groups.indices.map { group in
      .object([
        ("domain", .string(waste.layouts[layout].name)),
        ("domain_nodes", waste.layouts[layout].domainNodes.map { .integer($0) } ?? .null),
        ("group", .integer(waste.groups[group])),
        ("ratio", .optional(waste.wasteRatio(layout: layout, group: group))),
      ])
    }
  }
}
