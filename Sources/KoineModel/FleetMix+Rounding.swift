/// What became of shares that were asked for.
public struct FleetOutcome: Hashable, Sendable {
  public var asked: [FleetMix.Share]
  /// The share of each of `asked` that the cluster has, 0...1.
  public var reached: [Double]
  /// Accelerators before the shares were changed.
  public var before: Int
  /// Accelerators now.
  public var now: Int

  /// Whether every share is met to within one point, and the size to within one per cent.
  public var isNear: Bool {
    // A rounding error above the bound is none.
    zip(asked, reached).allSatisfy { abs($0.share - $1) < 0.01 + 1e-9 }
      && abs(Double(now - before)) < (0.01 + 1e-9) * Double(before)
  }
}

/// Whole nodes for pools of a cluster whose shares were worked out to fractions of a node.
struct FleetRounding {
  let shares: [FleetMix.Share]
  /// Which pools are of the kind of each share.
  let members: [[Bool]]
  /// Accelerators of each pool as they are and as they should be.
  let weights: [Double]
  let fitted: [Double]
  /// Accelerators of a node, nodes of a supernode, and nodes now.
  let sizes: [Int]
  let domains: [Int]
  let nodes: [Int]

  /// Nodes of each pool: whole supernodes where that comes near enough; otherwise what comes nearest
  /// to the shares and to the size, by supernodes that may be cut to whole nodes.
  func counts() -> [Int] {
    let whole = nodes.indices.map { rounded($0, to: domains[$0]) }
    if outcome(whole).isNear { return whole }
    return [whole, nodes.indices.map { rounded($0, to: 1) }].map(improved)
      .min { loss($0) < loss($1) }!
  }

  func outcome(_ counts: [Int]) -> FleetOutcome {
    let total = accelerators(counts)
    let reached = members.map { isMember in
      let inside = zip(counts.indices, isMember).reduce(0) {
        $0 + ($1.1 ? counts[$1.0] * sizes[$1.0] : 0)
      }
      return total > 0 ? Double(inside) / Double(total) : 0
    }
    return FleetOutcome(asked: shares, reached: reached, before: accelerators(nodes), now: total)
  }

  private func accelerators(_ counts: [Int]) -> Int {
    zip(counts, sizes).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private func exact(_ pool: Int) -> Double {
    weights[pool] > 0 ? Double(nodes[pool]) * fitted[pool] / weights[pool] : Double(nodes[pool])
  }

  private func rounded(_ pool: Int, to unit: Int) -> Int {
    guard weights[pool] > 0 else { return nodes[pool] }
    return min(1 << 28, Int((exact(pool) / Double(unit)).rounded())) * unit
  }

  /// How far shares and size are from what was asked; proportions within a kind and whole supernodes
  /// decide between what is equally near.
  private func loss(_ counts: [Int]) -> Double {
    let outcome = outcome(counts)
    let all = max(1, weights.reduce(0, +))
    var loss = abs(Double(accelerators(counts)) - all) / all
    for (share, reached) in zip(shares, outcome.reached) { loss += abs(share.share - reached) }
    for pool in counts.indices {
      loss += 0.001 * abs(Double(counts[pool] * sizes[pool]) - fitted[pool]) / all
      if !counts[pool].isMultiple(of: domains[pool]) { loss += 1e-6 }
    }
    return loss
  }

  /// Numbers of nodes near the exact one, by nodes and by supernodes.
  private func choices(_ pool: Int) -> [Int] {
    let exact = exact(pool)
    guard weights[pool] > 0, fitted[pool] > 0, exact < Double(1 << 28) else {
      return [rounded(pool, to: 1)]
    }
    let unit = domains[pool]
    let low = Int(exact)
    let whole = Int(exact / Double(unit)) * unit
    return Set([low - 1, low, low + 1, low + 2, whole, whole + unit]).filter { $0 >= 0 }.sorted()
  }

  /// Changes one pool or two at a time as long as that brings the cluster nearer.
  ///
  /// - Complexity: O(steps x pools² x (pools + shares)).
  private func improved(_ start: [Int]) -> [Int] {
    let choices = nodes.indices.map(choices)
    var best = (counts: start, loss: loss(start))
    while true {
      var next = best
      for first in nodes.indices {
        for one in choices[first] {
          for second in first..<nodes.count {
            for other in second == first ? [one] : choices[second] {
              var counts = best.counts
              counts[first] = one
              counts[second] = other
              let loss = loss(counts)
              if loss < next.loss - 1e-12 { next = (counts, loss) }
            }
          }
        }
      }
      if next.loss >= best.loss { return best.counts }
      best = next
    }
  }
}
