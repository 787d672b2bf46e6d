import KoineModel

extension PlanSearch {
  /// The fewest accelerators on which a plan of the search fits, if the network reached that far; `nil`
  /// if none of up to a million holds one.
  ///
  /// A larger number may do whatever a smaller one can, so that the first that fits is found by
  /// doubling and halving.
  /// - Complexity: O(log(accelerators) x plans).
  public func fewestAccelerators() -> Int? {
    var low = 0
    var high = 1
    while !fits(on: high) {
      if high >= 1 << 20 { return nil }
      low = high
      high *= 2
    }
    while high - low > 1 {
      let middle = (low + high) / 2
      if fits(on: middle) { high = middle } else { low = middle }
    }
    return high
  }

  /// Whether some plan on at most `count` accelerators fits their memory; the smallest micro-batch is
  /// the leanest.
  private func fits(on count: Int) -> Bool {
    guard let microBatch = microBatches.min() else { return false }
    let experts = divisors(estimator.model.experts?.count ?? 1, upTo: count)
    for tensor in divisors(estimator.model.heads, upTo: count) {
      for pipeline in 1...min(count / tensor, estimator.model.layers) {
        for data in divisors(globalBatch, upTo: count / tensor / pipeline) {
          for expert in experts where data.isMultiple(of: expert) {
            let plan = TrainingPlan(
              tensor: tensor, pipeline: pipeline, data: data, expert: expert,
              microBatch: microBatch, globalBatch: globalBatch,
              sequenceLength: estimator.sequenceLength)
            if holds(plan) { return true }
          }
        }
      }
    }
    return false
  }

  private func holds(_ plan: TrainingPlan) -> Bool {
    if !plan.divides(estimator.model) { return false }
    var plan = plan
    for recomputation in recomputations {
      for sharding in shardings where sharding == shardings[0] || plan.data > 1 {
        (plan.recomputation, plan.sharding) = (recomputation, sharding)
        if estimator.memory(plan).total_bytes <= estimator.speed.memory_bytes { return true }
      }
    }
    return false
  }
}
