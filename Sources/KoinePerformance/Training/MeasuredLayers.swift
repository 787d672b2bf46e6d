/// Measured times of the layers of a model on one chip, in place of the roofline: what a profiler
/// prints for one micro-batch on one tensor-parallel group, its communication included.
public struct MeasuredLayers: Hashable, Sendable {
  /// One layer, s. The first and last entries of a table stand for embedding and output.
  public struct Layer: Hashable, Sendable {
    public var forward_s: Double
    public var backward_s: Double
    public var update_s: Double

    public init(forward_s: Double, backward_s: Double, update_s: Double) {
      self.forward_s = forward_s
      self.backward_s = backward_s
      self.update_s = update_s
    }
  }

  /// Which micro-batch and tensor degree a table is for.
  public struct Key: Hashable, Sendable {
    public var microBatch: Int
    public var tensor: Int

    public init(microBatch: Int, tensor: Int) {
      self.microBatch = microBatch
      self.tensor = tensor
    }
  }

  public var tables: [Key: [Layer]]

  public init(_ tables: [Key: [Layer]] = [:]) { self.tables = tables }

  /// Layers as they were measured under `plan`, or `nil`.
  public func layers(_ plan: TrainingPlan) -> [Layer]? {
    tables[Key(microBatch: plan.microBatch, tensor: plan.tensor)]
  }
}

extension TrainingEstimator {
  /// Fills `sums` from the measured table, if there is one of the model's depth for the plan.
  func addMeasured(_ sums: inout StageSums, _ plan: TrainingPlan) -> Bool {
    guard let layers = measured?.layers(plan), layers.count >= plan.pipeline else { return false }
    let (size, rest) = layers.count.quotientAndRemainder(dividingBy: plan.pipeline)
    var start = 0
    for stage in 0..<plan.pipeline {
      let end = start + size + (stage < rest ? 1 : 0)
      let time_s = layers[start..<end].reduce(0) { $0 + $1.forward_s + $1.backward_s }
      sums.total_s += time_s
      sums.longest_s = max(sums.longest_s, time_s)
      start = end
    }
    sums.cost.gemm_s = sums.total_s
    return true
  }
}
