/// A 128-bit digest of bytes: FNV-1a, good against accidents, not against intent.
///
/// Source: Fowler, Noll, Vo; offset and prime of the 128-bit variant.
struct ContentDigest {
  private var state: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
  private static let prime: UInt128 = 1 << 88 | 0x13b

  init() {}

  init(_ text: String) { add(text) }

  mutating func add(byte: UInt8) { state = (state ^ UInt128(byte)) &* Self.prime }

  mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { add(byte: byte) }
  }

  /// Adds a text and its end, so that "ab", "c" and "a", "bc" differ.
  mutating func add(_ text: String) {
    add(text.utf8)
    add(byte: 0)
  }

  /// 32 hexadecimal digits. The last bytes are spread first, so that beginnings tell digests apart.
  var hexadecimal: String {
    var spread = self
    for _ in 0..<16 { spread.add(byte: 0) }
    let digits = String(spread.state, radix: 16)
    return String(repeating: "0", count: 32 - digits.count) + digits
  }
}
