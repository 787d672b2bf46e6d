/// A parameter that a part of a policy declares: what it may be, what it is unless told otherwise,
/// and what it means.
///
/// The declaration is made once, beside the code that reads it. Help, validation, documents, sweeps
/// and the tuner take everything they say or try from it.
public struct PolicyParameter: Hashable, Sendable {
  /// What values a parameter may take.
  public enum Domain: Hashable, Sendable {
    case number(ClosedRange<Double>)
    case integer(ClosedRange<Int>)
    /// One of these words, in the order in which they are listed.
    case choice([String])
  }

  /// How values are spread when a search draws them from the range.
  public enum Scale: String, Hashable, Sendable {
    case linear
    /// Equal ratios are equally far apart: for what may differ by orders of magnitude.
    case logarithmic = "log"
  }

  /// Unique within its part, in lower case with underscores, its unit last: `quantum_s`.
  public let name: String
  /// The unit; empty for a plain number.
  public let unit: String
  public let domain: Domain
  public let scale: Scale
  /// The value where nobody gives one.
  public let standard: ParameterValue
  /// One line without a full stop.
  public let meaning: String

  private init(
    _ name: String, _ unit: String, _ domain: Domain, _ scale: Scale, _ standard: ParameterValue,
    _ meaning: String
  ) {
    self.name = name
    self.unit = unit
    self.domain = domain
    self.scale = scale
    self.standard = standard
    self.meaning = meaning
    precondition(accepts(standard), "the default lies in the range")
    precondition(scale == .linear || isPositive, "a logarithmic range is above zero")
  }

  /// A number within `range`.
  public static func number(
    _ name: String, in range: ClosedRange<Double>, default standard: Double, unit: String = "",
    scale: Scale = .linear, _ meaning: String
  ) -> PolicyParameter {
    PolicyParameter(name, unit, .number(range), scale, .number(standard), meaning)
  }

  /// A whole number within `range`.
  public static func integer(
    _ name: String, in range: ClosedRange<Int>, default standard: Int, unit: String = "",
    scale: Scale = .linear, _ meaning: String
  ) -> PolicyParameter {
    PolicyParameter(name, unit, .integer(range), scale, .integer(standard), meaning)
  }

  /// One of `words`.
  public static func choice(
    _ name: String, among words: [String], default standard: String, _ meaning: String
  ) -> PolicyParameter {
    PolicyParameter(name, "", .choice(words), .linear, .choice(standard), meaning)
  }

  private var isPositive: Bool {
    switch domain {
    case .number(let range): range.lowerBound > 0
    case .integer(let range): range.lowerBound > 0
    case .choice: false
    }
  }
}

extension PolicyParameter {
  /// Whether `value` is of the parameter's kind and in its range.
  public func accepts(_ value: ParameterValue) -> Bool {
    switch (domain, value) {
    case (.number(let range), .number(let number)): range.contains(number)
    case (.integer(let range), .integer(let number)): range.contains(number)
    case (.choice(let words), .choice(let word)): words.contains(word)
    default: false
    }
  }

  /// What is allowed, in words: `a number from 0 to 8`, `one of up, down`.
  public var expectation: String {
    let of = unit.isEmpty ? "" : " \(unit)"
    return switch domain {
    case .number(let range):
      "a number from \(number: range.lowerBound) to \(number: range.upperBound)\(of)"
    case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)\(of)"
    case .choice(let words): "one of \(words.joined(separator: ", "))"
    }
  }

  /// The range alone: `0 to 8`, `up, down`.
  public var range: String {
    switch domain {
    case .number(let range): "\(number: range.lowerBound) to \(number: range.upperBound)"
    case .integer(let range): "\(range.lowerBound) to \(range.upperBound)"
    case .choice(let words): words.joined(separator: ", ")
    }
  }

  /// The value that `text` writes, whether or not it is in the range; `nil` if it is of another kind.
  public func value(of text: String) -> ParameterValue? {
    // Swift also reads "nan", "infinity" and hexadecimal.
    let isDecimal = text.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || "+-.eE".utf8.contains(byte)
    }
    switch domain {
    case .number: return isDecimal ? Double(text).map { .number($0) } : nil
    case .integer:
      return isDecimal ? Double(text).flatMap { Int(exactly: $0) }.map { .integer($0) } : nil
    case .choice: return .choice(text)
    }
  }
}
