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
  /// The same by the bootstrap.
  public var bootstrap: (low: Double, high: Double)? {
    low.flatMap { low in high.map { (low, $0) } }
  }
  private var low: Double?
  private var high: Double?
  /// The difference as a share of the second mean; `nil` where that is 0.
  ///
  /// The mean only sets the scale, so that this interval holds 0 exactly where that of the difference
  /// does.
  public var relative: ConfidenceInterval? {
    guard secondMean != 0 else { return nil }
    return ConfidenceInterval(
      estimate: difference.estimate / abs(secondMean),
      halfWidth: difference.halfWidth.map { $0 / abs(secondMean) })
  }
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
    let differences = zip(first, second).map { $0 - $1 }
    difference = studentInterval(differences, confidence: confidence)
    guard pairs > 1 else { return }
    var stream = RandomStream(seed: seed, name: "bootstrap")
    (low, high) = bootstrapInterval(differences, confidence: confidence, &stream)
    let deviation = unbiasedVariance(differences, difference.estimate).squareRoot()
    if deviation > 0 {
      effectSize = difference.estimate / deviation
      let t = difference.estimate / (deviation / Double(pairs).squareRoot())
      pValue = studentTwoSided(t, degrees: Double(pairs - 1))
    } else {
      pValue = difference.estimate == 0 ? 1 : 0
    }
  }
}
