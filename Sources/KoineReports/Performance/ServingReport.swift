/// One kind of chip in the table of how a model is served.
public struct ServingRow: Sendable {
  /// What one replica does.
  public struct Result: Sendable {
    public var accelerators: Int
    /// Stages of the pipeline that they form.
    public var stages: Int
    public var batch: Int
    /// What limits the batch, and what a step waits for, in words.
    public var limit: String
    public var bound: String
    public var timeToFirstToken_s: Double
    /// `nil` for models that generate nothing.
    public var timePerOutputToken_s: Double?
    public var requests_per_s: Double
    /// `nil` for models that generate nothing.
    public var outputTokens_per_s: Double?

    public init(
      accelerators: Int, stages: Int = 1, batch: Int, limit: String, bound: String,
      timeToFirstToken_s: Double,
      timePerOutputToken_s: Double?, requests_per_s: Double, outputTokens_per_s: Double?
    ) {
      self.accelerators = accelerators
      self.stages = stages
      self.batch = batch
      self.limit = limit
      self.bound = bound
      self.timeToFirstToken_s = timeToFirstToken_s
      self.timePerOutputToken_s = timePerOutputToken_s
      self.requests_per_s = requests_per_s
      self.outputTokens_per_s = outputTokens_per_s
    }
  }

  public var chip: String
  public var result: Result?
  /// Why there is no result, with the nearest thing that works.
  public var refusal: String?
  /// What decides the speed, in a sentence, where that is not plain.
  public var reason: String?
  /// Names of the figures that are estimates.
  public var estimates: [String]

  public init(chip: String) {
    self.chip = chip
    estimates = []
  }
}

/// How chips serve a model, for the terminal and as JSON.
public struct ServingReport: Sendable {
  let title: String
  let subtitle: String
  let rows: [ServingRow]

  public init(title: String, subtitle: String, rows: [ServingRow]) {
    self.title = title
    self.subtitle = subtitle
    self.rows = rows.sorted { Self.rate($0) > Self.rate($1) }
  }

  private static func rate(_ row: ServingRow) -> Double {
    row.result.map { $0.requests_per_s / Double($0.accelerators) } ?? -1
  }

  /// The report, with a line break at the end of every line.
  public func text(style: TerminalStyle) -> String {
    var lines = [StyledText(title, .strong), StyledText(subtitle, .faint), StyledText()]
    if rows.contains(where: { $0.result != nil }) {
      lines += table(style).lines(width: style.width, style) + [StyledText()]
    }
    let width = min(style.width, TerminalStyle.comfortable)
    for row in rows {
      if let refusal = row.refusal { lines += item("\(row.chip): \(refusal)", width) }
      if let reason = row.reason { lines += item("\(row.chip): \(reason)", width) }
    }
    for row in rows where row.result != nil && !row.estimates.isEmpty {
      let names = row.estimates.joined(separator: ", ")
      lines += item("\(style.about) \(row.chip): our estimate of \(names)", width)
    }
    return lines.map { $0.rendered(style) + "\n" }.joined()
  }

  private func item(_ text: String, _ width: Int) -> [StyledText] {
    wrapped(text, to: width - 2).enumerated().map { index, line in
      StyledText((index == 0 ? "" : "  ") + line, .faint)
    }
  }

  private func table(_ style: TerminalStyle) -> Table {
    var table = Table([
      .init(title: "chip", alignment: .left, limit: 34), .init(title: "chips"),
      .init(title: "requests/s"), .init(title: "per chip", expendability: 3),
      .init(title: "tokens/s", expendability: 2), .init(title: "TTFT ms"),
      .init(title: "TPOT ms"), .init(title: "batch"),
      .init(title: "batch by", alignment: .left, expendability: 4),
      .init(title: "bound by", alignment: .left, expendability: 1),
    ])
    for row in rows {
      guard let result = row.result else { continue }
      let mark = row.estimates.isEmpty ? "" : style.about
      let each = result.requests_per_s / Double(result.accelerators)
      let cells = [
        row.chip, shape(result), mark + shortNumber(result.requests_per_s),
        mark + shortNumber(each),
        result.outputTokens_per_s.map { mark + shortNumber($0) } ?? "-",
        mark + shortNumber(result.timeToFirstToken_s * 1000),
        result.timePerOutputToken_s.map { mark + shortNumber($0 * 1000) } ?? "-",
        grouped(result.batch), result.limit, result.bound,
      ]
      table.add(cells.map { .text($0) })
    }
    return table
  }

  /// Accelerators, those of pipelines as `8 x 4`: so many in a team, so many stages.
  private func shape(_ result: ServingRow.Result) -> String {
    if result.stages == 1 { return grouped(result.accelerators) }
    return "\(grouped(result.accelerators / result.stages)) x \(result.stages)"
  }

  /// The rows as JSON; what was refused has a `refusal` and no figures.
  public var json: JSONValue { .array(rows.map(json)) }

  private func json(_ row: ServingRow) -> JSONValue {
    let result = row.result
    return .object([
      ("chip", .string(row.chip)),
      ("accelerators", result.map { .integer($0.accelerators) } ?? .null),
      ("pipeline_stages", result.map { .integer($0.stages) } ?? .null),
      ("batch", result.map { .integer($0.batch) } ?? .null),
      ("batch_limit", .optional(result?.limit)), ("bound", .optional(result?.bound)),
      ("ttft_s", .optional(result?.timeToFirstToken_s)),
      ("tpot_s", .optional(result?.timePerOutputToken_s)),
      ("requests_per_s", .optional(result?.requests_per_s)),
      ("tokens_per_s", .optional(result?.outputTokens_per_s)),
      ("refusal", .optional(row.refusal)), ("reason", .optional(row.reason)),
      ("estimates", .array(row.estimates.map { .string($0) })),
    ])
  }
}
