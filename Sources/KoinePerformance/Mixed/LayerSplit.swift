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
/// - Parameters:
///   - period_s: time of one micro-batch on each pipeline, positive.
///   - filling: periods that a pipeline takes to fill and to drain.
/// - Returns: one count for each pipeline; the counts add up to `count`, and the first of equally
///   good pipelines gets more.
/// - Complexity: O(pipelines x kinds).
func sharedMicroBatches(_ count: Int, period_s: [Double], filling: Double = 0) -> [Int] {
  var runs: [ShareRun] = []
  for period in period_s {
    if let last = runs.last, last.period_s == period {
      runs[runs.count - 1].pipelines += 1
    } else {
      runs.append(ShareRun(pipelines: 1, period_s: period))
    }
  }
  let speed = runs.reduce(0) { $0 + Double($1.pipelines) / $1.period_s }
  // Whole shares of the ideal time never overshoot, but where a pipeline would get less than none.
  let ideal = (Double(count) + filling * Double(period_s.count)) / speed
  for index in runs.indices {
    runs[index].share = max(0, Int(ideal / runs[index].period_s - filling))
  }
  var left = count - runs.reduce(0) { $0 + $1.pipelines * $1.share }
  while left < 0 {
    let most = runs.indices.filter { runs[$0].share > 0 }.max { a, b in
      runs[a].end_s(filling) < runs[b].end_s(filling)
    }!
    runs[most].share -= 1
    left += runs[most].pipelines
  }
  while left > 0 {
    let next = runs.indices.min { a, b in runs[a].next_s(filling) < runs[b].next_s(filling) }!
    let dealt = min(left, runs[next].pipelines - runs[next].more)
    left -= dealt
    runs[next].more += dealt
    if runs[next].more == runs[next].pipelines {
      runs[next].share += 1
      runs[next].more = 0
    }
  }
  return runs.flatMap { run in
    (0..<run.pipelines).map { run.share + ($0 < run.more ? 1 : 0) }
  }
}

/// Equal pipelines next to each other, and what each has got.
private struct ShareRun {
  var pipelines: Int
  var period_s: Double
  var share = 0
  /// The first so many have one more.
  var more = 0

  /// When the last of them ends, and when one more micro-batch would.
  func end_s(_ filling: Double) -> Double { (Double(share) + filling) * period_s }
  func next_s(_ filling: Double) -> Double { (Double(share + 1) + filling) * period_s }
}
