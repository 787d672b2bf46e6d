/// A key of scenarios with the values that it takes in turn.
public struct StudyAxis: Hashable, Sendable {
  public var key: String
  /// As YAML writes them, numbers in their shortest form.
  public var values: [String]
  /// Where it was asked for, for messages.
  public var origin: String

  /// Most values of one axis.
  static let limit = 1_000_000

  public init(key: String, values: [String], origin: String = "--vary") {
    self.key = key
    self.values = values.map { ScenarioSetting.shortest($0, key: key) }
    self.origin = origin
  }

  /// Reads `KEY=VALUE,VALUE,...`, where a value may be a range: `0.6..1.2/7` is seven numbers from
  /// 0.6 to 1.2, `2022..2029` all whole numbers between.
  ///
  /// - Throws: that there is no key, no value, or a range that is upside down.
  public init(parsing text: String, origin: String = "--vary") throws(InputError) {
    guard let sign = text.firstIndex(of: "="), sign > text.startIndex else {
      throw InputError(
        Diagnostic(
          file: origin,
          .wrongType(found: "'\(text)'", expected: "KEY=VALUES, as in load=0.6..1.2/7"))
      )
    }
    key = text[..<sign].filter { $0 != " " }
    self.origin = origin
    let key = key
    values = try Self.values(String(text[text.index(after: sign)...]), key: key, origin: origin)
      .map { ScenarioSetting.shortest($0, key: key) }
  }

  /// The values that `text` lists.
  static func values(
    _ text: String, key: String, origin: String, line: Int? = nil
  ) throws(InputError) -> [String] {
    var values: [String] = []
    var problems: [Diagnostic] = []
    for part in parts(of: text) {
      let found = collect(&problems) { () throws(InputError) in
        try range(part, key: key, origin: origin, line: line) ?? [part]
      }
      values += found ?? []
    }
    if text.allSatisfy(\.isWhitespace) {
      problems.append(Diagnostic(file: origin, line: line, key: key, .empty(what: "values")))
    } else if problems.isEmpty && values.contains(where: \.isEmpty) {
      problems.append(
        Diagnostic(
          file: origin, line: line, key: key,
          .wrongType(found: "'\(text)'", expected: "a value before and after every comma")))
    }
    if problems.isEmpty, let problem = repetition(in: values, key: key) {
      problems.append(Diagnostic(file: origin, line: line, key: key, problem))
    }
    if !problems.isEmpty { throw InputError(problems) }
    return values
  }

  /// The first value that is there twice, be it written in two ways.
  static func repetition(in values: [String], key: String) -> InputProblem? {
    var seen: [String: String] = [:]
    for value in values {
      guard let first = seen.updateValue(value, forKey: ScenarioSetting.shortest(value, key: key))
      else { continue }
      return first == value
        ? .duplicateName(kind: "value", found: value)
        : .conflict("values '\(first)' and '\(value)' are the same number: leave one out")
    }
    return nil
  }

  /// The text between commas that stand in no brackets and no quotes.
  private static func parts(of text: String) -> [String] {
    var parts = [""]
    var depth = 0
    var quote: Character?
    for character in text {
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if "[{(".contains(character) {
        depth += 1
      } else if "]})".contains(character) {
        depth -= 1
      }
      if character == "," && depth == 0 && quote == nil {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts.map { part in
      let start = part.drop { $0 == " " }
      return String(start.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// The numbers of a range, or `nil` for what is none.
  private static func range(
    _ text: String, key: String, origin: String, line: Int?
  ) throws(InputError) -> [String]? {
    guard let dots = text.firstRange(of: "..") else { return nil }
    let rest = text[dots.upperBound...].split(separator: "/", omittingEmptySubsequences: false)
    guard let low = Double(yaml: String(text[..<dots.lowerBound])), low.isFinite,
      let high = rest.first.flatMap({ Double(yaml: String($0)) }), high.isFinite, rest.count <= 2
    else { return nil }
    func refuse(_ expected: String) -> InputError {
      InputError(
        Diagnostic(
          file: origin, line: line, key: key, .outOfRange(found: text, expected: expected)))
    }
    if low > high { throw refuse("the smaller number first") }
    if rest.count == 2 {
      if low == high { throw refuse("two different ends") }
      guard let count = Int(rest[1]), (2...limit).contains(count) else {
        throw refuse("a number of values from 2 to \(limit) after the slash, as in 0.6..1.2/7")
      }
      return (0..<count).map { number(low + (high - low) * Double($0) / Double(count - 1)) }
    }
    guard low == low.rounded(), high == high.rounded(), high - low < Double(limit) else {
      throw refuse("whole numbers, or a number of values after a slash, as in 0.6..1.2/7")
    }
    return (0...Int(high - low)).map { number(low + Double($0)) }
  }

  /// Twelve digits are enough for what people write, and hide the noise of binary fractions.
  private static func number(_ value: Double) -> String {
    var scale = 1.0
    while abs(value) * scale < 1e11 && scale < 1e15 { scale *= 10 }
    let rounded = (value * scale).rounded() / scale
    return rounded == rounded.rounded() && abs(rounded) < 1e15
      ? String(Int(rounded)) : "\(rounded)"
  }
}
