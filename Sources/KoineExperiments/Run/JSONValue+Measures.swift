import KoineMetrics
public import KoineReports

extension JSONValue {
  /// The number at a dotted path of keys, such as `wait_s.mean`; `nil` where there is none.
  ///
  /// Keys may hold dots themselves, as names of chips do.
  public func number(at path: String) -> Double? {
    guard case .object(let members) = self else { return nil }
    for (key, value) in members where path.hasPrefix(key) {
      let rest = path.dropFirst(key.count)
      if rest.isEmpty { return value.asNumber }
      if rest.first == ".", let found = value.number(at: String(rest.dropFirst())) { return found }
    }
    return nil
  }

  /// Every path at which there is a number or could be one, in the order of the document.
  public var measureNames: [String] { numbers.map(\.name) }

  /// The numbers by their paths, in the order of the document; `nil` where one is unknown.
  public var numbers: [(name: String, value: Double?)] {
    var numbers: [(name: String, value: Double?)] = []
    collectNumbers(prefix: "", into: &numbers)
    return numbers
  }

  private func collectNumbers(prefix: String, into numbers: inout [(name: String, value: Double?)])
  {
    switch self {
    case .object(let members):
      for (key, value) in members {
        value.collectNumbers(prefix: prefix.isEmpty ? key : "\(prefix).\(key)", into: &numbers)
      }
    case .integer, .decimal, .number, .null: numbers.append((prefix, asNumber))
    case .bool, .string, .array: break
    }
  }

  private var asNumber: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value.isFinite ? value : nil
    case .decimal(let value): value.number
    case .null, .bool, .string, .array, .object: nil
    }
  }
}
