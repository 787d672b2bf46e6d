import Foundation

/// A named stream of random numbers in eight bytes: SplitMix64.
///
/// For many streams of few draws each, where a ``RandomStream`` would take kilobytes: one for every
/// component of a cluster, so that a node more or less moves no draw of another.
/// Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
public struct SmallStream: Hashable, Sendable {
  private var state: UInt64

  /// The stream called `name` of the run seeded with `seed`.
  public init(seed: UInt64, name: String) { state = streamHash(seed: seed, name: name) }

  /// The stream of the member `index` of the family called `name`.
  public init(seed: UInt64, name: String, index: Int) {
    state = streamHash(seed: streamHash(seed: seed, name: name), name: String(index))
  }

  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Uniform over (0, 1).
  public mutating func openUniform() -> Double { (Double(next() >> 11) + 0.5) * 0x1p-53 }
}
