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

/// Pearson's correlation of two samples of equal length.
///
/// - Returns: NaN when there are fewer than two values or one sample does not vary.
public func correlation(_ a: some Collection<Double>, _ b: some Collection<Double>) -> Double {
  precondition(a.count == b.count)
  let first = Moments(a)
  let second = Moments(b)
  guard a.count > 1, first.variance > 0, second.variance > 0 else { return .nan }
  let sum = zip(a, b).reduce(0) { $0 + ($1.0 - first.mean) * ($1.1 - second.mean) }
  return sum / Double(a.count) / (first.standardDeviation * second.standardDeviation)
}

/// Correlation of `values` with themselves, `lag` places later.
public func autocorrelation(_ values: [Double], lag: Int) -> Double {
  guard lag >= 0, values.count > lag else { return .nan }
  return correlation(values.dropFirst(lag), values.dropLast(lag))
}

/// Spearman's rank correlation: ties share the mean of their ranks.
///
/// - Complexity: O(n log n).
public func rankCorrelation(_ a: [Double], _ b: [Double]) -> Double {
  correlation(ranks(a), ranks(b))
}

/// The place of each value among all, from 0; ties share the mean of their places.
///
/// - Complexity: O(n log n).
public func ranks(_ values: [Double]) -> [Double] {
  let order = values.indices.sorted { values[$0] < values[$1] }
  var ranks = [Double](repeating: 0, count: values.count)
  var start = 0
  while start < order.count {
    var end = start
    while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
    for place in start..<end { ranks[order[place]] = Double(start + end - 1) / 2 }
    start = end
  }
  return ranks
}
