public import KoineModel

/// Photonic cards of one host that serve a model together.
public struct PhotonicReplica: Hashable, Sendable {
  public var host: PhotonicHost
  /// Bits that results must have; `nil` takes what the cards have.
  public var bits: Double?
  /// Memory for caches beside the digital part, bytes: the host's, or the cards'.
  public var cacheMemory_bytes: Double
  /// Bytes of a cached value.
  public var cache_bytes = 2.0

  /// Memory that a host of unknown size is taken to spare for caches, GB: an estimate.
  public static let defaultCacheMemory_gb = 256.0

  public init(host: PhotonicHost, bits: Double? = nil, cacheMemory_bytes: Double? = nil) {
    self.host = host
    self.bits = bits
    self.cacheMemory_bytes = cacheMemory_bytes ?? Self.defaultCacheMemory_gb * 1e9
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
