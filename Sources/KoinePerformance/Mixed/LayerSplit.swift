/// Splits layers over stages so that the slowest stage is as fast as it can be.
///
/// Stages keep their order and take consecutive layers, each at least one.
struct LayerSplit {
  /// Time of each layer on each stage, s, stage by stage.
  var time_s: [[Double]]
  /// What each stage spends beside its layers, s.
  var overhead_s: [Double]
  /// Memory of each layer on each stage, GB, stage by stage, and what each stage has.
  var memory_gb: [[Double]]
  var available_gb: [Double]

  /// The layers of each stage; `nil` if no split fits the memories.
  ///
  /// Bisects the time of the slowest stage; under a limit, giving every stage in turn as many layers
  /// as fit leaves the fewest for the rest.
  /// - Complexity: O(34 x layers).
  func best() -> [Range<Int>]? {
    let layers = time_s[0].count
    guard layers >= time_s.count else { return nil }
    // A little more than the longest stage could be: sums in another order round otherwise.
    var high = zip(time_s, overhead_s).map { $0.reduce(0, +) + $1 }.max()! * (1 + 1e-9)
    guard var found = split(below: high) else { return nil }
    var low = 0.0
    while high - low > high * 1e-10 {
      let middle = (low + high) / 2
      if let better = split(below: middle) {
        found = better
        high = middle
      } else {
        low = middle
      }
    }
    return found
  }

  private func split(below limit: Double) -> [Range<Int>]? {
    let layers = time_s[0].count
    var ranges: [Range<Int>] = []
    ranges.reserveCapacity(time_s.count)
    var next = 0
    for stage in time_s.indices {
      let begin = next
      var time = overhead_s[stage]
      var memory = 0.0
      // Later stages need a layer each.
      let most = layers - (time_s.count - stage - 1)
      while next < most {
        let longer = time + time_s[stage][next]
        let larger = memory + memory_gb[stage][next]
        if longer > limit || larger > available_gb[stage] { break }
        (time, memory) = (longer, larger)
        next += 1
      }
      if next == begin { return nil }
      ranges.append(begin..<next)
    }
    return next == layers ? ranges : nil
  }
}

/// Shares micro-batches over pipelines so that the slowest ends as early as it can.
///
/// - Parameter period_s: time of one micro-batch on each pipeline, positive.
/// - Returns: one count for each pipeline; the counts add up to `count`, and the first of equally
///   good pipelines gets more.
/// - Complexity: O(pipelines x pipelines).
func sharedMicroBatches(_ count: Int, period_s: [Double]) -> [Int] {
  let speed = period_s.reduce(0) { $0 + 1 / $1 }
  // Whole shares of the ideal time never overshoot; at most one each is left to deal out.
  let ideal = Double(count) / speed
  var shares = period_s.map { Int(ideal / $0) }
  while shares.reduce(0, +) > count { shares[shares.firstIndex { $0 > 0 }!] -= 1 }
  for _ in shares.reduce(0, +)..<count {
    let next = shares.indices.min { a, b in
      Double(shares[a] + 1) * period_s[a] < Double(shares[b] + 1) * period_s[b]
    }!
    shares[next] += 1
  }
  return shares
}
