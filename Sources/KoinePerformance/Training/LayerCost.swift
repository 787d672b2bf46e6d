import KoineModel

/// Time of one micro-batch in one layer on one accelerator, s, forward and backward together, by
/// what it waits for.
struct LayerCost {
  var gemm_s = 0.0
  var attention_s = 0.0
  var memory_s = 0.0
  var launch_s = 0.0
  /// What the backward pass repeats.
  var recompute_s = 0.0
  var tensorLink_s = 0.0
  var expertLink_s = 0.0

  /// Time without waiting for others.
  var compute_s: Double { gemm_s + attention_s + memory_s + launch_s + recompute_s }
  var total_s: Double { compute_s + tensorLink_s + expertLink_s }

  static func + (a: LayerCost, b: LayerCost) -> LayerCost {
    LayerCost(
      gemm_s: a.gemm_s + b.gemm_s, attention_s: a.attention_s + b.attention_s,
      memory_s: a.memory_s + b.memory_s, launch_s: a.launch_s + b.launch_s,
      recompute_s: a.recompute_s + b.recompute_s, tensorLink_s: a.tensorLink_s + b.tensorLink_s,
      expertLink_s: a.expertLink_s + b.expertLink_s)
  }

  static func * (a: LayerCost, factor: Double) -> LayerCost {
    LayerCost(
      gemm_s: a.gemm_s * factor, attention_s: a.attention_s * factor,
      memory_s: a.memory_s * factor, launch_s: a.launch_s * factor,
      recompute_s: a.recompute_s * factor, tensorLink_s: a.tensorLink_s * factor,
      expertLink_s: a.expertLink_s * factor)
  }
}

/// Factors of the roofline that hold for every chip and model.
enum Roofline {
  /// The backward pass has two products for each of the forward pass.
  static let backwardGemm = 2.0
  /// Fused attention goes through the scores once more: five products for two (arXiv 2307.08691).
  static let backwardAttention = 2.5
  static let backwardMemory = 2.0
  /// Kernels beside the products of a layer: norms, rotation, activation, residuals.
  static let otherKernels = 6.0
  /// Bytes moved per entry of the logits, forward and backward: written in 16 bits, widened, passes
  /// of maximum, exponential, sum and gradient in 32 bits, narrowed again.
  static let logitBytes = 40.0
  /// Bytes of logits kept per entry: 16 bits and the widened copy with its gradient.
  static let keptLogitBytes = 8.0
  /// Part of the sequence-parallel gathers of the backward pass that no product hides.
  static let exposedGather = 0.5
  /// Communication beside computation slows both: what no overlap hides.
  static let unhidden = 0.3
}

extension TrainingEstimator {
  /// The cost of a layer of `kind` under `plan`.
  func cost(of kind: LayerKind, _ plan: TrainingPlan) -> LayerCost {
    let batch = Double(plan.microBatch)
    let tensor = Double(plan.tensor)
    let streamParts = plan.isSequenceParallel ? tensor : 1
    let experts = Double(plan.expert)
    var cost = LayerCost()
    let linear_s = kind.linear_flops * batch / tensor / speed.gemm_flops
    let attention_s = kind.attention_flops * batch / tensor / speed.attention_flops
    let bytes =
      (kind.residual_bytes + kind.routing_bytes) * batch / streamParts
      + kind.inner_bytes * batch / tensor
    let memory_s = bytes / speed.memory_bytes_s
    let kernels =
      kind.expertsPerLayer > 0
      ? 2 + 2 * kind.expertsPerLayer / experts : kind.productsWithoutExperts
    let launch_s = (kernels + Roofline.otherKernels) * speed.launch_s
    cost.gemm_s = linear_s * (1 + Roofline.backwardGemm)
    cost.attention_s = attention_s * (1 + Roofline.backwardAttention)
    // Every micro-batch adds its gradients to those of the step: a read and a write.
    let gradients =
      2 * plan.gradientBytes * (kind.commonParameters + kind.routedParameters / experts) / tensor
    cost.memory_s =
      memory_s * (1 + Roofline.backwardMemory) + gradients / speed.memory_bytes_s
    cost.launch_s = launch_s * 3
    addLinks(&cost, kind, plan)
    switch plan.recomputation {
    case .none: break
    case .selective: cost.recompute_s = attention_s
    case .full:
      cost.recompute_s = linear_s + attention_s + memory_s + launch_s
      cost.tensorLink_s *= plan.isSequenceParallel ? 1.4 : 1.5
      cost.expertLink_s *= 1.5
    }
    return cost
  }

  /// Two reductions and two gathers forward and as many backward; with sequence parallelism the
  /// backward pass gathers its inputs twice more, beside the products of the weights' gradients.
  private func addLinks(_ cost: inout LayerCost, _ kind: LayerKind, _ plan: TrainingPlan) {
    if plan.tensor > 1 {
      let stream = kind.stream_bytes * Double(plan.microBatch)
      let group = RankGroup(size: plan.tensor, of: plan.accelerators)
      let once = network.reduceScatter_s(bytes: stream, group)
      cost.tensorLink_s = once * (8 + (plan.isSequenceParallel ? 2 * Roofline.exposedGather : 0))
    }
    if plan.expert > 1 && kind.expertsPerLayer > 0 {
      let parts = plan.isSequenceParallel ? Double(plan.tensor) : 1
      let bytes = kind.dispatch_bytes * Double(plan.microBatch) / parts
      let group = RankGroup(size: plan.expert, stride: plan.tensor, of: plan.accelerators)
      // There and back, forward and backward.
      cost.expertLink_s = 4 * network.allToAll_s(bytes: bytes, group)
    }
  }

  /// The output projection and the loss, on the last stage.
  func outputCost(_ plan: TrainingPlan) -> LayerCost {
    let tokens = Double(plan.microBatch * plan.sequenceLength)
    let tensor = Double(plan.tensor)
    var cost = LayerCost()
    if model.vocabulary == 0 { return cost }
    cost.gemm_s =
      model.outputWork.linear * tokens / tensor / speed.gemm_flops
      * (1 + Roofline.backwardGemm)
    let logits = Double(model.vocabulary) * tokens / tensor
    let gradients = 2 * plan.gradientBytes * outputTable / tensor
    cost.memory_s = (Roofline.logitBytes * logits + gradients) / speed.memory_bytes_s
    cost.launch_s = 13 * speed.launch_s
    return cost
  }
}
