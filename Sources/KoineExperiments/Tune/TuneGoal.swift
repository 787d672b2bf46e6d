public import KoineFormats
import KoineModel
import KoineReports

/// A measure of a run that a search makes small or large.
public struct TuneGoal: Hashable, Sendable {
  /// Dotted path of the JSON summary: `wait_s.mean`.
  public var measure: String
  public var isMaximised: Bool

  /// - Parameter measure: a path, or its name in reports: `mean wait`.
  public init(_ measure: String, isMaximised: Bool = false) {
    self.measure = MeasureWords.path(named: measure)
    self.isMaximised = isMaximised
  }

  /// The measure so that smaller is better; infinity where a run has none.
  func objective(_ value: Double?) -> Double {
    value.map { isMaximised ? -$0 : $0 } ?? .infinity
  }
}

/// A bound on a measure: `wait_s.p99 < 1h`.
public struct TuneConstraint: Hashable, Sendable {
  public var measure: String
  /// Whether the measure has to stay below the limit, rather than above.
  public var isUpper: Bool
  public var limit: Double
  /// As the user wrote it.
  public var text: String

  /// Reads `MEASURE < LIMIT`, also with `<=`, `>` or `>=`; limits of times may have units, and shares
  /// may be in percent.
  ///
  /// - Throws: that it has another form, or a unit of another dimension than the measure.
  public init(_ text: String, option: String = "--constraint") throws(InputError) {
    guard let sign = text.firstIndex(where: { $0 == "<" || $0 == ">" }) else {
      throw Self.wrong(text, option)
    }
    let words = text[..<sign].split(separator: " ").joined(separator: " ")
    let limit = text[sign...].dropFirst().drop { $0 == "=" }.filter { $0 != " " }
    guard !words.isEmpty, let (number, unit) = Self.number(limit) else {
      throw Self.wrong(text, option)
    }
    measure = MeasureWords.path(named: words)
    if let expected = MeasureWords(measure).expectedLimit(notIn: unit) {
      throw InputError(
        Diagnostic(
          file: option,
          .wrongType(found: "'\(text)'", expected: "\(expected) as the limit of \(measure)")))
    }
    isUpper = text[sign] == "<"
    self.limit = number
    self.text = text
  }

  private static func number(_ text: String) -> (value: Double, unit: MeasureWords.LimitUnit)? {
    if text.hasSuffix("%") {
      return Double(text.dropLast()).flatMap { $0.isFinite ? ($0 / 100, .percent) : nil }
    }
    if let number = Double(text) { return number.isFinite ? (number, .none) : nil }
    return readTime(text).map { ($0.seconds, .time) }
  }

  private static func wrong(_ text: String, _ option: String) -> InputError {
    InputError(
      Diagnostic(
        file: option,
        .wrongType(
          found: "'\(text)'", expected: "MEASURE < LIMIT, such as 'p99 wait < 1h'")))
  }

  /// By how much a value misses the limit, relative to it; 0 where it holds.
  func violation(_ value: Double?) -> Double {
    guard let value else { return .infinity }
    let excess = isUpper ? value - limit : limit - value
    return max(0, excess) / max(abs(limit), 1e-9)
  }
}
