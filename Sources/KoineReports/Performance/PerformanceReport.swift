public import KoineModel

/// How fast chips train a model, for the terminal and as JSON.
public struct PerformanceReport: Sendable {
  let model: NeuralModel
  let place: String
  let sequenceLength: Int
  let globalBatch: Int
  let rows: [PerformanceRow]
  let precision: Precision

  /// - Parameter place: what the chips stand in, such as a cluster's name.
  public init(
    model: NeuralModel, place: String, sequenceLength: Int, globalBatch: Int,
    rows: [PerformanceRow], precision: Precision = .fp16
  ) {
    self.precision = precision
    self.model = model
    self.place = place
    self.sequenceLength = sequenceLength
    self.globalBatch = globalBatch
    self.rows = rows.sorted { Self.rate($0) > Self.rate($1) }
  }

  private static func rate(_ row: PerformanceRow) -> Double {
    row.result.map { $0.tokens_per_s / Double($0.accelerators) } ?? -1
  }

  /// The report, with a line break at the end of every line.
  public func text(style: TerminalStyle) -> String {
    let width = min(style.width, TerminalStyle.comfortable)
    var lines = wrapped("Training \(model.name) on \(place)", to: width).map {
      StyledText($0, .strong)
    }
    let work =
      "\(shortCount(Double(model.parameters))) parameters; steps of \(grouped(globalBatch)) "
      + "sequences of \(grouped(sequenceLength)) tokens; "
      + (precision == .fp16 ? "16-bit products" : "\(precision.rawValue) products")
    lines += wrapped(work, to: width).map { StyledText($0, .faint) } + [StyledText()]
    if rows.contains(where: { $0.result != nil }) {
      for table in table(style).split(to: style.width) {
        lines += table.lines(width: style.width, style) + [StyledText()]
      }
    }
    lines += noteLines(width)
    for row in rows {
      guard let refusal = row.refusal else { continue }
      lines += bullet(row.name + ": ", refusal, width)
    }
    lines += estimateLines(width, style)
    return lines.map { $0.rendered(style) + "\n" }.joined()
  }

  private func table(_ style: TerminalStyle) -> Table {
    var table = Table([
      .init(title: "chip", alignment: .left, limit: 34, wrapsFrom: 20), .init(title: "chips"),
      .init(title: "step s"), .init(title: "tokens/s"), .init(title: "per chip"),
      .init(title: "MFU"), .init(title: "bound by", alignment: .left), .init(title: "tokens/J"),
      .init(title: "tokens/CNY"), .init(title: "GB"), .init(title: "of sum"),
      .init(title: "plan", alignment: .left, wrapsFrom: 26),
      .init(
        title: "where the time goes, %", alignment: .left, expendability: 1, limit: 70,
        wrapsFrom: 32),
    ])
    for row in rows {
      guard let result = row.result else { continue }
      let mark = row.estimates.isEmpty ? "" : style.about
      let known = { (value: Double?) in value.map { mark + shortNumber($0) } ?? "unknown" }
      let perChip = result.tokens_per_s / Double(result.accelerators)
      let cells = [
        row.name, grouped(result.accelerators), mark + shortNumber(result.step_s),
        mark + shortNumber(result.tokens_per_s), mark + shortNumber(perChip),
        mark + percentage(result.utilization), result.bound, known(result.tokens_per_joule),
        known(result.tokens_per_cny), shortNumber(result.memory_gb),
        result.heteroEfficiency.map { mark + percentage($0) } ?? "", result.plan, split(result),
      ]
      table.add(cells.map { .text($0, $0 == "unknown" ? .faint : .plain) })
    }
    return table
  }

  private func split(_ result: PerformanceRow.Result) -> String {
    result.parts_s.filter { $0.time_s >= 0.005 * result.step_s }
      .map { "\($0.name) \(decimal($0.time_s / result.step_s * 100, places: 0))" }
      .joined(separator: ", ")
  }

  /// What the search did not look at; rows of the same note share it.
  private func noteLines(_ width: Int) -> [StyledText] {
    var notes: [String] = []
    for note in rows.compactMap(\.note) where !notes.contains(note) { notes.append(note) }
    return notes.flatMap { note in
      let names = rows.filter { $0.note == note }.map(\.name).joined(separator: ", ")
      return bullet(names + ": ", note, width)
    }
  }

  /// What each row's estimates are; rows that rest on the same ones share a line.
  private func estimateLines(_ width: Int, _ style: TerminalStyle) -> [StyledText] {
    var groups: [(estimates: [String], names: [String])] = []
    for row in rows where row.result != nil && !row.estimates.isEmpty {
      if let index = groups.firstIndex(where: { $0.estimates == row.estimates }) {
        groups[index].names.append(row.name)
      } else {
        groups.append((row.estimates, [row.name]))
      }
    }
    return groups.flatMap { group in
      bullet(
        "\(style.about) ",
        "\(group.names.joined(separator: ", ")): our estimate of "
          + group.estimates.joined(separator: ", "), width)
    }
  }

  private func bullet(_ lead: String, _ text: String, _ width: Int) -> [StyledText] {
    wrapped(lead + text, to: width).enumerated().map { index, line in
      StyledText(index == 0 ? line : "  " + line, .faint)
    }
  }

  /// The report as JSON; what is unknown is `null`.
  public var json: JSONValue {
    .object([
      ("model", .string(model.key)), ("place", .string(place)),
      ("parameters", .integer(model.parameters)),
      ("sequence_length", .integer(sequenceLength)), ("global_batch", .integer(globalBatch)),
      ("rows", .array(rows.map(json))),
    ])
  }

  private func json(_ row: PerformanceRow) -> JSONValue {
    var fields: [(key: String, value: JSONValue)] = [
      ("name", .string(row.name)), ("accelerators", .integer(row.accelerators)),
      ("refusal", .optional(row.refusal)), ("note", .optional(row.note)),
      ("estimates", .array(row.estimates.map { .string($0) })),
    ]
    guard let result = row.result else { return .object(fields + [("result", .null)]) }
    let parts = result.parts_s.map { (key: $0.name, value: JSONValue.number($0.time_s)) }
    fields.append(
      (
        "result",
        .object([
          ("plan", .string(result.plan)), ("accelerators", .integer(result.accelerators)),
          ("step_s", .number(result.step_s)), ("tokens_per_s", .number(result.tokens_per_s)),
          (
            "tokens_per_s_per_accelerator",
            .number(result.tokens_per_s / Double(result.accelerators))
          ),
          ("mfu", .number(result.utilization)), ("bound", .string(result.bound)),
          ("memory_gb", .number(result.memory_gb)),
          ("tokens_per_joule", result.tokens_per_joule.map { .number($0) } ?? .null),
          ("tokens_per_cny", result.tokens_per_cny.map { .number($0) } ?? .null),
          ("parts_s", .object(parts)),
          ("hetero_efficiency", .optional(result.heteroEfficiency)),
        ])
      ))
    return .object(fields)
  }
}
