public import KoineModel

/// What computes the parts of a model that do not run on light.
public struct DigitalPart: Hashable, Sendable {
  /// Whether it sits on the card; else every linear operator sends its vectors there and back.
  public var isOnCard: Bool
  /// Arithmetic, FLOPs/s, and memory traffic, bytes/s.
  public var flops_s: Double
  public var memory_bytes_s: Double
  public var isEstimate: Bool

  public init(
    isOnCard: Bool, flops_s: Double, memory_bytes_s: Double, isEstimate: Bool = true
  ) {
    precondition(flops_s > 0 && memory_bytes_s > 0, "a digital part computes")
    self.isOnCard = isOnCard
    self.flops_s = flops_s
    self.memory_bytes_s = memory_bytes_s
    self.isEstimate = isEstimate
  }

  /// A host of two processors: 2 TFLOPS and 200 GB/s reached. An estimate, from 64 cores x 2.5 GHz x
  /// 32 FLOPs at 40 %, and eight channels of memory at 65 % of 307 GB/s.
  public static let host = DigitalPart(isOnCard: false, flops_s: 2e12, memory_bytes_s: 200e9)

  /// The digital part of `chip`, or `nil` where the catalogue knows none.
  public init?(_ chip: Chip) {
    guard let speed = chip.photonic?.digital_tflops,
      let memory = chip.photonic?.digitalBandwidth_gb_s
    else { return nil }
    self.init(
      isOnCard: true, flops_s: speed.value * 1e12, memory_bytes_s: memory.value * 1e9,
      isEstimate: max(speed.confidence, memory.confidence) == .estimate)
  }

  /// Bytes that operators without weights move per FLOP: norms, residuals and activations read and
  /// write 16-bit values for every few operations. An estimate.
  static let bytesPerFlop = 1.0

  /// Time of `flops` that move `bytes`, s: the longer of the two.
  func time_s(flops: Double, bytes: Double) -> Double {
    max(flops / flops_s, bytes / memory_bytes_s)
  }
}
