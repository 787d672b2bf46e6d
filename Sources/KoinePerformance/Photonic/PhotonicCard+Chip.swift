public import KoineModel

/// A figure that a photonic card cannot do without.
public enum PhotonicFigure: String, CaseIterable, Sendable {
  case rows, columns, cores, wavelengths
  case clock_ghz
  case weightUpdate_s = "weight_update_s"
  case hostBandwidth_gb_s = "host_bandwidth_gb_s"
}

extension PhotonicCard {
  /// The share of the host's bandwidth that transfers reach where the card states none: practice of
  /// PCIe, an estimate.
  public static let defaultHostEfficiency = 0.85

  /// The card that `chip` is.
  ///
  /// - Throws: that the chip has no optical engine, or which of its figures are unknown: speed is
  ///   never guessed here, an estimate belongs in the catalogue.
  public init(_ chip: Chip) throws(PhotonicRefusal) {
    guard let core = chip.photonic else { throw .notPhotonic(chip: chip.key) }
    let missing = Self.missing(in: core)
    guard missing.isEmpty, let rows = core.rows, let columns = core.columns,
      let cores = core.cores, let clock = core.clock_ghz
    else { throw .unknownFigures(chip: chip.key, figures: missing) }
    self.init(
      name: chip.key, rows: rows, columns: columns, cores: cores, clock_hz: clock.value * 1e9,
      weightUpdate_s: core.weightUpdate_s?.value ?? 0)
    design = core.design
    wavelengths = core.wavelengths ?? 1
    passes = core.passes ?? 1
    latency_s = core.latency_s?.value ?? 0
    precision_bits = core.precision_bits?.value
    host_bytes_s =
      (core.hostBandwidth_gb_s?.value ?? .infinity) * 1e9
      * (core.hostEfficiency?.value ?? Self.defaultHostEfficiency)
    memory_bytes = (chip.memory_gb?.value ?? 0) * 1e9
    laser_w = core.laser_w?.value ?? 0
    hold_w = core.hold_w?.value ?? 0
    energies = PhotonicEnergies(core.energies)
    let guesses = core.namedFigures.filter {
      $0.figure.confidence == .estimate && Self.figuresOfSpeed.contains($0.name)
    }
    estimates = guesses.map { "photonic.\($0.name)" }
    if core.hostEfficiency == nil { estimates.append("photonic.host_efficiency") }
  }

  /// Figures on which speed rests; the others are of power, or peaks that are computed here.
  private static let figuresOfSpeed = [
    "clock_ghz", "weight_update_s", "precision_bits", "latency_s", "host_bandwidth_gb_s",
    "host_efficiency", "digital_tflops", "digital_bandwidth_gb_s",
  ]

  private static func missing(in core: PhotonicCore) -> [PhotonicFigure] {
    let isDynamic = core.design == .dynamicCrossbar
    let known: [(PhotonicFigure, Bool)] = [
      (.rows, core.rows != nil), (.columns, core.columns != nil), (.cores, core.cores != nil),
      (.wavelengths, core.wavelengths != nil || !isDynamic), (.clock_ghz, core.clock_ghz != nil),
      (.weightUpdate_s, core.weightUpdate_s != nil || isDynamic),
      (.hostBandwidth_gb_s, core.hostBandwidth_gb_s != nil),
    ]
    return known.filter { !$0.1 }.map(\.0)
  }
}

extension PhotonicEnergies {
  /// Joules of the catalogue's figures; what is unknown is left out of sums, and
  /// ``PhotonicCore/figures`` tells what is there.
  init(_ figures: PhotonicEnergyFigures) {
    self.init()
    dac_j = (figures.dac_pj?.value ?? 0) * 1e-12
    modulator_j = (figures.modulator_pj?.value ?? 0) * 1e-12
    amplifier_j = (figures.amplifier_pj?.value ?? 0) * 1e-12
    adc_j = (figures.adc_pj?.value ?? 0) * 1e-12
    weight_j = (figures.weight_pj?.value ?? 0) * 1e-12
    add_j = (figures.add_pj?.value ?? 0) * 1e-12
    host_j_per_byte = (figures.host_pj_per_byte?.value ?? 0) * 1e-12
    operation_j = (figures.operation_pj?.value ?? 0) * 1e-12
  }
}
