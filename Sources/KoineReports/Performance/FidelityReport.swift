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
    /// Whether figures are percentages, whose errors are differences in points, as is the limit.
    public var errorsArePoints: Bool

    public init(
      title: String, unit: String, limit: Double, rows: [Row], errorsArePoints: Bool = false
    ) {
      self.title = title
      self.unit = unit
      self.limit = limit
      self.rows = rows
      self.errorsArePoints = errorsArePoints
    }

    /// Prediction over publication, less one, or the difference of the two.
    public func error(of row: Row) -> Double? {
      errorsArePoints ? row.predicted.map { $0 - row.published } : row.error
    }

    /// Sizes of the errors of the rows that can be met, ascending.
    public var errors: [Double] {
      rows.filter { $0.reason == nil }.compactMap { error(of: $0).map { abs($0) } }.sorted()
    }
  }

  public var sections: [Section]
  /// What is not shown, and why.
  public var note: String?

  public init(_ sections: [Section]) { self.sections = sections }

  /// The report, with a line break at the end of every line.
  public func text(style: TerminalStyle) -> String {
    var all = sections.enumerated().flatMap { index, section in
      (index == 0 ? [] : [StyledText()]) + lines(section, style)
    }
    if let note {
      let width = min(style.width, TerminalStyle.comfortable)
      all += [StyledText()] + wrapped(note, to: width).map { StyledText($0, .faint) }
    }
    return all.map { $0.rendered(style) + "\n" }.joined()
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
      let found = section.error(of: row)
      let error = found.map { ($0 >= 0 ? "+" : "-") + size(abs($0), section) } ?? "refused"
      let isMet = row.reason != nil || abs(found ?? .infinity) <= section.limit
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
    return "\(met) of \(errors.count) within \(size(section.limit, section)); median error "
      + "\(size(errors[errors.count / 2], section)), largest \(size(errors.last!, section))"
  }

  private func size(_ error: Double, _ section: Section) -> String {
    section.errorsArePoints ? decimal(error, places: 2) + " points" : percentage(error)
  }

  /// The report as JSON; what was refused is `null`.
  public var json: JSONValue {
    .array(
      sections.map { section in
        .object([
          ("title", .string(section.title)), ("unit", .string(section.unit)),
          ("limit", .number(section.limit)),
          ("rows", .array(section.rows.map { json($0, section) })),
        ])
      })
  }

  private func json(_ row: Row, _ section: Section) -> JSONValue {
    .object([
      ("subject", .string(row.subject)), ("work", .string(row.work)),
      ("form", .string(row.form)), ("detail", .string(row.detail)),
      ("published", .number(row.published)),
      ("predicted", row.predicted.map { .number($0) } ?? .null),
      ("error", section.error(of: row).map { .number($0) } ?? .null),
      ("source", .string(row.source)),
      ("reason", .optional(row.reason)),
    ])
  }
}
