/// Bytes of text on their way to a file; numbers are written without making strings.
struct ByteBuffer {
  private(set) var bytes: [UInt8] = []

  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  var count: Int { bytes.count }

  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  mutating func append(_ byte: UInt8) { bytes.append(byte) }

  mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func append(contentsOf more: [UInt8]) { bytes.append(contentsOf: more) }

  /// The digits of `value`.
  mutating func append(_ value: UInt64) {
    let start = bytes.count
    var rest = value
    repeat {
      bytes.append(0x30 + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
  }

  /// `units` of 10 to the power of minus `places` as a decimal without zeros at the end.
  ///
  /// - Precondition: `places` is 1...18.
  mutating func append(units: Int64, places: Int) {
    if units < 0 { append(UInt8(ascii: "-")) }
    let scale = Self.powersOfTen[places]
    let (whole, fraction) = units.magnitude.quotientAndRemainder(dividingBy: scale)
    append(whole)
    if fraction == 0 { return }
    append(UInt8(ascii: "."))
    var rest = fraction
    var step = scale / 10
    while rest > 0 {
      append(0x30 + UInt8(truncatingIfNeeded: rest / step))
      rest %= step
      step /= 10
    }
  }

  private static let powersOfTen: [UInt64] = (0...18).map { exponent in
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
}
