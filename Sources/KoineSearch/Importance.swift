/// How much of an objective's variation each dimension of a space explains.
///
/// Functional analysis of variance on a random forest: of every tree, which is constant on boxes, the
/// variance of the mean over all other dimensions is exact. The parts of single dimensions add up to at
/// most 1; what is missing is joint effects. Source: Hutter, Hoos, Leyton-Brown, "An efficient approach
/// for assessing hyperparameter importance", ICML 2014.
public struct Importance: Sendable {
  /// By dimension, from 0 to 1: the mean over trees.
  public let parts: [Double]
  /// The standard deviation over trees, by dimension.
  public let deviations: [Double]

  /// - Parameters:
  ///   - points: at least one; inactive dimensions stand anywhere the same.
  ///   - values: the objective at each point; those that are not finite are left out.
  public init(_ points: [[Double]], _ values: [Double], seed: UInt64) {
    let kept = values.indices.filter { values[$0].isFinite }
    let dimensions = points.first?.count ?? 0
    guard kept.count > 1, dimensions > 0 else {
      parts = Array(repeating: 0, count: dimensions)
      deviations = parts
      return
    }
    let forest = RegressionForest(
      kept.map { points[$0] }, kept.map { values[$0] }, seed: seed)
    let shares = forest.leaves.map { Self.shares(of: $0, dimensions) }.filter { !$0.isEmpty }
    let count = Double(max(shares.count, 1))
    let means = (0..<dimensions).map { d in shares.reduce(0) { $0 + $1[d] } / count }
    parts = means
    deviations = (0..<dimensions).map { d in
      (shares.reduce(0) { $0 + ($1[d] - means[d]) * ($1[d] - means[d]) } / count).squareRoot()
    }
  }

  /// The parts in one tree; empty for a tree that is constant.
  private static func shares(of leaves: [RegressionForest.Leaf], _ dimensions: Int) -> [Double] {
    let volumes = leaves.map { leaf in zip(leaf.low, leaf.high).reduce(1) { $0 * ($1.1 - $1.0) } }
    let mean = zip(leaves, volumes).reduce(0) { $0 + $1.0.value * $1.1 }
    let variance = zip(leaves, volumes).reduce(0) {
      $0 + ($1.0.value - mean) * ($1.0.value - mean) * $1.1
    }
    guard variance > 0 else { return [] }
    return (0..<dimensions).map { dimension in
      marginalVariance(of: leaves, volumes, along: dimension, mean: mean) / variance
    }
  }

  private static func marginalVariance(
    of leaves: [RegressionForest.Leaf], _ volumes: [Double], along dimension: Int, mean: Double
  ) -> Double {
    let edges = Set(leaves.flatMap { [$0.low[dimension], $0.high[dimension]] }).sorted()
    return zip(edges, edges.dropFirst()).reduce(0) { sum, interval in
      let middle = (interval.0 + interval.1) / 2
      var marginal = 0.0
      for (leaf, volume) in zip(leaves, volumes)
      where leaf.low[dimension] <= middle && middle < leaf.high[dimension] {
        marginal += leaf.value * volume / (leaf.high[dimension] - leaf.low[dimension])
      }
      return sum + (marginal - mean) * (marginal - mean) * (interval.1 - interval.0)
    }
  }
}
