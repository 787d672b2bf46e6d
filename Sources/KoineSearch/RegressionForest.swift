import KoineStatistics

/// A random forest that predicts an objective from points of the unit cube.
///
/// Trees are grown on bootstrap samples; each split takes the coordinate and place, of those tried,
/// that leave the least squared error. Sources: Breiman, "Random Forests", Machine Learning 45, 2001;
/// Geurts, Ernst, Wehenkel, "Extremely randomized trees", Machine Learning 63, 2006.
struct RegressionForest {
  /// Which places a split tries along a coordinate.
  enum Splits {
    /// All: the trees fit best. O(points log points) a coordinate.
    case best
    /// One drawn between the outermost points: quick, and the mean over trees is smoother. O(points).
    case drawn
  }

  /// A box of the unit cube and what the tree predicts there.
  struct Leaf {
    var low: [Double]
    var high: [Double]
    var value: Double
  }

  /// Either a split, whose halves are nodes after it, or a leaf, which has none.
  struct Node {
    var dimension = 0
    var place = 0.0
    /// Where `coordinate <= place`; 0 marks a leaf.
    var below = 0
    var above = 0
    /// The mean of the points in its box.
    var value = 0.0
  }

  /// Nodes of each tree, the root first.
  private let trees: [[Node]]
  private let dimensionCount: Int

  /// - Parameters:
  ///   - points: at least one, each with as many coordinates.
  ///   - values: the objective at each point, finite.
  init(
    _ points: [[Double]], _ values: [Double], seed: UInt64, trees count: Int = 32,
    splits: Splits = .best
  ) {
    var random = RandomStream(seed: seed, name: "search.forest")
    var trees: [[Node]] = []
    for _ in 0..<count {
      let sample = points.indices.map { _ in random.index(below: points.count) }
      var growth = Growth(points: points, values: values, splits: splits)
      _ = growth.grow(sample, &random)
      trees.append(growth.nodes)
    }
    self.trees = trees
    dimensionCount = points[0].count
  }

  /// The mean over the trees at `point`, and the standard deviation among them.
  ///
  /// - Complexity: O(trees x depth).
  func prediction(at point: [Double]) -> (mean: Double, deviation: Double) {
    var sum = 0.0
    var squares = 0.0
    for tree in trees {
      var node = tree[0]
      while node.below > 0 {
        node = tree[point[node.dimension] <= node.place ? node.below : node.above]
      }
      sum += node.value
      squares += node.value * node.value
    }
    let mean = sum / Double(trees.count)
    return (mean, max(0, squares / Double(trees.count) - mean * mean).squareRoot())
  }

  /// The leaves of each tree, which fill the cube.
  var leaves: [[Leaf]] {
    trees.map { tree in
      var leaves: [Leaf] = []
      var open = [
        (
          node: 0,
          box: Leaf(
            low: Array(repeating: 0, count: dimensionCount),
            high: Array(repeating: 1, count: dimensionCount), value: 0)
        )
      ]
      while let (index, box) = open.popLast() {
        let node = tree[index]
        var (left, right) = (box, box)
        if node.below == 0 {
          left.value = node.value
          leaves.append(left)
          continue
        }
        left.high[node.dimension] = node.place
        right.low[node.dimension] = node.place
        open += [(node.above, right), (node.below, left)]
      }
      return leaves
    }
  }

  private struct Growth {
    let points: [[Double]]
    let values: [Double]
    let splits: Splits
    var nodes: [Node] = []
    /// Fewest points that are split.
    private let least = 4

    init(points: [[Double]], values: [Double], splits: Splits) {
      self.points = points
      self.values = values
      self.splits = splits
    }

    /// The index of the node that was grown over `sample`.
    mutating func grow(_ sample: [Int], _ random: inout RandomStream) -> Int {
      let index = nodes.count
      nodes.append(Node(value: sample.reduce(0) { $0 + values[$1] } / Double(sample.count)))
      guard sample.count >= least, let split = split(of: sample, &random) else { return index }
      nodes[index].dimension = split.dimension
      nodes[index].place = split.place
      let isBelow = { [points] (point: Int) in points[point][split.dimension] <= split.place }
      let below = grow(sample.filter(isBelow), &random)
      let above = grow(sample.filter { !isBelow($0) }, &random)
      nodes[index].below = below
      nodes[index].above = above
      return index
    }

    /// The split of a random five sixths of the coordinates that gains most.
    private func split(
      of sample: [Int], _ random: inout RandomStream
    ) -> (dimension: Int, place: Double)? {
      var best: (dimension: Int, place: Double)?
      var bestGain = 1e-12
      for dimension in points[0].indices where random.isChosen(probability: 5.0 / 6) {
        let found =
          splits == .best
          ? bestPlace(of: sample, along: dimension) : drawnPlace(of: sample, dimension, &random)
        guard let found, found.gain > bestGain else { continue }
        bestGain = found.gain
        best = (dimension, found.place)
      }
      return best
    }

    private func bestPlace(
      of sample: [Int], along dimension: Int
    ) -> (place: Double, gain: Double)? {
      let order = sample.sorted { (points[$0][dimension], $0) < (points[$1][dimension], $1) }
      let total = order.reduce(0) { $0 + values[$1] }
      var left = 0.0
      var best: (place: Double, gain: Double)?
      for index in 1..<order.count {
        left += values[order[index - 1]]
        let below = points[order[index - 1]][dimension]
        let above = points[order[index]][dimension]
        if below == above { continue }
        let gain = Self.gain(left, index, total, order.count)
        if gain > best?.gain ?? 0 { best = ((below + above) / 2, gain) }
      }
      return best
    }

    private func drawnPlace(
      of sample: [Int], _ dimension: Int, _ random: inout RandomStream
    ) -> (place: Double, gain: Double)? {
      var (low, high) = (points[sample[0]][dimension], points[sample[0]][dimension])
      for point in sample {
        low = min(low, points[point][dimension])
        high = max(high, points[point][dimension])
      }
      guard low < high else { return nil }
      let place = low + (high - low) * random.uniform()
      var (left, total, count) = (0.0, 0.0, 0)
      for point in sample {
        total += values[point]
        if points[point][dimension] <= place {
          left += values[point]
          count += 1
        }
      }
      return count == sample.count ? nil : (place, Self.gain(left, count, total, sample.count))
    }

    /// By how much a split lowers the squared error: `left` of `total` lies with `count` of `all` points.
    private static func gain(_ left: Double, _ count: Int, _ total: Double, _ all: Int) -> Double {
      let (n, m) = (Double(count), Double(all - count))
      return left * left / n + (total - left) * (total - left) / m - total * total / (n + m)
    }
  }
}
