public import KoineModel

/// A group of digital accelerators of one chip that serves a model together: tensor-parallel teams, one
/// or several as stages of a pipeline.
public struct DigitalReplica: Hashable, Sendable {
  /// The chip's key, for messages.
  public var chip: String
  public var accelerators: Int
  /// Stages of the pipeline, of equal size; divides `accelerators`.
  public var stages = 1
  /// The levels between accelerators; `nil` puts all of them on one link.
  public var network: Interconnect?
  /// Of one accelerator: reached arithmetic on weights and on activations, FLOPs/s.
  public var linear_flops_s: Double
  public var attention_flops_s: Double
  /// Reached memory traffic, bytes/s, and memory, bytes.
  public var memory_bytes_s: Double
  public var memory_bytes: Double
  /// Reached bandwidth to accelerators of the same link, one direction, bytes/s.
  public var link_bytes_s: Double
  /// Time that a collective takes however small it is, s.
  public var linkLatency_s: Double
  /// Bytes of a weight and of a cached value.
  public var weight_bytes: Double
  public var cache_bytes: Double
  /// Share of the memory that programs can have which weights and cache fill; the rest is for
  /// activations.
  public var usableMemory: Double
  /// Time that a step takes beside its arithmetic, s: scheduling, launches, sampling. 3 ms is what
  /// measured steps of vLLM on H100 leave, at two to eight accelerators.
  public var step_s: Double
  /// Names of the figures behind these that are estimates.
  public var estimates: [String]

  /// `accelerators` of `chip` at `precision`.
  ///
  /// - Throws: that the chip lacks the number format, or that its peak, memory or bandwidth is
  ///   unknown.
  public init(
    _ chip: Chip, accelerators: Int, precision: Precision = .fp16, network: Interconnect? = nil
  ) throws(ServingRefusal) {
    precondition(accelerators > 0, "a replica has accelerators")
    do throws(PerformanceRefusal) {
      self.init(
        try ChipSpeed(chip, precision: precision), accelerators: accelerators,
        weight_bytes: precision.storage_bytes, network: network)
    } catch {
      throw .performance(error)
    }
  }

  /// `accelerators` of one speed.
  public init(
    _ speed: ChipSpeed, accelerators: Int, weight_bytes: Double, network: Interconnect? = nil
  ) {
    chip = speed.chip
    self.network = network
    self.accelerators = accelerators
    linear_flops_s = speed.gemm_flops
    attention_flops_s = speed.attention_flops
    memory_bytes_s = speed.memory_bytes_s
    memory_bytes = speed.memory_bytes
    link_bytes_s = speed.link_bytes_s
    linkLatency_s = 10e-6
    self.weight_bytes = weight_bytes
    cache_bytes = 2
    usableMemory = 0.95
    step_s = 3e-3
    estimates = speed.estimates.filter { name in
      if name.hasSuffix(".network") { return accelerators > network?.domains[0].size ?? .max }
      return accelerators > 1 || !name.contains("link")
    }
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
