import KoineStatistics

/// A random forest that predicts an objective from points of the unit cube.
///
/// Trees are grown on bootstrap samples; each split takes the coordinate and place, of those tried,
/// that leave the least squared error. Source: Breiman, "Random Forests", Machine Learning 45, 2001.
struct RegressionForest {
  /// A box of the unit cube and what the tree predicts there.
  struct Leaf {
    var low: [Double]
    var high: [Double]
    var value: Double
  }

  /// The leaves of each tree, which fill the cube.
  private(set) var trees: [[Leaf]] = []

  /// - Parameters:
  ///   - points: at least one, each with as many coordinates.
  ///   - values: the objective at each point, finite.
  /// - Complexity: O(trees x points² x coordinates) at worst.
  init(_ points: [[Double]], _ values: [Double], seed: UInt64, trees count: Int = 32) {
    var random = RandomStream(seed: seed, name: "search.forest")
    let dimensions = points[0].count
    for _ in 0..<count {
      let sample = points.indices.map { _ in random.index(below: points.count) }
      var growth = Growth(points: points, values: values, leaves: [])
      let cube = Leaf(
        low: Array(repeating: 0, count: dimensions), high: Array(repeating: 1, count: dimensions),
        value: 0)
      growth.grow(cube, sample, &random)
      trees.append(growth.leaves)
    }
  }

  private struct Growth {
    let points: [[Double]]
    let values: [Double]
    var leaves: [Leaf]
    /// Fewest points that are split.
    private let least = 4

    mutating func grow(_ box: Leaf, _ sample: [Int], _ random: inout RandomStream) {
      guard sample.count >= least, let split = bestSplit(of: sample, &random) else {
        var leaf = box
        leaf.value = sample.reduce(0) { $0 + values[$1] } / Double(sample.count)
        leaves.append(leaf)
        return
      }
      var left = box
      var right = box
      left.high[split.dimension] = split.place
      right.low[split.dimension] = split.place
      grow(left, sample.filter { points[$0][split.dimension] <= split.place }, &random)
      grow(right, sample.filter { points[$0][split.dimension] > split.place }, &random)
    }

    /// The best split over a random five sixths of the coordinates.
    private func bestSplit(
      of sample: [Int], _ random: inout RandomStream
    ) -> (dimension: Int, place: Double)? {
      var best: (dimension: Int, place: Double)?
      var bestGain = 1e-12
      for dimension in points[0].indices where random.isChosen(probability: 5.0 / 6) {
        let order = sample.sorted { (points[$0][dimension], $0) < (points[$1][dimension], $1) }
        let total = order.reduce(0) { $0 + values[$1] }
        var left = 0.0
        for index in 1..<order.count {
          left += values[order[index - 1]]
          let (below, above) = (
            points[order[index - 1]][dimension], points[order[index]][dimension]
          )
          if below == above { continue }
          let (n, m) = (Double(index), Double(order.count - index))
          let gain =
            left * left / n + (total - left) * (total - left) / m - total * total / (n + m)
          if gain > bestGain {
            bestGain = gain
            best = (dimension, (below + above) / 2)
          }
        }
      }
      return best
    }
  }
}
