/// The stream of random numbers of Go's `math/rand`, number for number: an additive lagged Fibonacci
/// generator, x(k) = x(k - 607) + x(k - 273) modulo 2^64 (Knuth, The Art of Computer Programming,
/// volume 2, 3.2.2; algorithm by Mitchell and Reeds).
///
/// For repeating published experiments of programs written in Go with the very draws that they made.
/// For everything else there is ``RandomStream``.
public struct GoRandomStream: Sendable {
  private static let length = 607
  private static let distance = 334
  private var state: [UInt64]
  private var tap = 0
  private var feed = Self.distance

  /// The stream of `rand.NewSource(seed)`; seeds that are equal modulo 2^31 - 1 are equal.
  public init(seed: UInt64) {
    let reduced = Int32(seed % 2_147_483_647)
    var lehmer = LehmerStream(seed: reduced == 0 ? 89_482_311 : reduced)
    state = (0..<Self.length).map { index in
      lehmer.word(shifts: (40, 20)) ^ Self.warmState[index]
    }
  }

  /// Uniform over 0..<2^63.
  public mutating func int63() -> UInt64 {
    tap = tap == 0 ? Self.length - 1 : tap - 1
    feed = feed == 0 ? Self.length - 1 : feed - 1
    state[feed] &+= state[tap]
    return state[feed] & 0x7FFF_FFFF_FFFF_FFFF
  }

  /// `rand.Intn`: uniform over `0..<bound`, by rejection.
  ///
  /// - Precondition: `bound` is from 1 to 2^31 - 1.
  public mutating func index(below bound: Int) -> Int {
    precondition(bound > 0 && bound < 1 << 31)
    if bound & (bound - 1) == 0 { return int31() & (bound - 1) }
    let most = (1 << 31) - 1 - (1 << 31) % bound
    var value = int31()
    while value > most { value = int31() }
    return value % bound
  }

  /// `rand.Shuffle`.
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    for place in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(place, indexByProduct(below: UInt32(place + 1)))
    }
  }

  /// `rand.Perm`: the numbers below `count` in random order.
  public mutating func permutation(of count: Int) -> [Int] {
    var numbers = [Int](repeating: 0, count: count)
    for place in 0..<count {
      let other = index(below: place + 1)
      numbers[place] = numbers[other]
      numbers[other] = place
    }
    return numbers
  }

  private mutating func int31() -> Int { Int(int63() >> 32) }

  private mutating func uint32() -> UInt32 { UInt32(truncatingIfNeeded: int63() >> 31) }

  /// Uniform over `0..<bound` by a product instead of a division (Lemire, ACM TOMACS 29(1), 2019).
  private mutating func indexByProduct(below bound: UInt32) -> Int {
    var product = UInt64(uint32()) * UInt64(bound)
    if UInt32(truncatingIfNeeded: product) < bound {
      let threshold = (0 &- bound) % bound
      while UInt32(truncatingIfNeeded: product) < threshold {
        product = UInt64(uint32()) * UInt64(bound)
      }
    }
    return Int(product >> 32)
  }
}

/// The generator that fills the state: x = 48,271 x modulo 2^31 - 1 (Lehmer; Schrage's method).
private struct LehmerStream {
  private var value: Int32

  /// The first twenty numbers are thrown away.
  init(seed: Int32) {
    value = seed
    for _ in 0..<20 { advance() }
  }

  private mutating func advance() {
    let next = 48271 * (value % 44488) - 3399 * (value / 44488)
    value = next < 0 ? next + 2_147_483_647 : next
  }

  /// Three numbers in one word, the first two shifted to the left.
  mutating func word(shifts: (UInt64, UInt64)) -> UInt64 {
    advance()
    var word = UInt64(value) << shifts.0
    advance()
    word ^= UInt64(value) << shifts.1
    advance()
    return word ^ UInt64(value)
  }
}

extension GoRandomStream {
  /// The state after 7.8 x 10^12 steps from seed 1, which Go mixes into every seed and prints as a
  /// table.
  ///
  /// The recurrence is linear, so the state comes from X^n modulo X^607 - X^334 - 1 in some forty
  /// squarings instead, once in a process.
  private static let warmState: [UInt64] = {
    let steps = 7_800_000_000_000
    var lehmer = LehmerStream(seed: 1)
    let start = (0..<length).map { _ in lehmer.word(shifts: (20, 10)) }
    // x(k) lies at place 334 - k; the 607 values up to x(0), oldest first.
    let history = (0..<length).map { start[(distance + length - 1 - $0) % length] }
    var power = LagPolynomial.power(steps)
    var state = [UInt64](repeating: 0, count: length)
    for index in 0..<length {
      let place = (distance + length - 1 - index - steps % length + length) % length
      state[place] = power.combined(history)
      power.multiplyByX()
    }
    return state
  }()
}

/// A polynomial modulo X^607 - X^334 - 1 over the integers modulo 2^64, lowest power first.
private struct LagPolynomial {
  private static let degree = 607
  private static let middle = 334
  private var coefficients: [UInt64]

  private init(_ coefficients: [UInt64]) { self.coefficients = coefficients }

  /// X to the power of `exponent`, by squaring.
  static func power(_ exponent: Int) -> LagPolynomial {
    var result = LagPolynomial([1] + Array(repeating: 0, count: degree - 1))
    for bit in (0..<exponent.bitWidth - exponent.leadingZeroBitCount).reversed() {
      result.square()
      if exponent >> bit & 1 == 1 { result.multiplyByX() }
    }
    return result
  }

  mutating func multiplyByX() {
    let top = coefficients.removeLast()
    coefficients.insert(top, at: 0)
    coefficients[Self.middle] &+= top
  }

  private mutating func square() {
    var product = [UInt64](repeating: 0, count: 2 * Self.degree - 1)
    for (i, a) in coefficients.enumerated() where a != 0 {
      for (j, b) in coefficients.enumerated() { product[i + j] &+= a &* b }
    }
    for power in stride(from: product.count - 1, through: Self.degree, by: -1) {
      let excess = product[power]
      product[power - Self.degree] &+= excess
      product[power - Self.degree + Self.middle] &+= excess
    }
    coefficients = Array(product.prefix(Self.degree))
  }

  /// The sum of the coefficients times `values`.
  func combined(_ values: [UInt64]) -> UInt64 {
    zip(coefficients, values).reduce(0) { $0 &+ $1.0 &* $1.1 }
  }
}
