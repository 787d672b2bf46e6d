/// A relative change and the ends of its confidence interval, which need not lie evenly around it.
public struct RelativeChange: Hashable, Sendable {
  public var estimate: Double
  /// The ends of the interval; `nil` where one pair shows none, and where few of a baseline that may well
  /// be 0 leave it without ends.
  public var low: Double?
  public var high: Double?
  /// Whether the pairs bound it: the baseline's mean is not 0 by the t test at the interval's level. What is
  /// not bounded may have the bootstrap's ends, and is never precise.
  public var isBounded = true

  /// Fewer pairs than this are too few for the bootstrap of a ratio, and for calling a ratio precise.
  public static let fewPairs = 8

  /// The farther end's distance from the estimate.
  public var halfWidth: Double? {
    guard let low, let high else { return nil }
    return max(estimate - low, high - estimate)
  }
}

/// The change of a mean as a share of the baseline's mean, with an interval of its own from the pairs.
///
/// A seed that is hard on both variants moves both means alike and their ratio little, so that this
/// interval is narrower than that of the difference divided by a mean. It is Fieller's: all ratios that
/// the paired t test does not reject, so that it holds 0 exactly where that of the difference does.
///
/// Where the baseline's mean may be 0 by that test, Fieller's set has no ends, and
/// ``RelativeChange/isBounded`` is `false`. From ``RelativeChange/fewPairs`` pairs on, the expanded
/// percentile bootstrap of the ratio stands in. Fewer have no interval: the bootstrap stays within the range
/// of their ratios, which held the truth in 42 % of the cases of two seeds, 73 % of four and 85 % of six, on
/// waits with a coefficient of variation of 2.4. On log-normal pairs of two to twenty seeds, the intervals
/// that there are cover the truth in 89 to 99 % of the cases (a test), the delta method in 82 to 95 %.
///
/// Sources: Fieller, "Some Problems in Interval Estimation", 1954; Franz, "Ratios: A short guide to
/// confidence limits and proper use", arXiv:0710.2024; Efron and Tibshirani, "An Introduction to the
/// Bootstrap", 1993.
/// - Parameter stream: where the resamples come from; the same stream gives the same interval.
/// - Returns: `nil` where the mean of the baseline is 0.
/// - Precondition: as many values in both, at least one.
/// - Complexity: O(values), and O(resamples x values) where the bootstrap is needed.
public func relativeChange(
  of differences: [Double], to baseline: [Double], confidence: Double = 0.95, resamples: Int = 2000,
  _ stream: inout RandomStream
) -> RelativeChange? {
  precondition(differences.count == baseline.count && !baseline.isEmpty)
  let count = Double(baseline.count)
  let mean = baseline.reduce(0, +) / count
  let difference = differences.reduce(0, +) / count
  guard mean != 0 else { return nil }
  var change = RelativeChange(estimate: difference / abs(mean))
  guard baseline.count > 1 else { return change }
  // Nothing is no share of anything, however uncertain that is.
  if differences.allSatisfy({ $0 == 0 }) {
    (change.low, change.high) = (0, 0)
    return change
  }
  let quantile = studentQuantile((1 + confidence) / 2, degrees: count - 1)
  let scale = quantile * quantile / count
  let covariance =
    zip(differences, baseline).reduce(0) { $0 + ($1.0 - difference) * ($1.1 - mean) } / (count - 1)
  let a = mean * mean - scale * unbiasedVariance(baseline, mean)
  let b = difference * mean - scale * covariance
  let c = difference * difference - scale * unbiasedVariance(differences, difference)
  let ends: (low: Double, high: Double)?
  if a > 0 {
    let root = max(0, b * b - a * c).squareRoot()
    ends = ((b - root) / a, (b + root) / a)
  } else if baseline.count < RelativeChange.fewPairs {
    change.isBounded = false
    ends = nil
  } else {
    change.isBounded = false
    ends = bootstrapRatio(differences, baseline, confidence, resamples, &stream)
  }
  guard let ends else { return change }
  let low = mean > 0 ? ends.low : -ends.high
  let high = mean > 0 ? ends.high : -ends.low
  // Rounding must not put the estimate beside its interval.
  change.low = min(low, change.estimate)
  change.high = max(high, change.estimate)
  return change
}

/// The percentiles of the ratio of resampled means; `nil` where a resampled baseline is 0.
private func bootstrapRatio(
  _ values: [Double], _ baseline: [Double], _ confidence: Double, _ resamples: Int,
  _ stream: inout RandomStream
) -> (low: Double, high: Double)? {
  var ratios: [Double] = []
  ratios.reserveCapacity(resamples)
  for _ in 0..<resamples {
    var (above, below) = (0.0, 0.0)
    for _ in values.indices {
      let index = stream.index(below: values.count)
      above += values[index]
      below += baseline[index]
    }
    ratios.append(above / below)
  }
  guard ratios.allSatisfy(\.isFinite) else { return nil }
  ratios.sort()
  let tail = expandedTail(values.count, confidence)
  return (quantile(ofSorted: ratios, tail), quantile(ofSorted: ratios, 1 - tail))
}
