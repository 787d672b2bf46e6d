import CGSL

/// A named stream of random numbers: GSL's Mersenne twister (mt19937).
///
/// Streams of one seed with different names are independent of each other, so that a draw added to
/// one does not move another. The same seed and name give the same numbers on every thread and
/// machine.
public struct RandomStream: ~Copyable {
  let generator: UnsafeMutablePointer<gsl_rng>

  /// The stream called `name` of the run seeded with `seed`.
  ///
  /// The twister is seeded with 32 bits: the two halves of a 64-bit hash of seed and name, folded.
  /// - Complexity: O(1); sets up 5 KB of state.
  public init(seed: UInt64, name: String) {
    Self.disableAbort
    let hash = streamHash(seed: seed, name: name)
    generator = gsl_rng_alloc(koine_gsl_rng_mt19937())
    gsl_rng_set(generator, UInt((hash ^ hash >> 32) & 0xFFFF_FFFF))
  }

  deinit { gsl_rng_free(generator) }

  /// Runs once per process, on first use.
  private static let disableAbort: Void = koine_gsl_disable_abort()

  /// Uniform over [0, 1).
  @inline(__always)
  public mutating func uniform() -> Double { gsl_rng_uniform(generator) }

  /// Uniform over (0, 1): fit for a logarithm or a quantile function.
  @inline(__always)
  public mutating func openUniform() -> Double { gsl_rng_uniform_pos(generator) }

  /// A whole number uniform over `0..<bound`.
  ///
  /// - Precondition: `bound` is from 1 to 2^32 - 1.
  public mutating func index(below bound: Int) -> Int {
    precondition(bound > 0 && bound < 1 << 32)
    return Int(gsl_rng_uniform_int(generator, UInt(bound)))
  }

  /// Standard normal, by the ziggurat method.
  public mutating func normal() -> Double { gsl_ran_gaussian_ziggurat(generator, 1) }

  /// Exponential with the given mean, which must be positive.
  @inline(__always)
  public mutating func exponential(mean: Double) -> Double {
    gsl_ran_exponential(generator, mean)
  }

  /// Whether something of probability `probability` happens.
  @inline(__always)
  public mutating func isChosen(probability: Double) -> Bool { uniform() < probability }

  /// Log-normal: exp of a normal with mean `mu` and standard deviation `sigma`.
  public mutating func logNormal(mu: Double, sigma: Double) -> Double {
    gsl_ran_lognormal(generator, mu, sigma)
  }

  /// Number of trials up to the first success of probability `probability`, from 1.
  public mutating func geometric(probability: Double) -> Int {
    Int(gsl_ran_geometric(generator, probability))
  }
}

/// A 64-bit hash of a seed and a stream's name: FNV-1a over the bytes of both, then the finaliser
/// of SplitMix64, which spreads a difference in any bit over all.
///
/// Sources: Fowler, Noll, Vo; Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators",
/// OOPSLA 2014.
func streamHash(seed: UInt64, name: String) -> UInt64 {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  for shift in stride(from: UInt64(0), to: 64, by: 8) {
    hash = (hash ^ (seed >> shift & 0xFF)) &* 0x100_0000_01B3
  }
  for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
  hash = (hash ^ hash >> 30) &* 0xBF58_476D_1CE4_E5B9
  hash = (hash ^ hash >> 27) &* 0x94D0_49BB_1331_11EB
  return hash ^ hash >> 31
}
