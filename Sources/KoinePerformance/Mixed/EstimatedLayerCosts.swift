public import KoineModel

/// Layer costs by the roofline of training steps, for chips that nobody measured layer by layer.
///
/// The first layer has the embedding, the last the projection onto the vocabulary and the loss.
public struct EstimatedLayerCosts: LayerCosts, Sendable {
  private let estimators: [TrainingEstimator]

  /// - Precondition: one estimator for each kind, at least one, all of one model and sequence length.
  public init(_ estimators: [TrainingEstimator]) {
    precondition(!estimators.isEmpty)
    self.estimators = estimators
  }

  private var first: TrainingEstimator { estimators[0] }

  public var layerCount: Int { first.table.layers }

  public func cost(
    layer: Int, kind: Int, microBatch: Int, tensorParallel: Int
  ) -> LayerTime? {
    let estimator = estimators[kind]
    let plan = TrainingPlan(
      tensor: tensorParallel, microBatch: microBatch, globalBatch: microBatch,
      sequenceLength: estimator.sequenceLength)
    guard plan.divides(estimator.model), tensorParallel <= estimator.network.reach else {
      return nil
    }
    var cost = estimator.cost(of: layerKind(layer), plan)
    if layer == layerCount - 1 { cost = cost + estimator.outputCost(plan) }
    // Of three parts of the arithmetic one is forward, of seven halves of attention two.
    let forward =
      (cost.gemm_s + cost.memory_s + cost.launch_s) / 3 + cost.attention_s / 3.5
      + (cost.tensorLink_s + cost.expertLink_s) / 2
    let parameters = parameters(layer) / Double(tensorParallel)
    return LayerTime(
      forward_s: forward, backward_s: cost.total_s - forward,
      update_s: 36 * parameters / estimator.speed.memory_bytes_s)
  }

  private func layerKind(_ layer: Int) -> LayerKind {
    let counts = first.table.before[layer + 1] - first.table.before[layer]
    return first.table.kinds[first.table.kinds.indices.first { counts[$0] > 0 }!]
  }

  private func parameters(_ layer: Int) -> Double {
    let kind = layerKind(layer)
    var count = kind.commonParameters + kind.routedParameters
    if layer == 0 { count += first.inputTable }
    if layer == layerCount - 1 { count += first.outputTable }
    return count
  }

  /// Gradients in 32 bits.
  public func gradient_bytes(layer: Int) -> Double { 4 * parameters(layer) }

  public func output_bytes(layer: Int) -> Double { layerKind(layer).stream_bytes }

  /// Weights in 16 bits and gradients in 32 on every replica; master weights and two moments of Adam
  /// shared by the replicas of a stage (ZeRO-1).
  public func state_bytes(layer: Int, replicas: Int) -> Double {
    (6 + 12 / Double(replicas)) * parameters(layer)
  }

  public func activation_bytes(layer: Int) -> Double { layerKind(layer).kept_bytes }
}
