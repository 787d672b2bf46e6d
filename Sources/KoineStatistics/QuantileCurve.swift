import Foundation

/// A positive quantity's distribution, known at some points of its distribution function.
///
/// Between points the logarithm of the value is linear in the probability, which suits quantities
/// that spread over decades, such as durations.
public struct QuantileCurve: Sendable, Equatable {
  /// Ascending probabilities, the last of them 1.
  public let probabilities: [Double]
  /// Natural logarithms of the values at them, ascending.
  public let logarithms: [Double]

  /// - Parameter points: value and probability of staying at or below it; both ascend, values are
  ///   positive, and the last probability is 1. A first probability above 0 is the weight of the
  ///   smallest value.
  public init(_ points: [(value: Double, probability: Double)]) {
    precondition(points.count >= 2 && points[0].value > 0)
    precondition(
      zip(points, points.dropFirst()).allSatisfy { a, b in
        a.value <= b.value && a.probability <= b.probability
      }, "points must ascend")
    precondition(abs(points[points.count - 1].probability - 1) < 1e-9)
    probabilities = points.map(\.probability)
    logarithms = points.map { log($0.value) }
  }

  /// The same points given in percent.
  public init(percent points: [(Double, Double)]) {
    self.init(points.map { (value: $0.0, probability: $0.1 / 100) })
  }

  /// A mixture of log-normals, tabulated: weight, mean and standard deviation of the logarithm.
  ///
  /// - Parameter limits: values below and above are clipped to these.
  public init(
    logNormals parts: [(weight: Double, mu: Double, sigma: Double)], limits: ClosedRange<Double>
  ) {
    let low = log(limits.lowerBound)
    let high = log(limits.upperBound)
    let total = parts.reduce(0) { $0 + $1.weight }
    let count = 400
    self.init(
      (0...count).map { step in
        let x = low + (high - low) * Double(step) / Double(count)
        let below = parts.reduce(0) { $0 + $1.weight * normalCDF((x - $1.mu) / $1.sigma) }
        return (value: exp(x), probability: step == count ? 1 : below / total)
      })
  }

  /// The value whose distribution function is `probability`.
  ///
  /// - Complexity: O(log points).
  public func value(at probability: Double) -> Double { exp(logarithm(at: probability)) }

  /// The logarithm of ``value(at:)``.
  public func logarithm(at probability: Double) -> Double {
    var low = 0
    var high = probabilities.count
    while low < high {
      let middle = (low + high) / 2
      if probabilities[middle] < probability { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return logarithms[0] }
    guard low < probabilities.count else { return logarithms[logarithms.count - 1] }
    let width = probabilities[low] - probabilities[low - 1]
    guard width > 0 else { return logarithms[low] }
    let share = (probability - probabilities[low - 1]) / width
    return logarithms[low - 1] + share * (logarithms[low] - logarithms[low - 1])
  }
}
