/// A value of a ``PolicyParameter``.
public enum ParameterValue: Hashable, Sendable, CustomStringConvertible {
  case number(Double)
  case integer(Int)
  case choice(String)

  /// The value as arguments and files write it; reading it back gives the same value.
  public var description: String {
    switch self {
    case .number(let number): "\(number: number)"
    case .integer(let number): String(number)
    case .choice(let word): word
    }
  }
}

extension DefaultStringInterpolation {
  /// The shortest text that reads back as `number`, whole numbers without a point.
  mutating func appendInterpolation(number: Double) {
    let text = number.description
    appendLiteral(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
  }
}

/// The values of one part's parameters, as the part reads them when a run begins.
public struct ParameterValues: Sendable {
  let given: [String: ParameterValue]

  /// All defaults.
  public init() { given = [:] }

  init(given: [String: ParameterValue]) { self.given = given }

  /// - Precondition: `parameter` was declared with `number`.
  public func number(_ parameter: PolicyParameter) -> Double {
    guard case .number(let number) = self[parameter] else {
      preconditionFailure("\(parameter.name) is no number")
    }
    return number
  }

  /// - Precondition: `parameter` was declared with `integer`.
  public func integer(_ parameter: PolicyParameter) -> Int {
    guard case .integer(let number) = self[parameter] else {
      preconditionFailure("\(parameter.name) is no whole number")
    }
    return number
  }

  /// - Precondition: `parameter` was declared with `choice`.
  public func choice(_ parameter: PolicyParameter) -> String {
    guard case .choice(let word) = self[parameter] else {
      preconditionFailure("\(parameter.name) is no choice")
    }
    return word
  }

  private subscript(parameter: PolicyParameter) -> ParameterValue {
    given[parameter.name] ?? parameter.standard
  }
}
