/// The `probability` quantile of values in ascending order.
///
/// Linear interpolation between the order statistics around position `probability x (n - 1)`
/// counted from 0: type 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996; the
/// default of R and NumPy.
/// - Returns: NaN without values.
/// - Complexity: O(1).
public func quantile(ofSorted values: [Double], _ probability: Double) -> Double {
  guard let last = values.indices.last else { return .nan }
  let position = min(max(probability, 0), 1) * Double(last)
  let below = Int(position)
  let above = min(below + 1, last)
  return values[below] + (position - Double(below)) * (values[above] - values[below])
}

/// Count, mean and spread of a sample.
public struct Moments: Sendable, Equatable {
  public var count: Int
  public var mean: Double
  /// Mean squared deviation: the sum is divided by the count, not by the count less one.
  public var variance: Double

  /// - Complexity: O(values), two passes, which keeps the variance exact for large means.
  public init(_ values: some Collection<Double>) {
    count = values.count
    guard count > 0 else {
      mean = .nan
      variance = .nan
      return
    }
    let average = values.reduce(0, +) / Double(values.count)
    mean = average
    variance =
      values.reduce(0) { $0 + ($1 - average) * ($1 - average) } / Double(values.count)
  }

  public var standardDeviation: Double { variance.squareRoot() }

  /// Standard deviation over mean.
  public var coefficientOfVariation: Double { standardDeviation / mean }

  /// Variance over mean: the index of dispersion of counts, 1 for a Poisson process.
  public var indexOfDispersion: Double { variance / mean }
}

/// Autocorrelation of `values` at `lag`: covariance of the values `lag` apart over the variance.
///
/// - Returns: NaN when there are too few values or they do not vary.
public func autocorrelation(_ values: [Double], lag: Int) -> Double {
  let moments = Moments(values)
  guard values.count > lag, moments.variance > 0 else { return .nan }
  var sum = 0.0
  for index in lag..<values.count {
    sum += (values[index] - moments.mean) * (values[index - lag] - moments.mean)
  }
  return sum / (moments.variance * Double(values.count))
}
