/// What limits a step most.
public enum TrainingBound: String, CaseIterable, Sendable {
  case compute, memory, link, bubble, imbalance
}

/// The time of one training step, split by what an accelerator does or waits for, averaged over the
/// stages; the parts add up to `step_s`.
public struct TrainingStep: Hashable, Sendable {
  public var plan: TrainingPlan
  public var gemm_s = 0.0
  public var attention_s = 0.0
  /// Streams from memory beside the products, gradients included.
  public var memory_s = 0.0
  /// Starting kernels.
  public var launch_s = 0.0
  public var recompute_s = 0.0
  public var update_s = 0.0
  /// Communication that nothing hides, by what it is for.
  public var tensorLink_s = 0.0
  public var expertLink_s = 0.0
  public var pipelineLink_s = 0.0
  public var dataLink_s = 0.0
  /// Filling and draining the pipeline.
  public var bubble_s = 0.0
  /// Waiting for the slowest stage.
  public var imbalance_s = 0.0
  public var memory = TrainingMemory()
  public var step_s = 0.0
  public var tokens_per_s = 0.0
  /// Model FLOPs utilization as usually printed: six times the active parameters per token.
  public var modelFlopsUtilization = 0.0
  /// One micro-batch on the slowest stage: what may hide communication.
  var longest_s = 0.0

  init(plan: TrainingPlan) { self.plan = plan }

  /// Time that the accelerator computes.
  public var busy_s: Double {
    gemm_s + attention_s + memory_s + launch_s + recompute_s
  }

  public var communication_s: Double {
    tensorLink_s + expertLink_s + pipelineLink_s + dataLink_s
  }

  public var tokens_per_s_per_accelerator: Double { tokens_per_s / Double(plan.accelerators) }

  public var bound: TrainingBound {
    let parts: [(TrainingBound, Double)] = [
      (.compute, gemm_s + attention_s + launch_s + recompute_s), (.memory, memory_s + update_s),
      (.link, communication_s), (.bubble, bubble_s), (.imbalance, imbalance_s),
    ]
    return parts.max { $0.1 < $1.1 }!.0
  }

  mutating func finish(activeParameters: Double, peak_flops: Double) {
    step_s = busy_s + update_s + communication_s + bubble_s + imbalance_s
    tokens_per_s = Double(plan.globalBatch * plan.sequenceLength) / step_s
    modelFlopsUtilization =
      6 * activeParameters * tokens_per_s_per_accelerator / peak_flops
  }
}
