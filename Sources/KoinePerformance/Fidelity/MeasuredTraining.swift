public import KoineModel

/// A published training run: what was trained how, and how many tokens a second it reached.
public struct MeasuredTraining: Hashable, Sendable {
  /// Key of the chip and of the model in the catalogue.
  public var chip: String
  public var model: String
  public var plan: TrainingPlan
  /// Number format of the products.
  public var precision = Precision.fp16
  /// Accelerators of one server.
  public var serverSize: Int
  /// Scale-out interfaces of one accelerator, GB/s.
  public var network_gb_s: Double
  /// Measured tokens a second of one accelerator.
  public var tokens_per_s_per_accelerator: Double
  /// Where the run is printed; the plan's batch and sequence are of the configuration beside it.
  public var source: String
  /// Why it cannot be met, if it cannot.
  public var unmet: String?

  public init(
    chip: String, model: String, plan: TrainingPlan, serverSize: Int = 8,
    network_gb_s: Double = 25, tokens_per_s_per_accelerator: Double, source: String,
    unmet: String? = nil
  ) {
    self.chip = chip
    self.model = model
    self.plan = plan
    self.serverSize = serverSize
    self.network_gb_s = network_gb_s
    self.tokens_per_s_per_accelerator = tokens_per_s_per_accelerator
    self.source = source
    self.unmet = unmet
  }

  /// What the estimator says of the run.
  ///
  /// - Throws: a refusal, where the plan does not fit.
  public func predicted(
    chip: Chip, model: NeuralModel
  ) throws(PerformanceRefusal) -> TrainingStep {
    let speed = try ChipSpeed(chip, precision: precision)
    var type = NodeType(name: "server", chip: .none, accelerators: serverSize)
    type.networkInterfaces = serverSize
    type.networkInterface_gb_s = Figure(network_gb_s)
    let servers = (plan.accelerators + serverSize - 1) / serverSize
    let estimator = TrainingEstimator(
      model: model, speed: speed, network: Interconnect(type, servers: servers, speed: speed),
      sequenceLength: plan.sequenceLength)
    return try estimator.step(plan)
  }
}
