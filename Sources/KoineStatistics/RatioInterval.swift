/// A relative change and the ends of its confidence interval, which need not lie evenly around it.
public struct RelativeChange: Hashable, Sendable {
  public var estimate: Double
  /// The ends of the interval; `nil` where one pair, or a baseline that may well be 0, shows none.
  public var low: Double?
  public var high: Double?

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
/// Where the baseline's mean may be 0 by that test, Fieller's set has no ends, and the expanded
/// percentile bootstrap of the ratio takes its place. On log-normal pairs of five to twenty seeds, both
/// together cover the truth in 93 to 97 % of the cases, the bootstrap alone in 89 to 94 %, the delta
/// method in 82 to 95 % (a test repeats the first).
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
  } else {
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
