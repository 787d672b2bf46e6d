import KoineModel
import Yams

/// A value of a YAML file that knows where it stands, and reports what is wrong with it there.
///
/// Readers ask for what they expect; a value of another kind is reported and read as `nil`.
struct YAMLValue {
  let node: Node
  /// Dotted path of the key, such as `nodes[2].count`; empty for the root.
  let path: String
  let file: String
  let log: DiagnosticLog

  var line: Int? { node.mark?.line }
  /// Where it stands, for what is found out later.
  var place: InputPlace { InputPlace(file: file, line: line, key: path.isEmpty ? nil : path) }
  var isScalar: Bool { node.scalar != nil }
  var isMapping: Bool { node.mapping != nil }

  /// The text of a scalar, without a report when it is none.
  var plainText: String? { node.scalar?.string }

  func report(_ problem: InputProblem) {
    log.add(Diagnostic(file: file, line: line, key: path.isEmpty ? nil : path, problem))
  }

  /// Reports what went wrong with the file at `path`, which this value names: here that it cannot be read,
  /// and in the file what is wrong in it.
  func report(_ error: InputError, of path: String) {
    for problem in error.diagnostics {
      if problem.file == path, problem.line == nil, case .unreadable = problem.problem {
        report(.conflict("'\(path)' \(problem.message)"))
      } else {
        log.add(problem)
      }
    }
  }

  /// What the value looks like, for messages.
  var appearance: String {
    switch node {
    case .scalar(let scalar): isQuoted(scalar) ? "text '\(clipped)'" : "'\(clipped)'"
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .alias: "an alias"
    }
  }

  private var clipped: String {
    let text = node.scalar?.string ?? ""
    let line = text.map { $0.isNewline ? " " : $0 }
    return line.count > 60 ? String(line.prefix(57)) + "..." : String(line)
  }

  private func isQuoted(_ scalar: Node.Scalar) -> Bool {
    scalar.style != .plain && scalar.style != .any
  }

  /// The text of a scalar, whatever it looks like.
  func text() -> String? {
    guard let scalar = node.scalar, !scalar.string.isEmpty else {
      report(.wrongType(found: appearance, expected: "a text"))
      return nil
    }
    return scalar.string
  }

  /// A text without control characters and of at most 200 characters: the name of something.
  func name() -> String? {
    guard let text = text() else { return nil }
    let isPrintable = text.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
    if !isPrintable || text.count > 200 {
      report(.wrongType(found: appearance, expected: "a name of at most 200 printable characters"))
      return nil
    }
    return text
  }

  /// A whole number within `range`.
  func integer(in range: ClosedRange<Int>) -> Int? {
    let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    guard let scalar = node.scalar, !isQuoted(scalar), let number = Double(yaml: scalar.string)
    else {
      report(.wrongType(found: appearance, expected: expected))
      return nil
    }
    guard let integer = Int(exactly: number), range.contains(integer) else {
      report(.outOfRange(found: clipped, expected: expected))
      return nil
    }
    return integer
  }

  /// A number within the range of `quantity`.
  func number(_ quantity: Quantity) -> Double? {
    guard let scalar = node.scalar, !isQuoted(scalar), let number = Double(yaml: scalar.string)
    else {
      report(.wrongType(found: appearance, expected: quantity.expectation))
      return nil
    }
    guard quantity.range.contains(number) else {
      report(.outOfRange(found: clipped, expected: quantity.expectation))
      return nil
    }
    return number
  }

  /// One of the closed names of `Choice`.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ kind: String, of: Choice.Type = Choice.self
  ) -> Choice? where Choice.RawValue == String {
    guard let text = text() else { return nil }
    if let choice = Choice(rawValue: text) { return choice }
    let known = Choice.allCases.map(\.rawValue)
    report(
      .unknownName(
        kind: kind, found: clipped, nearest: nearestName(to: text, among: known), known: known))
    return nil
  }

  /// The entries of a list.
  func list() -> [YAMLValue]? {
    guard let sequence = node.sequence else {
      report(.wrongType(found: appearance, expected: "a list"))
      return nil
    }
    return sequence.enumerated().map { index, node in
      YAMLValue(node: node, path: "\(path)[\(index)]", file: file, log: log)
    }
  }

  /// A list of names, or one name alone.
  func names() -> [String]? {
    if node.scalar != nil { return name().map { [$0] } }
    return list()?.compactMap { $0.name() }
  }
}

extension Double {
  /// A number as YAML writes it: decimal digits, sign, point and exponent, or `.inf` and `.nan`.
  init?(yaml text: String) {
    switch text.lowercased() {
    case ".nan": self = .nan
    case ".inf", "+.inf": self = .infinity
    case "-.inf": self = -.infinity
    default:
      // Swift also reads "nan", "infinity" and hexadecimal, which are words in YAML.
      let isDecimal = text.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || "+-.eE".utf8.contains(byte)
      }
      guard isDecimal, text.utf8.contains(where: { (0x30...0x39).contains($0) }) else {
        return nil
      }
      self.init(text)
    }
  }
}
