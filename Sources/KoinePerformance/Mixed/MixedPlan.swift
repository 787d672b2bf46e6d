/// A group of equal chips that computes one stage for one share of the batch.
public struct MixedReplica: Hashable, Sendable {
  /// Number of the chip's kind.
  public var kind: Int
  public var tensorParallel: Int
  /// Whether activations are computed again in the backward pass instead of kept.
  public var recomputes: Bool

  public init(kind: Int, tensorParallel: Int, recomputes: Bool = false) {
    self.kind = kind
    self.tensorParallel = tensorParallel
    self.recomputes = recomputes
  }
}

/// Consecutive layers, and who computes them: one replica for each data-parallel column.
public struct MixedStage: Hashable, Sendable {
  public var layers: Range<Int>
  public var replicas: [MixedReplica]

  public init(layers: Range<Int>, replicas: [MixedReplica]) {
    self.layers = layers
    self.replicas = replicas
  }
}

/// How one training job is laid over unlike chips.
///
/// Stages are columns of a table and data-parallel columns its rows: the j-th replicas of all stages
/// are one pipeline. Pipelines may take unequal numbers of micro-batches.
public struct MixedPlan: Hashable, Sendable {
  public var stages: [MixedStage]
  /// Samples of one micro-batch.
  public var microBatch: Int
  /// Micro-batches of each pipeline in one iteration.
  public var microBatches: [Int]
  /// Parts of every stage that take turns (interleaved 1F1B); 1 is plain 1F1B.
  public var turns = 1

  public init(stages: [MixedStage], microBatch: Int, microBatches: [Int]) {
    self.stages = stages
    self.microBatch = microBatch
    self.microBatches = microBatches
  }

  /// Every pipeline gets the same number of micro-batches, as many as the global batch needs.
  public init(stages: [MixedStage], microBatch: Int, globalBatch: Int) {
    let pipelines = max(1, stages.first?.replicas.count ?? 1)
    let perRound = max(1, microBatch * pipelines)
    let count = (globalBatch + perRound - 1) / perRound
    self.init(
      stages: stages, microBatch: microBatch,
      microBatches: Array(repeating: count, count: pipelines))
  }

  /// Whether some replica computes its activations again.
  public var recomputes: Bool {
    stages.contains { $0.replicas.contains { $0.recomputes } }
  }

  /// Samples of one iteration.
  public var samples: Int { microBatch * microBatches.reduce(0, +) }

  /// Chips of the plan.
  public var chips: Int {
    stages.reduce(0) { $0 + $1.replicas.reduce(0) { $0 + $1.tensorParallel } }
  }
}

/// Why a mixed plan cannot run.
public enum MixedRefusal: Error, Hashable, Sendable {
  /// The layers of the stages are not all layers in order, or a stage has none.
  case layersDoNotCover(stage: Int)
  /// Stages with different numbers of replicas, or as many shares as there are no pipelines.
  case replicasDiffer(stage: Int, found: Int, expected: Int)
  /// No time is known for the layer in this setting.
  case unknownCost(layer: Int, kind: Int, microBatch: Int, tensorParallel: Int)
  /// No library serves both kinds; `nearest` is a kind that one of them can talk to, if any.
  case cannotTalk(kind: Int, other: Int, nearest: Int?)
  /// Taking turns needs as many layers in every stage, and at least as many micro-batches as stages.
  case cannotTakeTurns(turns: Int, stages: Int)
  /// The stage needs more memory than its chips have; with recomputation it would need so much.
  case doesNotFit(stage: Int, kind: Int, needed_gb: Double, available_gb: Double)
}
