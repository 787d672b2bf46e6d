public import KoineModel

/// What programs reach on one accelerator, in bytes and operations a second: the chip's nominal
/// figures times one reached share for each kind of work.
public struct ChipSpeed: Hashable, Sendable {
  public var chip: String
  /// Nominal peak in the precision asked for, FLOPS.
  public var peak_flops: Double
  /// Reached by products of weights and activations, FLOPS.
  public var gemm_flops: Double
  /// Reached by products of activations, FLOPS.
  public var attention_flops: Double
  /// Reached by streams from memory, bytes/s.
  public var memory_bytes_s: Double
  /// Memory that programs can have, bytes.
  public var memory_bytes: Double
  /// Reached over the scale-up link in one direction, bytes/s.
  public var link_bytes_s: Double
  /// Reached over the host's bus in one direction, bytes/s.
  public var host_bytes_s: Double
  /// Share of the scale-out interfaces' bandwidth that collectives reach.
  public var networkShare: Double
  /// Time that starting one kernel takes, s.
  public var launch_s: Double
  /// Names of the figures behind these that are estimates, such as `peak_tflops.fp16`.
  public var estimates: [String]

  /// The speed of `chip` at `precision`.
  ///
  /// - Throws: that a figure is unknown which speed cannot do without, or that the chip does not
  ///   offer the precision.
  public init(_ chip: Chip, precision: Precision = .fp16) throws(PerformanceRefusal) {
    guard let peak = chip.peak_tflops[precision] else {
      let offered = Precision.allCases.filter { chip.peak_tflops[$0] != nil }
      if offered.isEmpty { throw .unknownFigure(chip: chip.key, figure: "peak_tflops") }
      throw .precisionNotOffered(chip: chip.key, asked: precision, offered: offered)
    }
    guard let memory = chip.memory_gb else {
      throw .unknownFigure(chip: chip.key, figure: "memory_gb")
    }
    guard let bandwidth = chip.memoryBandwidth_gb_s else {
      throw .unknownFigure(chip: chip.key, figure: "memory_bandwidth_gb_s")
    }
    var shares = Shares(chip)
    shares.note(peak, "peak_tflops.\(precision.rawValue)")
    shares.note(memory, "memory_gb")
    shares.note(bandwidth, "memory_bandwidth_gb_s")
    self.chip = chip.key
    peak_flops = peak.value * 1e12
    gemm_flops = peak_flops * shares.reached(.gemm)
    // Scores and values stay in 16 bits where the matrices are narrower.
    let attentionPeak = Self.attentionPeak(chip, precision) ?? peak_flops
    attention_flops = min(peak_flops, attentionPeak) * shares.reached(.attention)
    memory_bytes_s = bandwidth.value * 1e9 * shares.reached(.memory)
    memory_bytes = memory.value * ReachedShare.memoryUnit_bytes * ReachedShare.usableMemory
    host_bytes_s = Self.hostBus_bytes_s(chip.hostInterface) * ReachedShare.hostBus
    if let link = chip.link_gb_s {
      shares.note(link, "link_gb_s")
      link_bytes_s = link.value * 1e9 / 2 * shares.reached(.link)
    } else {
      shares.estimates.append("link_gb_s")
      link_bytes_s = host_bytes_s
    }
    networkShare = shares.reached(.network)
    launch_s = (chip.kernelLaunch_us?.value ?? ReachedShare.kernelLaunch_us) * 1e-6
    estimates = shares.estimates
  }

  private static func attentionPeak(_ chip: Chip, _ precision: Precision) -> Double? {
    guard precision == .fp8 || precision == .int8 else { return nil }
    return chip.peak_tflops[.fp16].map { $0.value * 1e12 }
  }

  /// One direction of a bus of 16 lanes by its generation, as `PCIe 5.0 x16` says it; of the
  /// fourth where the chip does not say.
  private static func hostBus_bytes_s(_ name: String?) -> Double {
    let text = name ?? ""
    let lanes = text.contains("x8") ? 0.5 : text.contains("x4") ? 0.25 : 1
    let rate = text.contains("5.0") ? 64e9 : text.contains("6.0") ? 128e9 : 32e9
    return rate * lanes
  }
}

/// What programs reach where nobody measured a chip: estimates, every one.
public enum ReachedShare {
  /// Of the nominal figure, by kind of work. GEMM and memory are the common figures of practice;
  /// attention is what fused kernels reach on Nvidia's chips in training.
  public static func typical(_ kind: OperatorClass) -> Double {
    switch kind {
    case .gemm: 0.80
    case .attention: 0.35
    case .memory: 0.75
    case .link: 0.70
    case .network: 0.70
    }
  }
  /// Makers call 2^30 bytes of stacked memory a GB: an A100 of 80 GB has 81,920 MiB.
  public static let memoryUnit_bytes = 1_073_741_824.0
  /// Memory that the runtime leaves: 60.3 of 64 GiB on the Ascend 910B (FlagPerf).
  public static let usableMemory = 0.942
  /// Of the host's bus: 26.1 of 32 GB/s were measured on the A100 (FlagPerf).
  public static let hostBus = 0.82
  public static let kernelLaunch_us = 8.0
}

/// The reached shares of a chip, which notes what rests on an estimate.
private struct Shares {
  let chip: Chip
  var estimates: [String] = []

  init(_ chip: Chip) { self.chip = chip }

  mutating func note(_ figure: Figure, _ name: String) {
    if figure.confidence == .estimate { estimates.append(name) }
  }

  mutating func reached(_ kind: OperatorClass) -> Double {
    guard let share = chip.efficiency[kind] else {
      estimates.append("efficiency.\(kind.rawValue)")
      return ReachedShare.typical(kind)
    }
    note(share, "efficiency.\(kind.rawValue)")
    return share.value
  }
}
