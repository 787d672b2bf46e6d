import KoineModel

/// Looks for the plan of most tokens a second for a model on given accelerators.
///
/// Plans of fewer accelerators than there are count too, so that one more never lowers the best.
public struct PlanSearch: Sendable {
  public var estimator: TrainingEstimator
  /// Sequences of one step.
  public var globalBatch: Int
  public var accelerators: Int
  public var microBatches = [1, 2, 4, 8]
  public var recomputations = Recomputation.allCases
  public var shardings: [OptimizerSharding] = [.optimizer, .parameters]
  public var overlapsData = true
  /// What the job's part of each uplink carries; `nil` where uplinks carry everything.
  public var uplink: UplinkShare?

  /// The part of a rack's uplink that is a job's, whatever others do.
  public struct UplinkShare: Hashable, Sendable {
    /// Bytes a second in one direction.
    public var bytes_s: Double
    /// Accelerators of the job in a rack.
    public var rackSize: Int

    public init(bytes_s: Double, rackSize: Int) {
      precondition(bytes_s > 0 && rackSize > 0, "an uplink carries something")
      self.bytes_s = bytes_s
      self.rackSize = rackSize
    }
  }

  public init(_ estimator: TrainingEstimator, globalBatch: Int, accelerators: Int) {
    precondition(globalBatch >= 1 && accelerators >= 1, "a search has a batch and accelerators")
    self.estimator = estimator
    self.globalBatch = globalBatch
    self.accelerators = min(accelerators, estimator.network.reach)
  }

  /// What a search found.
  public struct Outcome: Sendable {
    /// The step of the best plan that fits, or `nil`.
    public var best: TrainingStep?
    /// Tokens a second of that plan, with what an uplink holds it up.
    var bestRate = 0.0
    /// Plans that divide, and were evaluated.
    public var evaluated = 0
    /// Memory of the leanest plan, fitting or not, bytes.
    public var least_bytes = Double.infinity
  }

  /// Evaluates every plan of the space.
  ///
  /// - Complexity: O(plans x stages).
  public func run() -> Outcome {
    var outcome = Outcome()
    let experts = divisors(estimator.model.experts?.count ?? 1, upTo: accelerators)
    for tensor in divisors(estimator.model.heads, upTo: accelerators) {
      let perPipeline = accelerators / tensor
      for pipeline in 1...min(perPipeline, estimator.model.layers) {
        for data in divisors(globalBatch, upTo: perPipeline / pipeline) {
          for expert in experts where data.isMultiple(of: expert) {
            visit(tensor, pipeline, data, expert, &outcome)
          }
        }
      }
    }
    return outcome
  }

  /// The best plan.
  ///
  /// - Throws: that none fits.
  public func best() throws(PerformanceRefusal) -> TrainingStep {
    let outcome = run()
    if let best = outcome.best { return best }
    throw .noPlan(
      model: estimator.model.name, accelerators: accelerators,
      least_gb: outcome.least_bytes / 1e9, available_gb: estimator.speed.memory_bytes / 1e9,
      fewest: fewestAccelerators())
  }

  private func visit(
    _ tensor: Int, _ pipeline: Int, _ data: Int, _ expert: Int, _ outcome: inout Outcome
  ) {
    var plan = TrainingPlan(
      tensor: tensor, pipeline: pipeline, data: data, expert: expert, globalBatch: globalBatch,
      sequenceLength: estimator.sequenceLength, overlapsData: overlapsData)
    for microBatch in microBatches {
      plan.microBatch = microBatch
      if !plan.divides(estimator.model) { continue }
      for recomputation in recomputations {
        plan.recomputation = recomputation
        for sharding in shardings {
          // Sharding needs somebody to share with.
          if data == 1 && sharding != shardings[0] { continue }
          plan.sharding = sharding
          consider(plan, &outcome)
        }
      }
    }
  }

  private func consider(_ plan: TrainingPlan, _ outcome: inout Outcome) {
    let step = estimator.evaluate(plan)
    outcome.evaluated += 1
    outcome.least_bytes = min(outcome.least_bytes, step.memory.total_bytes)
    if step.memory.total_bytes > estimator.speed.memory_bytes { return }
    let rate = rate(of: step)
    // Of equals the one of fewer accelerators, then the first.
    if let best = outcome.best {
      let isEqual = rate == outcome.bestRate
      let isBetter =
        rate > outcome.bestRate || (isEqual && plan.accelerators < best.plan.accelerators)
      if !isBetter { return }
    }
    outcome.best = step
    outcome.bestRate = rate
  }

  /// Tokens a second, with what the job's part of an uplink holds it up.
  private func rate(of step: TrainingStep) -> Double {
    guard let uplink else { return step.tokens_per_s }
    let bytes = estimator.uplink_bytes(step.plan, rackSize: uplink.rackSize)
    if bytes <= uplink.bytes_s * step.step_s { return step.tokens_per_s }
    return step.tokens_per_s * step.step_s * uplink.bytes_s / bytes
  }

  func divisors(_ number: Int, upTo limit: Int) -> [Int] {
    (1...max(1, min(number, limit))).filter { number.isMultiple(of: $0) }
  }
}

extension TrainingEstimator {
  /// The fastest plan of as many accelerators that fits, if any; what it changes least is tried
  /// first: recomputation and sharding, then the degrees.
  func nearestFitting(_ plan: TrainingPlan) -> TrainingPlan? {
    var other = plan
    for sharding in OptimizerSharding.allCases where sharding.rawValue >= plan.sharding.rawValue {
      for recomputation in Recomputation.allCases {
        other.sharding = sharding
        other.recomputation = recomputation
        if memory(other).total_bytes <= speed.memory_bytes { return other }
      }
    }
    var search = PlanSearch(
      self, globalBatch: plan.globalBatch, accelerators: plan.accelerators)
    search.overlapsData = plan.overlapsData
    return search.run().best?.plan
  }
}
