import KoineModel

/// Layers of a model that cost the same, and what one sequence asks of one of them.
struct LayerKind {
  /// Matrices that tensor parallelism splits, and those of the routed experts of one layer.
  var commonParameters: Double
  var routedParameters: Double
  /// FLOPs forward of one sequence.
  var linear_flops: Double
  var attention_flops: Double
  /// Bytes that norms and residuals move forward; those of rotations and activations, which tensor
  /// ranks always share; and those of tokens on their way to experts.
  var residual_bytes: Double
  var inner_bytes: Double
  var routing_bytes: Double
  /// Bytes of one sequence in the residual stream: what tensor ranks and stages exchange.
  var stream_bytes: Double
  /// Bytes that one sequence sends to experts, and back.
  var dispatch_bytes: Double
  /// Bytes kept for the backward pass of one sequence.
  var kept_bytes: Double
  /// Products per pass: each starts kernels. With experts each of them starts its own.
  var productsWithoutExperts: Double
  var expertsPerLayer: Double

  /// What `model` asks in layer `index` of sequences of `tokens`.
  init(_ model: NeuralModel, layer index: Int, tokens: Int) {
    let work = model.forwardWork(layer: index, tokens: tokens)
    let sequence = Double(tokens)
    let hasExperts = model.hasExperts(layer: index)
    let hidden =
      hasExperts
      ? model.experts!.active * model.experts!.width + model.experts!.sharedWidth
      : model.feedForwardWidth
    self.init(
      model, tokens: sequence, hidden: Double(hidden),
      visits: hasExperts ? Double(model.experts!.active) : 0)
    commonParameters =
      Double(model.parameters(layer: index) - model.routedParameters(layer: index))
    routedParameters = Double(model.routedParameters(layer: index))
    linear_flops = work.linear * sequence
    attention_flops = work.attention * sequence
    expertsPerLayer = hasExperts ? Double(model.experts!.count) : 0
  }

  /// A layer of the second stack, per sequence of the first.
  init(encoderOf model: NeuralModel) {
    let tokens = Double(model.encoderTokens)
    self.init(model, tokens: tokens, hidden: Double(model.feedForwardWidth), visits: 0)
    commonParameters = Double(model.encoderLayerParameters)
    linear_flops = model.encoderWork.linear * tokens
    attention_flops = model.encoderWork.attention * tokens
  }

  /// Memory traffic in 16 bits: a norm reads and writes its input, so does a residual with one more
  /// operand; the gate's product reads two and writes one.
  private init(_ model: NeuralModel, tokens: Double, hidden: Double, visits: Double) {
    let width = Double(model.width)
    let queries = Double(model.heads * model.headWidth)
    let keys = Double(model.keyValueHeads * model.headWidth)
    commonParameters = 0
    routedParameters = 0
    linear_flops = 0
    attention_flops = 0
    residual_bytes = 2 * 12 * width * tokens
    inner_bytes = 2 * (3 * hidden + 2 * (queries + keys)) * tokens
    routing_bytes = 2 * 8 * visits * width * tokens
    stream_bytes = 2 * width * tokens
    dispatch_bytes = 2 * visits * width * tokens
    kept_bytes = 2 * (4 * width + 2 * (queries + keys) + 3 * hidden + visits * width) * tokens
    productsWithoutExperts = 4
    expertsPerLayer = 0
  }

  /// Whether `other` costs the same.
  func equals(_ other: LayerKind) -> Bool {
    commonParameters == other.commonParameters && routedParameters == other.routedParameters
      && linear_flops == other.linear_flops && attention_flops == other.attention_flops
      && inner_bytes == other.inner_bytes && stream_bytes == other.stream_bytes
  }
}

/// A model as runs of equal layers, in the order of the pipeline.
struct LayerTable {
  /// Kinds at most, as many as a vector has lanes.
  static let limit = 8
  var kinds: [LayerKind] = []
  /// Layers of each kind before layer `index`: the difference of two entries counts a stage.
  var before: [SIMD8<Double>] = [.zero]
  var layers: Int { before.count - 1 }

  init(_ model: NeuralModel, tokens: Int) {
    if model.encoderLayers > 0 {
      let kind = LayerKind(encoderOf: model)
      for _ in 0..<model.encoderLayers { append(kind) }
    }
    for index in 0..<model.layers {
      append(LayerKind(model, layer: index, tokens: tokens))
    }
  }

  private mutating func append(_ kind: LayerKind) {
    var lane = kinds.firstIndex { $0.equals(kind) }
    if lane == nil {
      precondition(kinds.count < Self.limit, "a model has at most eight kinds of layers")
      kinds.append(kind)
      lane = kinds.count - 1
    }
    var counts = before.last!
    counts[lane!] += 1
    before.append(counts)
  }

  /// Layers of each kind in part `index` of `parts`; the first parts have one more where the
  /// layers do not divide, because the last holds the output besides.
  func counts(part index: Int, of parts: Int) -> SIMD8<Double> {
    before[end(of: index, parts)] - before[end(of: index - 1, parts)]
  }

  private func end(of index: Int, _ parts: Int) -> Int {
    let (size, rest) = layers.quotientAndRemainder(dividingBy: parts)
    return (index + 1) * size + min(index + 1, rest)
  }
}
