/// A decimal number as it stands in a file, exact to the ninth digit after the point.
struct ScannedNumber: Equatable {
  /// The largest that is read: 18 digits always fit, and more are no time, count or identifier.
  static let largestWhole: Int64 = 999_999_999_999_999_999

  /// Digits before the point, with the sign.
  var whole: Int64
  /// Digits after the point, in thousand-millionths, with the sign.
  var fraction_nano: Int32

  /// The number times 10^9, or `nil` beyond 64 bits.
  var nano: Int64? {
    let (scaled, tooLarge) = whole.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, overflow) = scaled.addingReportingOverflow(Int64(fraction_nano))
    return tooLarge || overflow ? nil : sum
  }

  /// The nearest double.
  var value: Double { Double(whole) + Double(fraction_nano) * 1e-9 }

  /// Whether the number is below zero.
  var isNegative: Bool { whole < 0 || fraction_nano < 0 }
}

enum Ascii {
  static let tab = UInt8(ascii: "\t")
  static let newline = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")
  static let quote = UInt8(ascii: "\"")
  static let comma = UInt8(ascii: ",")
  static let semicolon = UInt8(ascii: ";")
  static let minus = UInt8(ascii: "-")
  static let plus = UInt8(ascii: "+")
  static let point = UInt8(ascii: ".")
  static let zero = UInt8(ascii: "0")
}

/// Reads a number at `position` and moves behind it; `nil` leaves `position` at the offending byte.
///
/// Accepts a sign, digits and a fraction; digits beyond the ninth of the fraction round half away
/// from zero. An exponent is left unread: ``scanNumber(_:in:)`` handles it.
/// - Complexity: O(digits), no allocation.
@inline(__always)
func scanDecimal(_ bytes: Span<UInt8>, _ position: inout Int) -> ScannedNumber? {
  let end = bytes.count
  guard position < end else { return nil }
  let isNegative = bytes[position] == Ascii.minus
  if isNegative || bytes[position] == Ascii.plus { position += 1 }
  let start = position
  var whole: Int64 = 0
  while position < end {
    let digit = bytes[position] &- Ascii.zero
    guard digit < 10 else { break }
    whole = whole &* 10 &+ Int64(digit)
    position += 1
  }
  // As many as the largest number that is read has.
  guard position - start <= 18 else { return nil }
  var number = ScannedNumber(whole: isNegative ? -whole : whole, fraction_nano: 0)
  let digits = position - start
  if position < end, bytes[position] == Ascii.point {
    guard scanFraction(bytes, &position, &number, isNegative) || digits > 0 else { return nil }
  } else if digits == 0 {
    return nil
  }
  return number
}

/// Reads what follows the point; answers whether there was a digit.
@inline(never)
private func scanFraction(
  _ bytes: Span<UInt8>, _ position: inout Int, _ number: inout ScannedNumber, _ isNegative: Bool
) -> Bool {
  position += 1
  var nano: Int64 = 0
  var digits = 0
  while position < bytes.count {
    let digit = bytes[position] &- Ascii.zero
    guard digit < 10 else { break }
    if digits < 9 { nano = nano * 10 + Int64(digit) }
    if digits == 9, digit >= 5 { nano += 1 }
    digits += 1
    position += 1
  }
  var missing = digits
  while missing < 9 {
    nano *= 10
    missing += 1
  }
  let carry = nano / 1_000_000_000
  nano %= 1_000_000_000
  number.whole += isNegative ? -carry : carry
  number.fraction_nano = Int32(isNegative ? -nano : nano)
  return digits > 0
}

/// The number that fills `range`, spaces aside, with an exponent if it has one (`1.5e+06`).
///
/// - Complexity: O(length); an exponent goes through a double and keeps 15 to 17 digits.
func scanNumber(_ bytes: Span<UInt8>, in range: Range<Int>) -> ScannedNumber? {
  var end = range.upperBound
  var position = range.lowerBound
  while end > position, bytes[end - 1] == Ascii.space { end -= 1 }
  while position < end, bytes[position] == Ascii.space { position += 1 }
  let start = position
  let field = bytes.extracting(0..<end)
  if let number = scanDecimal(field, &position), position == end { return number }
  guard end > start, end - start < 64 else { return nil }
  let text = String(decoding: (start..<end).map { bytes[$0] }, as: UTF8.self)
  let isPlain = text.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
  guard isPlain, let value = Double(text), abs(value) < 1e18 else { return nil }
  let whole = value.rounded(.towardZero)
  return ScannedNumber(
    whole: Int64(whole), fraction_nano: Int32(((value - whole) * 1e9).rounded(.towardZero)))
}

/// Days since 1970-01-01 of a civil date, by the proleptic Gregorian calendar.
///
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
  let shifted = month <= 2 ? year - 1 : year
  let era = (shifted >= 0 ? shifted : shifted - 399) / 400
  let yearOfEra = shifted - era * 400
  let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
  let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}
