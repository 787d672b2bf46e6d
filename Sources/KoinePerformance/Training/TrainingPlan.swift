/// What the backward pass computes again instead of keeping it.
public enum Recomputation: String, CaseIterable, Sendable {
  case none
  /// The attention of each layer.
  case selective
  /// Each layer whole.
  case full
}

/// What data-parallel ranks hold only a part of: the stages of ZeRO (arXiv 1910.02054).
public enum OptimizerSharding: Int, CaseIterable, Sendable {
  case nothing, optimizer, gradients, parameters
}

/// How a training job is spread over accelerators.
public struct TrainingPlan: Hashable, Sendable {
  /// Ranks that share each layer, that hold consecutive layers, and that repeat the model.
  public var tensor: Int
  public var pipeline: Int
  public var data: Int
  /// Ranks, among the data-parallel ones, that share the experts of each layer.
  public var expert: Int
  /// Sequences of one pass through the pipeline, and of one step over all ranks.
  public var microBatch: Int
  public var globalBatch: Int
  /// Tokens of a sequence.
  public var sequenceLength: Int
  public var recomputation: Recomputation
  public var sharding: OptimizerSharding
  /// Parts of a stage that take turns (interleaved 1F1B); 1 is plain 1F1B.
  public var virtualStages: Int
  /// Whether norms and residuals are split over the tensor ranks too.
  public var isSequenceParallel: Bool
  /// Whether data-parallel communication runs beside the backward pass.
  public var overlapsData: Bool
  /// Bytes of one gradient, 2 or 4.
  public var gradientBytes: Double

  public init(
    tensor: Int = 1, pipeline: Int = 1, data: Int = 1, expert: Int = 1, microBatch: Int = 1,
    globalBatch: Int, sequenceLength: Int, recomputation: Recomputation = .none,
    sharding: OptimizerSharding = .optimizer, virtualStages: Int = 1,
    isSequenceParallel: Bool = true, overlapsData: Bool = false, gradientBytes: Double = 4
  ) {
    self.tensor = tensor
    self.pipeline = pipeline
    self.data = data
    self.expert = expert
    self.microBatch = microBatch
    self.globalBatch = globalBatch
    self.sequenceLength = sequenceLength
    self.recomputation = recomputation
    self.sharding = sharding
    self.virtualStages = virtualStages
    self.isSequenceParallel = isSequenceParallel
    self.overlapsData = overlapsData
    self.gradientBytes = gradientBytes
  }

  public var accelerators: Int { tensor * pipeline * data }

  /// Passes through the pipeline in one step.
  public var microBatches: Int { globalBatch / max(1, microBatch * data) }
}

extension TrainingPlan: CustomStringConvertible {
  /// `TP2PP4DP8EP2 micro-batch 1`, with what is unusual behind it.
  public var description: String { degrees + " " + settings }

  /// `TP2PP4DP8EP2`; experts only where they are parallel.
  public var degrees: String {
    "TP\(tensor)PP\(pipeline)DP\(data)" + (expert > 1 ? "EP\(expert)" : "")
  }

  /// `micro-batch 1 recompute full ZeRO-3 overlap`.
  public var settings: String {
    var text = "micro-batch \(microBatch)"
    if virtualStages > 1 { text += " interleaved \(virtualStages)" }
    if recomputation != .none { text += " recompute \(recomputation.rawValue)" }
    if sharding != .optimizer { text += " ZeRO-\(sharding.rawValue)" }
    // Alone, a rank has nothing to communicate.
    if overlapsData && data > 1 { text += " overlap" }
    return text
  }

  /// Sets the degrees that `text` such as `PP2DP4EP4TP2` names; those that it does not are 1.
  ///
  /// - Returns: `false`, and changes nothing, where the text is of another form.
  public mutating func setDegrees(_ text: String) -> Bool {
    var degrees = ["TP": 1, "PP": 1, "DP": 1, "EP": 1]
    var rest = Substring(text.uppercased())
    while !rest.isEmpty {
      let name = String(rest.prefix(2))
      let digits = rest.dropFirst(2).prefix { $0.isASCII && $0.isNumber }
      guard degrees[name] != nil, let degree = Int(digits), (1...10_000_000).contains(degree)
      else { return false }
      degrees[name] = degree
      rest = rest.dropFirst(2 + digits.count)
    }
    if text.isEmpty { return false }
    tensor = degrees["TP"]!
    pipeline = degrees["PP"]!
    data = degrees["DP"]!
    expert = degrees["EP"]!
    return true
  }
}
