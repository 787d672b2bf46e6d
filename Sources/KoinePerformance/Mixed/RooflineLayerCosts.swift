public import KoineModel

/// Layer costs of a model by roofline, for chips that nobody measured layer by layer.
///
/// Each layer takes the longer of its arithmetic at the reached peak and its traffic at the reached
/// bandwidth; tensor parallelism divides both and adds two all-reduces each way over the node's links.
/// The first layer has the embedding, the last the projection onto the vocabulary.
public struct RooflineLayerCosts: LayerCosts, Sendable {
  /// What a kind reaches.
  public struct Speed: Hashable, Sendable {
    /// Reached peak of one chip, TFLOPS.
    public var tflops: Double
    /// Reached memory bandwidth, GB/s.
    public var memory_gb_s: Double
    /// Reached bandwidth of collectives inside a node, one direction, GB/s.
    public var link_gb_s: Double

    public init(tflops: Double, memory_gb_s: Double, link_gb_s: Double) {
      self.tflops = tflops
      self.memory_gb_s = memory_gb_s
      self.link_gb_s = link_gb_s
    }

    /// What a chip reaches in 16-bit training; `nil` if its peak or its bandwidth is not known.
    ///
    /// Where nothing was measured: 0.80 of the peak, 0.75 of the bandwidth, 0.80 of half the link
    /// (its figure counts both directions); a chip without a link talks over the host at 16 GB/s.
    public init?(_ chip: Chip) {
      guard let peak = chip.peak_tflops[.fp16]?.value,
        let memory = chip.memoryBandwidth_gb_s?.value
      else { return nil }
      tflops = peak * (chip.efficiency[.gemm]?.value ?? 0.80)
      memory_gb_s = memory * (chip.efficiency[.memory]?.value ?? 0.75)
      link_gb_s =
        chip.link_gb_s.map { $0.value / 2 * (chip.efficiency[.link]?.value ?? 0.80) } ?? 16
    }
  }

  public let model: NeuralModel
  public let speeds: [Speed]
  /// Tokens of one sample.
  public let tokens: Int

  public init(_ model: NeuralModel, speeds: [Speed], tokens: Int? = nil) {
    self.model = model
    self.speeds = speeds
    self.tokens = tokens ?? model.sequenceLength
  }

  public var layerCount: Int { model.layers }

  public func cost(
    layer: Int, kind: Int, microBatch: Int, tensorParallel: Int
  ) -> LayerTime? {
    let speed = speeds[kind]
    let vectors = Double(microBatch * tokens)
    var work = model.forwardWork(layer: layer, tokens: tokens)
    if layer == layerCount - 1 { work = work + model.outputWork }
    let parts = Double(tensorParallel)
    let arithmetic = (work.linear + work.attention) * vectors / (speed.tflops * 1e12)
    let traffic =
      2 * parameters(layer) + 34 * Double(model.width) * vectors
    let compute = max(arithmetic, traffic / (speed.memory_gb_s * 1e9)) / parts
    let reduced = 2 * Double(model.width) * vectors
    let collective = 2 * 2 * (parts - 1) / parts * reduced / (speed.link_gb_s * 1e9)
    let update = 28 * parameters(layer) / parts / (speed.memory_gb_s * 1e9)
    return LayerTime(
      forward_s: compute + collective, backward_s: 2 * compute + collective, update_s: update)
  }

  private func parameters(_ layer: Int) -> Double {
    var count = model.parameters(layer: layer)
    if layer == 0 { count += model.embeddingParameters }
    if layer == layerCount - 1 { count += model.outputParameters }
    return Double(count)
  }

  /// 16-bit gradients.
  public func gradient_bytes(layer: Int) -> Double { 2 * parameters(layer) }

  public func output_bytes(layer: Int) -> Double { 2 * Double(model.width * tokens) }

  /// Adam in mixed precision: 16 bytes a parameter.
  public func state_bytes(layer: Int) -> Double { 16 * parameters(layer) }

  /// 34 bytes for each element of the stream with flash attention; source: Korthikanti et al.,
  /// "Reducing activation recomputation in large transformer models", MLSys 2023.
  public func activation_bytes(layer: Int) -> Double {
    34 * Double(model.width) * Double(tokens)
  }
}
