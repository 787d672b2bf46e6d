/// Number formats in which a chip states a peak.
public enum Precision: String, CaseIterable, Sendable {
  case fp64, fp32, tf32, fp16, fp8, int8
}

/// What kind of machine a chip is. A label for reports: no decision depends on it.
public enum ChipKind: String, CaseIterable, Sendable {
  case gpu, npu, photonic, optoelectronic
}

/// One accelerator product: data with a source for each figure.
///
/// `key` is `vendor/product` in lower case with hyphens, and names the chip in topologies, in job
/// constraints and in reports.
public struct Chip: Hashable, Sendable {
  public var key: String
  public var vendor: String
  /// Where the maker has its seat: two letters of ISO 3166-1, or `nil` where nobody says.
  public var country: String?
  public var product: String
  /// Other names under which a workload may ask for the chip.
  public var aliases: [String]
  public var kind: ChipKind
  public var year: Int?
  /// Memory of one accelerator, GB.
  public var memory_gb: Figure?
  /// Memory bandwidth, GB/s.
  public var memoryBandwidth_gb_s: Figure?
  /// Dense peaks, in TFLOPS (TOPS for integers).
  public var peak_tflops: [Precision: Figure]
  /// Shares of its nominal figures that programs reach, by kind of work.
  public var efficiency: [OperatorClass: Figure]
  /// Time that starting one kernel takes, microseconds.
  public var kernelLaunch_us: Figure?
  /// Name of the scale-up link.
  public var linkName: String?
  /// Scale-up bandwidth of one accelerator, GB/s, both directions together.
  public var link_gb_s: Figure?
  /// Accelerators that one scale-up domain can connect.
  public var scaleUpLimit: Int?
  /// Thermal design power, W.
  public var tdp_w: Figure?
  /// Power while it does nothing, W.
  public var idle_w: Figure?
  /// Power at work where that is known better than as the design power, W.
  public var busy_w: Figure?
  /// Purchase price of one accelerator, CNY.
  public var price_cny: Figure?
  /// Rent of one accelerator, CNY per hour.
  public var rent_cny_per_hour: Figure?
  public var photonic: PhotonicCore?
  public var formFactor: String?
  /// Manufacturing process, as printed.
  public var process: String?
  /// Kind of memory, as printed.
  public var memoryType: String?
  /// Bus to the host, as printed, such as `PCIe 5.0 x16`.
  public var hostInterface: String?
  public var software: String?
  /// How programs written for CUDA run on it, as printed.
  public var cudaCompatibility: String?
  public var notes: String?

  public init(
    key: String, vendor: String, product: String, aliases: [String] = [], kind: ChipKind = .gpu
  ) {
    self.key = key
    self.vendor = vendor
    self.product = product
    self.aliases = aliases
    self.kind = kind
    self.peak_tflops = [:]
    self.efficiency = [:]
  }

  /// The weakest confidence among the figures that the chip states, or `nil` if it states none.
  public var weakestConfidence: Confidence? {
    var figures = Array(peak_tflops.values)
    figures += [
      memory_gb, memoryBandwidth_gb_s, link_gb_s, tdp_w, idle_w, busy_w, price_cny,
      rent_cny_per_hour,
    ].compactMap { $0 }
    figures += photonic?.figures ?? []
    return figures.map(\.confidence).max()
  }
}
