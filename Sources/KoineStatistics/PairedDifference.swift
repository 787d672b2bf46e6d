/// How the values of one variant differ from those of another that met the same random numbers.
///
/// Differences of pairs vary less than the values do, because what both met alike cancels out.
public struct PairedDifference: Hashable, Sendable {
  public var pairs: Int
  /// Means of the first and of the second variant.
  public var means: (first: Double, second: Double) { (firstMean, secondMean) }
  private var firstMean: Double
  private var secondMean: Double
  /// Mean of first less second, with Student's interval.
  public var difference: ConfidenceInterval
  /// The same by the bootstrap; `nil` for fewer than six pairs at 95 %. It stays within the range of the
  /// differences, and all of n values are on one side of their median with a chance of 2^(1 - n), so that
  /// no such interval of a few can be as sure as it says.
  public var bootstrap: (low: Double, high: Double)? {
    low.flatMap { low in high.map { (low, $0) } }
  }
  private var low: Double?
  private var high: Double?
  /// The difference as a share of the second mean, with an interval of its own (``relativeChange(of:to:confidence:resamples:_:)``);
  /// `nil` where that mean is 0.
  public private(set) var relative: RelativeChange?
  /// Mean difference over the standard deviation of the differences (Cohen's d of pairs); `nil` where
  /// they do not vary.
  public var effectSize: Double?
  /// Of the paired t test against no difference; 1 where all pairs are equal, `nil` for one pair.
  public var pValue: Double?

  /// - Parameter seed: of the bootstrap.
  /// - Precondition: as many values in both, at least one.
  public init(_ first: [Double], _ second: [Double], confidence: Double = 0.95, seed: UInt64 = 1) {
    precondition(first.count == second.count && !first.isEmpty)
    pairs = first.count
    firstMean = first.reduce(0, +) / Double(pairs)
    secondMean = second.reduce(0, +) / Double(pairs)
    let differences = Self.withoutNoise(zip(first, second).map { $0 - $1 }, first + second)
    difference = studentInterval(differences, confidence: confidence)
    var ratios = RandomStream(seed: seed, name: "ratio")
    relative = relativeChange(of: differences, to: second, confidence: confidence, &ratios)
    guard pairs > 1 else { return }
    if Self.rangeSuffices(pairs, confidence) {
      var stream = RandomStream(seed: seed, name: "bootstrap")
      (low, high) = bootstrapInterval(differences, confidence: confidence, &stream)
    }
    let deviation = unbiasedVariance(differences, difference.estimate).squareRoot()
    if differences.contains(where: { $0 != differences[0] }) {
      effectSize = difference.estimate / deviation
      let t = difference.estimate / (deviation / Double(pairs).squareRoot())
      pValue = studentTwoSided(t, degrees: Double(pairs - 1))
    } else {
      pValue = difference.estimate == 0 ? 1 : 0
    }
  }

  /// Whether the range of so many values holds their median as surely as asked.
  private static func rangeSuffices(_ count: Int, _ confidence: Double) -> Bool {
    var outside = 1.0
    for _ in 1..<min(count, 1000) { outside /= 2 }
    return outside <= 1 - confidence
  }

  /// The differences, all the same where they vary only in the last digits of the values they were made
  /// of, which is rounding: one part in 10^12.
  private static func withoutNoise(_ differences: [Double], _ values: [Double]) -> [Double] {
    let noise = (values.map { abs($0) }.max() ?? 0) * 1e-12
    guard let low = differences.min(), let high = differences.max(), high - low <= noise else {
      return differences
    }
    let middle = low / 2 + high / 2
    let value = abs(middle) <= noise ? 0 : middle
    return Array(repeating: value, count: differences.count)
  }

  /// Whether Student's interval and the bootstrap's disagree on whether there is a difference.
  public var intervalsDisagree: Bool {
    guard let halfWidth = difference.halfWidth, let low, let high else { return false }
    return (abs(difference.estimate) > halfWidth) == (low <= 0 && high >= 0)
  }
}
