/// A small random generator for tests, written out here so that no test leans on the streams that
/// it is meant to check.
///
/// Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// An integer of `range`, all equally likely but for a bias below 2^-32.
  public mutating func integer(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() >> 1) % (range.upperBound - range.lowerBound + 1)
  }

  /// A number above 0 and at most 1.
  public mutating func unit() -> Double { Double((next() >> 11) + 1) * 0x1p-53 }

  /// Whether something of probability `chance` happens.
  public mutating func happens(_ chance: Double) -> Bool { unit() <= chance }

  /// One element of `choices`.
  public mutating func pick<Element>(_ choices: [Element]) -> Element {
    choices[integer(in: 0...choices.count - 1)]
  }
}
