public import KoineModel

/// Photonic cards of one host that serve a model together.
public struct PhotonicReplica: Hashable, Sendable {
  public var host: PhotonicHost
  /// Bits that results must have; `nil` takes what the cards have.
  public var bits: Double?
  /// Memory for caches beside the digital part of a host of unknown size, bytes.
  public var cacheMemory_bytes: Double
  /// Memory of the host for each of its cards, bytes; `nil` where unknown. It bounds caches, and weights
  /// that stand in the host.
  public var hostMemory_bytes: Double?
  /// Share of the host's memory that weights and caches fill.
  public static let usableMemory = 0.95
  /// Bytes of a cached value.
  public var cache_bytes = 2.0

  /// Memory that a host of unknown size is taken to spare for caches, GB: an estimate.
  public static let defaultCacheMemory_gb = 256.0

  public init(
    host: PhotonicHost, bits: Double? = nil, cacheMemory_bytes: Double? = nil,
    hostMemory_bytes: Double? = nil
  ) {
    self.hostMemory_bytes = hostMemory_bytes
    self.host = host
    self.bits = bits
    self.cacheMemory_bytes = cacheMemory_bytes ?? Self.defaultCacheMemory_gb * 1e9
  }

  /// Memory of the host for weights and caches, bytes; `nil` where unknown.
  var memory_bytes: Double? {
    hostMemory_bytes.map { $0 * Double(host.cards) * Self.usableMemory }
  }

  /// Weights of `model` that stand in the host, bytes.
  func weightsInHost_bytes(_ model: NeuralModel) -> Double {
    guard host.weightPlace(of: model) == .host else { return 0 }
    return Double(model.parameters) * host.card.weight_bytes
  }

  /// What is left of it for caches, bytes; negative where the weights do not fit.
  func cacheRoom_bytes(_ model: NeuralModel) -> Double {
    guard let memory_bytes else { return cacheMemory_bytes }
    return memory_bytes - weightsInHost_bytes(model)
  }

  /// Bytes of cache of one sequence of `tokens`.
  func cache_bytes(tokens: Int, model: NeuralModel) -> Double {
    model.cacheBytesPerToken(bytesPerValue: cache_bytes) * Double(tokens)
      + model.cacheBytesPerSequence(bytesPerValue: cache_bytes)
  }
}

extension Precision {
  /// Significant bits that results in this format have; bfloat16 counts as `fp16`.
  public var significantBits: Double {
    switch self {
    case .fp64: 53
    case .fp32: 24
    case .tf32: 11
    case .fp16, .int8: 8
    case .fp8: 4
    }
  }
}
