import KoineModel

/// What a training step keeps in the memory of the fullest accelerator, bytes.
public struct TrainingMemory: Hashable, Sendable {
  public var weights_bytes = 0.0
  public var gradients_bytes = 0.0
  /// Master weights and two moments.
  public var optimizer_bytes = 0.0
  public var activations_bytes = 0.0

  public init() {}

  public var total_bytes: Double {
    weights_bytes + gradients_bytes + optimizer_bytes + activations_bytes
  }
}

extension TrainingEstimator {
  /// The memory of the fuller of the first and the last stage: the first keeps most micro-batches,
  /// the last the logits.
  func memory(_ plan: TrainingPlan) -> TrainingMemory {
    let first = memory(stage: 0, plan)
    if plan.pipeline == 1 { return first }
    let last = memory(stage: plan.pipeline - 1, plan)
    return first.total_bytes >= last.total_bytes ? first : last
  }

  private func memory(stage: Int, _ plan: TrainingPlan) -> TrainingMemory {
    let layers = layerParameters(stage: stage, plan)
    let isLast = stage == plan.pipeline - 1
    var common = layers.common + (stage == 0 ? inputTable : 0)
    if isLast && !(stage == 0 && model.hasTiedEmbeddings) { common += outputTable }
    common /= Double(plan.tensor)
    let routed = layers.routed / Double(plan.tensor * plan.expert)
    var memory = TrainingMemory()
    memory.weights_bytes = 2 * part(common, routed, plan, from: .parameters)
    memory.gradients_bytes =
      plan.gradientBytes * part(common, routed, plan, from: .gradients)
    memory.optimizer_bytes = 12 * part(common, routed, plan, from: .optimizer)
    memory.activations_bytes = activations(stage: stage, plan)
    if isLast && model.vocabulary > 0 {
      let logits = Double(model.vocabulary) * Double(plan.sequenceLength * plan.microBatch)
      memory.activations_bytes += Roofline.keptLogitBytes * logits / Double(plan.tensor)
    }
    return memory
  }

  /// Parameters that one data-parallel rank keeps of what is sharded from `stage` on.
  private func part(
    _ common: Double, _ routed: Double, _ plan: TrainingPlan, from stage: OptimizerSharding
  ) -> Double {
    if plan.sharding.rawValue < stage.rawValue { return common + routed }
    return common / Double(plan.data) + routed / Double(max(1, plan.data / plan.expert))
  }

  /// Activations of the micro-batches under way in a stage.
  private func activations(stage: Int, _ plan: TrainingPlan) -> Double {
    let counts = table.counts(part: stage, of: plan.pipeline)
    let parts = Double(plan.tensor)
    let streamParts = plan.isSequenceParallel ? parts : 1
    var kept = 0.0
    var largest = 0.0
    for lane in table.kinds.indices {
      let kind = table.kinds[lane]
      // Without sequence parallelism the inputs of norms and products stay whole.
      let whole = min(kind.kept_bytes, 4 * kind.stream_bytes)
      let layer = whole / streamParts + (kind.kept_bytes - whole) / parts
      let isFull = plan.recomputation == .full
      kept += counts[lane] * (isFull ? kind.stream_bytes / streamParts : layer)
      if isFull && counts[lane] > 0 { largest = max(largest, layer) }
    }
    let underWay = min(plan.microBatches, plan.pipeline - stage)
    // Taking turns keeps more under way: the first pass of each later turn comes before any backward.
    let turns = Double(plan.virtualStages)
    let extra = turns > 1 ? 1 + Double(plan.pipeline - 1) / (Double(plan.pipeline) * turns) : 1
    return Double(plan.microBatch) * (kept * Double(underWay) * extra + largest)
  }
}
