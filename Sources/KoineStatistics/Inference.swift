import CGSL

/// An estimate and the half width of its confidence interval.
public struct ConfidenceInterval: Hashable, Sendable {
  public var estimate: Double
  /// `nil` where one value alone shows no spread.
  public var halfWidth: Double?

  public init(estimate: Double, halfWidth: Double?) {
    self.estimate = estimate
    self.halfWidth = halfWidth
  }
}

/// The mean of independent values with Student's interval.
///
/// - Parameter confidence: probability with which such intervals cover the mean of normal values.
/// - Precondition: there is a value.
public func studentInterval(_ values: [Double], confidence: Double = 0.95) -> ConfidenceInterval {
  precondition(!values.isEmpty)
  let mean = values.reduce(0, +) / Double(values.count)
  guard values.count > 1 else { return ConfidenceInterval(estimate: mean, halfWidth: nil) }
  // The mean of equal values may differ from them by rounding, which is no spread.
  if values.allSatisfy({ $0 == values[0] }) {
    return ConfidenceInterval(estimate: values[0], halfWidth: 0)
  }
  let error = (unbiasedVariance(values, mean) / Double(values.count)).squareRoot()
  let quantile = studentQuantile((1 + confidence) / 2, degrees: Double(values.count - 1))
  return ConfidenceInterval(estimate: mean, halfWidth: quantile * error)
}

/// Squared deviations from `mean` over the count less one; 0 for one value.
public func unbiasedVariance(_ values: [Double], _ mean: Double) -> Double {
  guard values.count > 1 else { return 0 }
  return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
}

/// The probability of a value of Student's t at least as far from 0 as `t`, on either side.
public func studentTwoSided(_ t: Double, degrees: Double) -> Double {
  if t.isInfinite { return 0 }
  return min(1, 2 * gsl_cdf_tdist_Q(abs(t), degrees))
}

/// The ends of an interval for the mean by the expanded percentile bootstrap.
///
/// Means of resamples spread too little by the root of (n - 1) / n and are cut as if normal, so that the
/// plain percentiles of few values cover too rarely; the levels are moved out to where Student's
/// quantile would be. Sources: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter
/// 13; Hesterberg, "What Teachers Should Know About the Bootstrap", arXiv:1411.5279, section 4.
///
/// - Parameter stream: where the resamples come from; the same stream gives the same interval.
/// - Precondition: there is a value.
/// - Complexity: O(resamples x values).
public func bootstrapInterval(
  _ values: [Double], confidence: Double = 0.95, resamples: Int = 2000,
  _ stream: inout RandomStream
) -> (low: Double, high: Double) {
  precondition(!values.isEmpty && resamples > 0)
  var means: [Double] = []
  means.reserveCapacity(resamples)
  for _ in 0..<resamples {
    var sum = 0.0
    for _ in values.indices { sum += values[stream.index(below: values.count)] }
    means.append(sum / Double(values.count))
  }
  means.sort()
  let tail = expandedTail(values.count, confidence)
  return (quantile(ofSorted: means, tail), quantile(ofSorted: means, 1 - tail))
}

/// The part of resampled means beyond each end of the interval.
func expandedTail(_ count: Int, _ confidence: Double) -> Double {
  if count < 2 { return (1 - confidence) / 2 }
  let ratio = (Double(count) / Double(count - 1)).squareRoot()
  return gsl_cdf_ugaussian_Q(
    ratio * studentQuantile((1 + confidence) / 2, degrees: Double(count - 1)))
}

/// P values of several tests together, corrected so that the chance of any false alarm stays below
/// the level (Holm, "A Simple Sequentially Rejective Multiple Test Procedure", 1979).
///
/// - Returns: in the order of `values`, none below its own and none above 1.
/// - Complexity: O(n log n).
public func holmAdjusted(_ values: [Double]) -> [Double] {
  let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
  var adjusted = values
  var largest = 0.0
  for (rank, index) in order.enumerated() {
    largest = max(largest, min(1, values[index] * Double(values.count - rank)))
    adjusted[index] = largest
  }
  return adjusted
}
