import KoineModel

/// The time of one iteration of a mixed plan, and where its chips spend it.
public struct MixedStep: Hashable, Sendable {
  /// From the first sample to the updated weights, s.
  public var iteration_s: Double
  /// The slowest pipeline, s.
  public var pipeline_s: Double
  /// Adding up gradients, as far as it is not beside the backward pass, s.
  public var reduction_s: Double
  public var update_s: Double
  /// Shares of the chips' time; they add up to 1.
  public var computing: Double
  public var communicating: Double
  /// Waiting for the pipeline to fill and to drain, as it would with equal stages.
  public var bubble: Double
  /// The rest: faster stages and pipelines wait for slower ones.
  public var imbalance: Double
  /// Samples of one iteration over its time.
  public var samples_per_s: Double
}

extension MixedPlan {
  /// The time of one iteration.
  ///
  /// The slowest pipeline by its schedule, then the gradients of the largest stage, then the update of
  /// the weights. Where the links say so, gradients are added up beside the backward pass of the last
  /// micro-batch, as the plans of one kind do it.
  /// - Parameter memory_gb: memory of one chip of each kind, GB; 0 or a missing entry for no limit.
  /// - Throws: why the plan cannot run.
  /// - Complexity: O(pipelines x (layers + stages x micro-batches)).
  public func step(
    _ costs: some LayerCosts, _ links: MixedLinks, memory_gb: [Double] = []
  ) throws(MixedRefusal) -> MixedStep {
    try check(costs, links)
    try checkMemory(costs, memory_gb)
    var pipeline_s = 0.0
    var update_s = 0.0
    var working = ChipTime()
    // When the last of the pipelines has its first gradients.
    var ready_s = 0.0
    var column = 0
    while column < microBatches.count {
      // Most plans repeat one pipeline many times.
      let equal = pipelines(like: column)
      defer { column += equal }
      let (pipeline, update) = try pipeline(column, costs, links)
      let time_s = pipeline.time_s(microBatches: microBatches[column])
      pipeline_s = max(pipeline_s, time_s)
      ready_s = max(ready_s, time_s - 2.0 / 3 * pipeline.slowestSlot_s)
      update_s = max(update_s, update)
      addWork(of: pipeline, column, times: equal, to: &working)
    }
    var reduction_s = 0.0
    for stage in stages {
      let bytes = stage.layers.reduce(0) { $0 + costs.gradient_bytes(layer: $1) }
      reduction_s = max(reduction_s, links.allReduce_s(bytes, over: stage.replicas))
    }
    if links.overlapsReduction {
      reduction_s = max(Roofline.unhidden * reduction_s, ready_s + reduction_s - pipeline_s)
    }
    let iteration_s = pipeline_s + reduction_s + update_s
    return MixedStep(
      pipeline_s: pipeline_s, reduction_s: reduction_s, update_s: update_s,
      iteration_s: iteration_s, working: working, plan: self)
  }

  /// How many pipelines from this one on are equal.
  private func pipelines(like column: Int) -> Int {
    var next = column + 1
    while next < microBatches.count && microBatches[next] == microBatches[column]
      && stages.allSatisfy({ $0.replicas[next] == $0.replicas[column] })
    {
      next += 1
    }
    return next - column
  }

  /// One pipeline's schedule, and its longest update.
  func pipeline(
    _ column: Int, _ costs: some LayerCosts, _ links: MixedLinks
  ) throws(MixedRefusal) -> (LockstepPipeline, update_s: Double) {
    var pipeline = LockstepPipeline(
      forward_s: [], backward_s: [], transfer_s: [], isBuffered: [])
    var update = 0.0
    for (index, stage) in stages.enumerated() {
      let replica = stage.replicas[column]
      let cost = try stageCost(stage.layers, replica, costs)
      pipeline.forward_s.append(cost.forward_s)
      pipeline.backward_s.append(cost.backward_s + (replica.recomputes ? cost.forward_s : 0))
      update = max(update, cost.update_s)
      if index == stages.count - 1 { break }
      let next = stages[index + 1].replicas[column]
      let bytes = costs.output_bytes(layer: stage.layers.upperBound - 1) * Double(microBatch)
      let parts = Double(min(replica.tensorParallel, next.tensorParallel))
      pipeline.transfer_s.append(Double(turns) * links.transfer_s(bytes, replica, next))
      pipeline.isBuffered.append(bytes / parts <= links.buffered_bytes)
    }
    if turns > 1 {
      let bytes = costs.output_bytes(layer: 0) * Double(microBatch)
      pipeline.turns = turns
      pipeline.wrap_s =
        Double(turns - 1)
        * links.transfer_s(bytes, stages.last!.replicas[column], stages[0].replicas[column])
    }
    return (pipeline, update)
  }

  /// The layers of a stage added up; the update is that of its dearest layer, as profiles give it.
  func stageCost(
    _ layers: Range<Int>, _ replica: MixedReplica, _ costs: some LayerCosts
  ) throws(MixedRefusal) -> LayerTime {
    var sum = LayerTime(forward_s: 0, backward_s: 0)
    for layer in layers {
      guard
        let cost = costs.cost(
          layer: layer, kind: replica.kind, microBatch: microBatch,
          tensorParallel: replica.tensorParallel)
      else {
        throw .unknownCost(
          layer: layer, kind: replica.kind, microBatch: microBatch,
          tensorParallel: replica.tensorParallel)
      }
      sum.forward_s += cost.forward_s
      sum.backward_s += cost.backward_s
      sum.update_s = max(sum.update_s, cost.update_s)
    }
    return sum
  }

  private func addWork(
    of pipeline: LockstepPipeline, _ column: Int, times: Int, to time: inout ChipTime
  ) {
    let count = Double(microBatches[column])
    let slots = zip(pipeline.forward_s, pipeline.backward_s).map { $0 + $1 }
    let mean = slots.reduce(0, +) / Double(slots.count)
    for (index, stage) in stages.enumerated() {
      let chips = Double(times * stage.replicas[column].tensorParallel)
      var transfers = index > 0 ? pipeline.transfer_s[index - 1] : pipeline.wrap_s
      transfers += index < stages.count - 1 ? pipeline.transfer_s[index] : pipeline.wrap_s
      time.chips += chips
      time.computing += chips * count * slots[index]
      time.transferring += chips * count * 2 * transfers
      time.bubble += chips * Double(stages.count - 1) * mean / Double(turns)
    }
  }
}

/// Chip-seconds of one iteration.
struct ChipTime {
  var chips = 0.0
  var computing = 0.0
  var transferring = 0.0
  var bubble = 0.0
}

extension MixedStep {
  fileprivate init(
    pipeline_s: Double, reduction_s: Double, update_s: Double, iteration_s: Double,
    working: ChipTime, plan: MixedPlan
  ) {
    self.pipeline_s = pipeline_s
    self.reduction_s = reduction_s
    self.update_s = update_s
    self.iteration_s = iteration_s
    samples_per_s = Double(plan.samples) / iteration_s
    let whole = iteration_s * working.chips
    computing = (working.computing + update_s * working.chips) / whole
    // Transfers that hide behind a neighbour's computation cost nobody anything.
    communicating = min(
      1 - computing, (working.transferring + reduction_s * working.chips) / whole)
    bubble = min(1 - computing - communicating, working.bubble / whole)
    imbalance = max(0, 1 - computing - communicating - bubble)
  }
}
