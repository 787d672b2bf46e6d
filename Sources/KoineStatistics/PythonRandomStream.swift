/// The random numbers of Python's `random.Random(seed)`: Mersenne twister, seeded by an array.
///
/// For results of published simulators that shuffle with it, draw by draw. It stands beside
/// ``RandomStream``, whose twister is seeded in another way.
///
/// Source: Matsumoto and Nishimura, `mt19937ar.c`, 2002; CPython's `Lib/random.py`.
public struct PythonRandomStream: Sendable {
  private var state = [UInt32](repeating: 0, count: 624)
  private var index = 624

  /// - Parameter seed: As given to Python's `seed`, not negative.
  public init(seed: UInt64) {
    var key = [UInt32(truncatingIfNeeded: seed)]
    if seed >> 32 != 0 { key.append(UInt32(seed >> 32)) }
    state[0] = 19_650_218
    for place in 1..<624 {
      let mixed = state[place - 1] ^ (state[place - 1] >> 30)
      state[place] = 1_812_433_253 &* mixed &+ UInt32(place)
    }
    var place = 1
    var word = 0
    for _ in 0..<624 {
      let mixed = state[place - 1] ^ (state[place - 1] >> 30)
      state[place] = (state[place] ^ (mixed &* 1_664_525)) &+ key[word] &+ UInt32(word)
      place += 1
      word = (word + 1) % key.count
      wrap(&place)
    }
    for _ in 0..<623 {
      let mixed = state[place - 1] ^ (state[place - 1] >> 30)
      state[place] = (state[place] ^ (mixed &* 1_566_083_941)) &- UInt32(place)
      place += 1
      wrap(&place)
    }
    state[0] = 0x8000_0000
  }

  private mutating func wrap(_ place: inout Int) {
    guard place >= 624 else { return }
    state[0] = state[623]
    place = 1
  }

  /// 32 random bits.
  public mutating func next() -> UInt32 {
    if index == 624 { refill() }
    var bits = state[index]
    index += 1
    bits ^= bits >> 11
    bits ^= (bits << 7) & 0x9D2C_5680
    bits ^= (bits << 15) & 0xEFC6_0000
    return bits ^ (bits >> 18)
  }

  private mutating func refill() {
    for place in 0..<624 {
      let bits = (state[place] & 0x8000_0000) | (state[(place + 1) % 624] & 0x7FFF_FFFF)
      state[place] = state[(place + 397) % 624] ^ (bits >> 1) ^ (bits & 1 == 0 ? 0 : 0x9908_B0DF)
    }
    index = 0
  }

  /// A whole number below `bound`, as `_randbelow`.
  ///
  /// - Precondition: `bound` is from 1 to 2^31.
  public mutating func index(below bound: Int) -> Int {
    precondition(bound > 0 && bound <= 1 << 31)
    let bits = UInt32(Int.bitWidth - bound.leadingZeroBitCount)
    while true {
      let drawn = Int(next() >> (32 - bits))
      if drawn < bound { return drawn }
    }
  }

  /// Puts the elements in random order, as `shuffle`.
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    for place in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(place, index(below: place + 1))
    }
  }
}
