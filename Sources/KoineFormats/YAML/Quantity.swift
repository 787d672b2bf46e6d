/// A kind of figure: its unit and the range outside which a number is a slip.
struct Quantity {
  let unit: String
  let range: ClosedRange<Double>

  init(_ unit: String, _ range: ClosedRange<Double>) {
    self.unit = unit
    self.range = range
  }

  /// What a message says was expected.
  var expectation: String {
    let low = Self.format(range.lowerBound)
    let high = Self.format(range.upperBound)
    return "a number from \(low) to \(high)\(unit.isEmpty ? "" : " \(unit)")"
  }

  private static func format(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
  }
}
