/// How an optical matrix engine is built, which decides what it can multiply without being rewritten.
public enum PhotonicDesign: String, CaseIterable, Sendable {
  /// Weights stand in an array and inputs stream past: a crossbar of modulators, as PACE.
  case weightStationary = "weight-stationary"
  /// Both operands are modulated at the clock: a crossbar over wavelengths, nothing to rewrite.
  case dynamicCrossbar = "dynamic-crossbar"
  /// Weights are the settings of a mesh of interferometers, slow to change.
  case interferometerMesh = "interferometer-mesh"
}

/// The optical matrix engine of a photonic accelerator.
public struct PhotonicCore: Hashable, Sendable {
  public var design: PhotonicDesign
  /// Rows and columns of the weight array, and the number of arrays; `nil` where not published.
  public var rows: Int?
  public var columns: Int?
  public var cores: Int?
  /// Wavelengths that one array of a dynamic crossbar sums over.
  public var wavelengths: Int?
  /// How often each input streams through an array, such as 2 where signs go apart; 1 if `nil`.
  public var passes: Int?
  /// Rate at which vectors stream through the array, GHz.
  public var clock_ghz: Figure?
  /// Time to set all weights of an array, s.
  public var weightUpdate_s: Figure?
  /// Peak, TOPS.
  public var peak_tops: Figure?
  /// Effective bits of the analog result.
  public var precision_bits: Figure?
  /// Time from a vector's entry to its result, s.
  public var latency_s: Figure?
  /// Power of the electronics under load, without lasers, W.
  public var electronics_w: Figure?
  /// Laser power, burnt over allocated time, W.
  public var laser_w: Figure?
  /// Power that holds the weights in place and controls the card, burnt over allocated time, W.
  public var hold_w: Figure?
  /// Bandwidth between the host and the card, one direction, GB/s.
  public var hostBandwidth_gb_s: Figure?
  /// Share of it that transfers reach.
  public var hostEfficiency: Figure?
  /// Speed of the card's digital part, TFLOPS; `nil` where there is none and the host does its work.
  public var digital_tflops: Figure?
  /// Memory bandwidth of the card's digital part, GB/s.
  public var digitalBandwidth_gb_s: Figure?
  /// What conversions and transfers cost.
  public var energies: PhotonicEnergyFigures

  public init(rows: Int? = nil, columns: Int? = nil, cores: Int? = nil) {
    self.rows = rows
    self.columns = columns
    self.cores = cores
    design = .weightStationary
    energies = PhotonicEnergyFigures()
  }

  /// All its figures that are known, by the names of the file format.
  public var namedFigures: [(name: String, figure: Figure)] {
    let own: [(String, Figure?)] = [
      ("clock_ghz", clock_ghz), ("weight_update_s", weightUpdate_s), ("peak_tops", peak_tops),
      ("precision_bits", precision_bits), ("latency_s", latency_s),
      ("electronics_w", electronics_w), ("laser_w", laser_w), ("hold_w", hold_w),
      ("host_bandwidth_gb_s", hostBandwidth_gb_s), ("host_efficiency", hostEfficiency),
      ("digital_tflops", digital_tflops), ("digital_bandwidth_gb_s", digitalBandwidth_gb_s),
    ]
    let energies = energies.named.map { ("energies.\($0.name)", $0.figure) }
    return (own + energies).compactMap { name, figure in figure.map { (name, $0) } }
  }

  /// All its figures that are known.
  public var figures: [Figure] { namedFigures.map(\.figure) }
}

/// Energies of an optical engine, pJ each; what is unknown is `nil`.
public struct PhotonicEnergyFigures: Hashable, Sendable {
  /// Digital to analog, one conversion.
  public var dac_pj: Figure?
  /// Modulator, one input symbol.
  public var modulator_pj: Figure?
  /// Receiver's amplifier, one output symbol.
  public var amplifier_pj: Figure?
  /// Analog to digital, one conversion.
  public var adc_pj: Figure?
  /// Setting one weight, beside its conversion.
  public var weight_pj: Figure?
  /// Adding one partial sum.
  public var add_pj: Figure?
  /// Moving one byte between host and card.
  public var host_pj_per_byte: Figure?
  /// All electronics together, per operation (a multiplication and an addition are two): instead of
  /// the conversions, where only the whole was measured.
  public var operation_pj: Figure?

  public init() {}

  /// All of them, by the names and in the order of the file format.
  public var named: [(name: String, figure: Figure?)] {
    [
      ("dac_pj", dac_pj), ("modulator_pj", modulator_pj), ("amplifier_pj", amplifier_pj),
      ("adc_pj", adc_pj), ("weight_pj", weight_pj), ("add_pj", add_pj),
      ("host_pj_per_byte", host_pj_per_byte), ("operation_pj", operation_pj),
    ]
  }
}
