public import KoineModel

/// Shares of a chip's peaks that serving reaches: one per class of operator.
public struct ServingEfficiency: Hashable, Sendable {
  /// Products of weights, of the peak at the number format.
  public var linear: Double
  /// Products of activations, likewise.
  public var attention: Double
  /// Memory traffic, of the memory's bandwidth.
  public var memory: Double
  /// Collectives, of the link's bandwidth in one direction.
  public var link: Double
  public var confidence: Confidence

  /// The defaults of chips on which nothing was measured: all estimates.
  public init(
    linear: Double = 0.80, attention: Double = 0.50, memory: Double = 0.75, link: Double = 0.70,
    confidence: Confidence = .estimate
  ) {
    self.linear = linear
    self.attention = attention
    self.memory = memory
    self.link = link
    self.confidence = confidence
  }

  /// What is known of `chip`, and the defaults where nothing is.
  public init(_ chip: Chip) {
    self.init()
    let figures = chip.efficiency
    linear = figures[.gemm]?.value ?? linear
    attention = figures[.attention]?.value ?? attention
    memory = figures[.memory]?.value ?? memory
    link = figures[.link]?.value ?? link
    let used = [OperatorClass.gemm, .attention, .memory].map { figures[$0]?.confidence }
    confidence = used.map { $0 ?? .estimate }.max() ?? .estimate
  }
}

/// A group of digital accelerators of one chip that serves a model together, tensor-parallel.
public struct DigitalReplica: Hashable, Sendable {
  /// The chip's key, for messages.
  public var chip: String
  public var accelerators: Int
  /// Of one accelerator: reached arithmetic on weights and on activations, FLOPs/s.
  public var linear_flops_s: Double
  public var attention_flops_s: Double
  /// Reached memory traffic, bytes/s, and memory, bytes.
  public var memory_bytes_s: Double
  public var memory_bytes: Double
  /// Reached bandwidth to the other accelerators, one direction, bytes/s.
  public var link_bytes_s: Double
  /// Time that a collective takes however small it is, s.
  public var linkLatency_s: Double
  /// Bytes of a weight and of a cached value.
  public var weight_bytes: Double
  public var cache_bytes: Double
  /// Share of memory that weights and cache may fill.
  public var usableMemory: Double
  /// Time that a step takes beside its arithmetic, s: scheduling, launches, sampling. 3 ms is what
  /// measured steps of vLLM on H100 leave, at two to eight accelerators.
  public var step_s: Double
  /// The weakest confidence among the figures.
  public var confidence: Confidence

  /// Bandwidth between accelerators that share no link, GB/s in one direction: staged through the
  /// host. The middle of 7 to 12, derived from measured transfers between host and device.
  public static let hostStaged_gb_s = 9.5

  /// `accelerators` of `chip` at `precision`.
  ///
  /// - Parameter efficiency: shares of peaks that are reached; the chip's own if `nil`.
  /// - Throws: that the chip lacks the number format, or that its peak, memory or bandwidth is
  ///   unknown.
  public init(
    _ chip: Chip, accelerators: Int, precision: Precision = .fp16,
    efficiency: ServingEfficiency? = nil
  ) throws(ServingRefusal) {
    let efficiency = efficiency ?? ServingEfficiency(chip)
    precondition(accelerators > 0, "a replica has accelerators")
    guard let peak = chip.peak_tflops[precision] else {
      let others = Precision.allCases.filter { chip.peak_tflops[$0] != nil }
      throw .noSuchPrecision(chip: chip.key, precision: precision, available: others)
    }
    guard let memory = chip.memory_gb else {
      throw .unknownFigure(chip: chip.key, figure: .memory_gb)
    }
    guard let bandwidth = chip.memoryBandwidth_gb_s else {
      throw .unknownFigure(chip: chip.key, figure: .memoryBandwidth_gb_s)
    }
    self.chip = chip.key
    self.accelerators = accelerators
    linear_flops_s = peak.value * 1e12 * efficiency.linear
    attention_flops_s = peak.value * 1e12 * efficiency.attention
    memory_bytes_s = bandwidth.value * 1e9 * efficiency.memory
    memory_bytes = memory.value * 1e9
    let link_gb_s = chip.link_gb_s.map { $0.value / 2 * efficiency.link } ?? Self.hostStaged_gb_s
    link_bytes_s = link_gb_s * 1e9
    linkLatency_s = 10e-6
    weight_bytes = precision.storage_bytes
    cache_bytes = 2
    usableMemory = 0.9
    step_s = 3e-3
    var known = [peak.confidence, memory.confidence, bandwidth.confidence, efficiency.confidence]
    if accelerators > 1 { known.append(chip.link_gb_s?.confidence ?? .estimate) }
    confidence = known.max() ?? .estimate
  }
}

extension Precision {
  /// Bytes of one number.
  public var storage_bytes: Double {
    switch self {
    case .fp64: 8
    case .fp32, .tf32: 4
    case .fp16: 2
    case .fp8, .int8: 1
    }
  }
}
