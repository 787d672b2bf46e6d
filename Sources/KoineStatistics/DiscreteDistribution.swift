/// A distribution over `0..<count` with given weights, drawn in constant time.
///
/// Walker's alias method, as Vose (1991) builds it. GSL's own table is a C allocation; a value type
/// can be shared between threads.
public struct DiscreteDistribution: Sendable {
  private var threshold: [Double]
  private var alias: [Int32]

  /// - Precondition: there is a weight, none is negative, and their sum is positive and finite.
  /// - Complexity: O(weights).
  public init(weights: [Double]) {
    let sum = weights.reduce(0, +)
    precondition(!weights.isEmpty && sum > 0 && sum.isFinite && weights.allSatisfy { $0 >= 0 })
    let count = weights.count
    threshold = weights.map { $0 * Double(count) / sum }
    alias = (0..<count).map(Int32.init)
    var small = threshold.indices.filter { threshold[$0] < 1 }
    var large = threshold.indices.filter { threshold[$0] >= 1 }
    while let low = small.popLast(), let high = large.last {
      alias[low] = Int32(high)
      threshold[high] -= 1 - threshold[low]
      if threshold[high] < 1 {
        large.removeLast()
        small.append(high)
      }
    }
    // What rounding leaves over has probability 1.
    for index in small + large where alias[index] == Int32(index) { threshold[index] = 1 }
  }

  /// Zipf's law: rank `r` of `count` has a weight of `r` to the power of minus `exponent`.
  ///
  /// - Precondition: `count` is positive.
  public static func zipf(count: Int, exponent: Double) -> DiscreteDistribution {
    DiscreteDistribution(weights: zipfWeights(count: count, exponent: exponent))
  }

  /// Numbers drawn lie in `0..<count`.
  public var count: Int { threshold.count }

  /// - Complexity: O(1), one uniform number.
  @inline(__always)
  public func draw(_ stream: inout RandomStream) -> Int {
    let scaled = stream.uniform() * Double(threshold.count)
    let index = min(Int(scaled), threshold.count - 1)
    return scaled - Double(index) < threshold[index] ? index : Int(alias[index])
  }
}

/// Weights of Zipf's law, the first rank's being 1.
public func zipfWeights(count: Int, exponent: Double) -> [Double] {
  precondition(count > 0)
  return (1...count).map { rank in
    let base = Double(rank)
    return exponent == 0 ? 1 : powerOf(base, -exponent)
  }
}
