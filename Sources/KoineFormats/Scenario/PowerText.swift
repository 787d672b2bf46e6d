/// Reads a power in watts: `500000`, or a number with a unit: `500kW`, `2.5MW`, `900W`, `1GW`.
///
/// Returns `nil` for anything else, for nothing at all and for more than 100 GW.
public func readPower(_ text: String) -> Double? {
  let units: [(name: String, watts: Double)] = [("kW", 1e3), ("MW", 1e6), ("GW", 1e9), ("W", 1)]
  let trimmed = text.filter { $0 != " " }
  let unit = units.first { trimmed.hasSuffix($0.name) }
  let digits = unit.map { String(trimmed.dropLast($0.name.count)) } ?? trimmed
  guard let number = Double(yaml: digits) else { return nil }
  let power_w = number * (unit?.watts ?? 1)
  return power_w > 0 && power_w <= 1e11 ? power_w : nil
}

/// What messages say was expected where ``readPower(_:)`` reads nothing.
public let powerExpectation = "a power such as 500000, 500kW or 2.5MW"
