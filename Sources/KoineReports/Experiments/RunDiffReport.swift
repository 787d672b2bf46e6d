/// Two runs of a store side by side, or one alone: what was run and what came out.
public struct RunDiffReport: Sendable {
  /// A run with its scenario and its numbers.
  public struct Side: Sendable {
    public var name: String
    public var version: String
    public var seed: UInt64
    /// `path: value` a line.
    public var document: [String]
    public var names: [String]
    public var values: [Double]

    public init(
      name: String, version: String, seed: UInt64, document: [String], names: [String],
      values: [Double]
    ) {
      self.name = name
      self.version = version
      self.seed = seed
      self.document = document
      self.names = names
      self.values = values
    }

    /// The scenario, the program and the seed by their keys.
    fileprivate var lines: [(key: String, value: String)] {
      let scenario = document.map { line -> (key: String, value: String) in
        let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
        return (parts[0], parts.count > 1 ? String(parts[1].drop { $0 == " " }) : "")
      }
      return scenario + [(key: "program", value: version), (key: "seed", value: String(seed))]
    }

    func value(_ name: String) -> Double? {
      guard let index = names.firstIndex(of: name), !values[index].isNaN else { return nil }
      return values[index]
    }
  }

  public var first: Side
  /// `nil` shows the first alone.
  public var second: Side?

  public init(_ first: Side, _ second: Side? = nil) {
    self.first = first
    self.second = second
  }

  /// Both, or all lines of one scenario: key, first, second.
  private var documentRows: [(key: String, first: String?, second: String?)] {
    let sides = [first.lines, second?.lines ?? []]
    var keys: [String] = []
    for key in sides.flatMap({ $0.map(\.key) }) where !keys.contains(key) { keys.append(key) }
    return keys.map { key in
      (key, sides[0].first { $0.key == key }?.value, sides[1].first { $0.key == key }?.value)
    }.filter { second == nil || $0.first != $0.second }
  }

  /// Measures of one run, or those in which two differ; the parts without warm-up are left to JSON.
  private var measures: [String] {
    var names = first.names
    for name in second?.names ?? [] where !names.contains(name) { names.append(name) }
    guard let second else { return names.filter { first.value($0) != nil } }
    return names.filter { first.value($0) != second.value($0) }
  }

  /// Both sides as JSON; values that neither has are left out.
  public var json: JSONValue {
    let scenario = documentRows.map { row in
      (key: row.key, value: pair(.optional(row.first), .optional(row.second)))
    }
    let numbers = measures.map { name in
      (key: name, value: pair(.optional(first.value(name)), .optional(second?.value(name))))
    }
    return .object([
      ("runs", .array([first.name, second?.name].compactMap { $0 }.map { .string($0) })),
      ("scenario", .object(scenario)), ("measures", .object(numbers)),
    ])
  }

  private func pair(_ a: JSONValue, _ b: JSONValue) -> JSONValue {
    second == nil ? a : .array([a, b])
  }

  /// For a terminal, with a line break at the end of every line.
  public func text(style: TerminalStyle) -> String {
    let width = min(style.width, TerminalStyle.comfortable)
    let title = second.map { "Runs \(first.name) and \($0.name)" } ?? "Run \(first.name)"
    var lines = [StyledText(title, .strong), StyledText()]
    let rows = documentRows
    if rows.isEmpty {
      lines += [StyledText("The scenarios are the same.")]
    } else {
      lines += scenarioTable(rows).lines(width: width, style)
    }
    let shown = measures.filter { !$0.hasPrefix("after_warm_up.") && $0 != "run.seed" }
    lines += [StyledText()]
    if shown.isEmpty {
      lines += [StyledText("All results are the same.")]
    } else {
      lines += measureTable(shown, width).lines(width: width, style)
    }
    return lines.map { $0.rendered(style) + "\n" }.joined()
  }

  private func scenarioTable(
    _ rows: [(key: String, first: String?, second: String?)]
  ) -> Table {
    var table = Table([
      .init(title: "scenario", alignment: .left, limit: 40),
      .init(title: first.name, alignment: .left, limit: second == nil ? 60 : 30),
      .init(title: second?.name ?? "", alignment: .left, limit: 30),
    ])
    for row in rows {
      table.add([
        .text(row.key, .faint), .text(row.first ?? "-"),
        .text(second == nil ? "" : row.second ?? "-"),
      ])
    }
    return table
  }

  /// A relative difference; beyond a thousand per cent, how many times as much it is.
  private static func change(from first: Double, to second: Double) -> String {
    let times = second / first
    if times >= 10.995 { return grouped(Int(min(times, 1e15).rounded())) + " times" }
    return signedPercent((second - first) / abs(first))
  }

  /// Names of measures get what the numbers leave.
  private func measureTable(_ names: [String], _ width: Int) -> Table {
    let rows = names.map { name -> [String] in
      let words = MeasureWords(name)
      let values = (first.value(name), second?.value(name))
      var change = ""
      if let a = values.0, let b = values.1, a != 0 { change = Self.change(from: a, to: b) }
      return [words.text(values.0)] + (second == nil ? [] : [words.text(values.1), change])
    }
    let titles = [first.name] + (second.map { [$0.name, "difference"] } ?? [])
    let taken = titles.indices.reduce(0) { sum, column in
      sum + 2 + rows.reduce(displayWidth(titles[column])) { max($0, displayWidth($1[column])) }
    }
    var table = Table(
      [.init(title: "measure", alignment: .left, limit: max(24, width - taken))]
        + titles.map { .init(title: $0) })
    for (name, row) in zip(names, rows) { table.add([.text(name, .faint)] + row.map { .text($0) }) }
    return table
  }
}
