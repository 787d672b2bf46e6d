public import KoineModel

/// Predicts the time of a training step of one model on accelerators of one chip.
///
/// Roofline per layer, alpha-beta collectives over the levels that they cross, one-forward-
/// one-backward pipelines. Every time is a sum, maximum or minimum of terms that fall with rates,
/// so more bandwidth, memory or FLOPS never makes a plan slower.
public struct TrainingEstimator: Sendable {
  public let model: NeuralModel
  public let speed: ChipSpeed
  public let network: Interconnect
  /// Tokens per sequence that the tables below are for.
  public let sequenceLength: Int
  /// Where a measured table has the plan's micro-batch and tensor degree, it overrides the roofline.
  public var measured: MeasuredLayers?
  let table: LayerTable
  /// Parameters of the two tables of tokens; one, counted as both, where they are the same.
  let inputTable: Double
  let outputTable: Double
  let activeParameters: Double

  /// - Complexity: O(layers).
  public init(
    model: NeuralModel, speed: ChipSpeed, network: Interconnect, sequenceLength: Int? = nil
  ) {
    self.model = model
    self.speed = speed
    self.network = network
    self.sequenceLength = sequenceLength ?? model.sequenceLength
    table = LayerTable(model, tokens: self.sequenceLength)
    inputTable = Double(model.embeddingParameters + model.stemParameters)
    outputTable = Double(
      model.hasTiedEmbeddings ? model.embeddingParameters : model.outputParameters)
    activeParameters = Double(model.activeParameters)
  }

  /// The step that `plan` takes.
  ///
  /// - Precondition: the plan's sequences are as long as the estimator's.
  /// - Throws: that the plan does not divide the model or the batch, needs more accelerators than
  ///   the network reaches, or does not fit, with the nearest plan that does.
  public func step(_ plan: TrainingPlan) throws(PerformanceRefusal) -> TrainingStep {
    precondition(plan.sequenceLength == sequenceLength, "tables are for one sequence length")
    try plan.check(model)
    if plan.accelerators > network.reach {
      throw .tooManyAccelerators(needed: plan.accelerators, available: network.reach)
    }
    let step = evaluate(plan)
    if step.memory.total_bytes > speed.memory_bytes {
      throw .doesNotFit(
        plan: plan.description, needed_gb: step.memory.total_bytes / 1e9,
        available_gb: speed.memory_bytes / 1e9, nearest: nearestFitting(plan))
    }
    return step
  }

  /// The step of a plan that divides, whether it fits or not.
  ///
  /// - Complexity: O(stages), without allocation.
  func evaluate(_ plan: TrainingPlan) -> TrainingStep {
    var step = TrainingStep(plan: plan)
    addPipeline(&step)
    addData(&step)
    step.memory = memory(plan)
    step.finish(activeParameters: activeParameters, peak_flops: speed.peak_flops)
    return step
  }
}
