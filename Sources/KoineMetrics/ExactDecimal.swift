/// An integer count of a negative power of ten, printed without rounding.
///
/// Sums of printed values equal printed sums, which no binary fraction can promise.
public struct ExactDecimal: Hashable, Sendable, CustomStringConvertible {
  /// Counted in units of 10 to the power of minus `places`.
  public var units: Int128
  /// 0...30.
  public var places: Int

  public init(units: Int128, places: Int) {
    precondition((0...30).contains(places))
    self.units = units
    self.places = places
  }

  /// The nearest double, to within two roundings.
  public var number: Double {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    return Double(units) / scale
  }

  /// The shortest decimal without exponent and without trailing zeros: `-12.5`, `3`, `0.000001`.
  public var description: String {
    var digits = String(units.magnitude)
    if places > 0 {
      if digits.count <= places {
        digits = String(repeating: "0", count: places + 1 - digits.count) + digits
      }
      var fraction = digits.suffix(places)
      while fraction.last == "0" { fraction.removeLast() }
      digits = String(digits.dropLast(places)) + (fraction.isEmpty ? "" : "." + fraction)
    }
    return units < 0 ? "-" + digits : digits
  }
}
