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
  public var measureNames: [String] {
    var names: [String] = []
    collectNames(prefix: "", into: &names)
    return names
  }

  private func collectNames(prefix: String, into names: inout [String]) {
    switch self {
    case .object(let members):
      for (key, value) in members {
        value.collectNames(prefix: prefix.isEmpty ? key : "\(prefix).\(key)", into: &names)
      }
    case .integer, .decimal, .number, .null: names.append(prefix)
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
