/// What was published beside what the program predicts, section by section: plain values, filled by
/// the program.
public struct FidelityReport: Sendable {
  /// One published figure.
  public struct Row: Hashable, Sendable {
    /// What was measured: the chip, what it did, how, and what else was set.
    public var subject: String
    public var work: String
    public var form: String
    public var detail: String
    public var published: Double
    /// `nil` where the program refuses.
    public var predicted: Double?
    public var source: String
    /// Why the figure cannot be met, or what was refused.
    public var reason: String?

    public init(
      subject: String, work: String, form: String, detail: String, published: Double,
      predicted: Double?, source: String,
      reason: String? = nil
    ) {
      self.subject = subject
      self.work = work
      self.form = form
      self.detail = detail
      self.published = published
      self.predicted = predicted
      self.source = source
      self.reason = reason
    }

    /// Prediction over publication, less one.
    public var error: Double? { predicted.map { $0 / published - 1 } }
  }

  /// Figures of one kind.
  public struct Section: Hashable, Sendable {
    public var title: String
    public var unit: String
    /// Largest error that is asked for, as a share.
    public var limit: Double
    public var rows: [Row]

    public init(title: String, unit: String, limit: Double, rows: [Row]) {
      self.title = title
      self.unit = unit
      self.limit = limit
      self.rows = rows
    }

    /// Sizes of the errors of the rows that can be met, ascending.
    public var errors: [Double] {
      rows.filter { $0.reason == nil }.compactMap { $0.error.map { abs($0) } }.sorted()
    }
  }

  public var sections: [Section]

  public init(_ sections: [Section]) { self.sections = sections }

  /// The report, with a line break at the end of every line.
  public func text(style: TerminalStyle) -> String {
    sections.enumerated().flatMap { index, section in
      (index == 0 ? [] : [StyledText()]) + lines(section, style)
    }.map { $0.rendered(style) + "\n" }.joined()
  }

  private func lines(_ section: Section, _ style: TerminalStyle) -> [StyledText] {
    var table = Table([
      .init(title: "chip", alignment: .left, limit: 20),
      .init(title: "work", alignment: .left, limit: 16),
      .init(title: "form", alignment: .left, limit: 14), .init(title: "published"),
      .init(title: "predicted"), .init(title: "error"),
      .init(title: "with", alignment: .left, expendability: 1, limit: 40),
      .init(title: "source", alignment: .left, expendability: 2, limit: 66),
    ])
    for row in section.rows {
      let error = row.error.map { signed($0) } ?? "refused"
      let isMet = row.reason != nil || abs(row.error ?? 1) <= section.limit
      table.add([
        .text(Self.product(row.subject)), .text(row.work), .text(row.form),
        .text(shortNumber(row.published)), .text(row.predicted.map { shortNumber($0) } ?? ""),
        .text(error + (row.reason == nil ? "" : " *"), isMet ? .plain : .bad),
        .text(row.detail), .text(row.source, .faint),
      ])
    }
    var lines = [StyledText("\(section.title), \(section.unit)", .strong)]
    lines += table.lines(width: style.width, style)
    lines.append(StyledText(summary(section)))
    let width = min(style.width, TerminalStyle.comfortable)
    for row in section.rows {
      guard let reason = row.reason else { continue }
      lines += wrapped("* \(row.subject), \(row.work), \(row.form): \(reason)", to: width).map {
        StyledText($0, .faint)
      }
    }
    return lines
  }

  /// The part of a chip's key behind the vendor.
  private static func product(_ key: String) -> String {
    key.split(separator: "/").last.map(String.init) ?? key
  }

  private func summary(_ section: Section) -> String {
    let errors = section.errors
    if errors.isEmpty { return "none can be met" }
    let met = errors.count { $0 <= section.limit }
    return "\(met) of \(errors.count) within \(percentage(section.limit)); median error "
      + "\(percentage(errors[errors.count / 2])), largest \(percentage(errors.last!))"
  }

  private func signed(_ share: Double) -> String {
    (share >= 0 ? "+" : "-") + percentage(abs(share))
  }

  /// The report as JSON; what was refused is `null`.
  public var json: JSONValue {
    .array(
      sections.map { section in
        .object([
          ("title", .string(section.title)), ("unit", .string(section.unit)),
          ("limit", .number(section.limit)), ("rows", .array(section.rows.map(json))),
        ])
      })
  }

  private func json(_ row: Row) -> JSONValue {
    .object([
      ("subject", .string(row.subject)), ("work", .string(row.work)),
      ("form", .string(row.form)), ("detail", .string(row.detail)),
      ("published", .number(row.published)),
      ("predicted", row.predicted.map { .number($0) } ?? .null),
      ("error", row.error.map { .number($0) } ?? .null), ("source", .string(row.source)),
      ("reason", .optional(row.reason)),
    ])
  }
}
