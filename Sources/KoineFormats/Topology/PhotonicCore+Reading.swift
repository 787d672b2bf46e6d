import KoineModel

extension PhotonicCore {
  static let keys = [
    "design", "rows", "columns", "cores", "wavelengths", "passes", "clock_ghz", "weight_update_s",
    "peak_tops", "precision_bits", "latency_s", "electronics_w", "laser_w", "hold_w",
    "host_bandwidth_gb_s", "host_efficiency", "digital_tflops", "digital_bandwidth_gb_s",
    "energies",
  ]

  /// Reads the mapping under a chip's `photonic`.
  init?(_ value: YAMLValue, _ origin: FigureOrigin) {
    guard let fields = value.mapping(known: Self.keys) else { return nil }
    self.init()
    design = fields["design"]?.choice("photonic design") ?? .weightStationary
    rows = fields["rows"]?.integer(in: 1...1_000_000)
    columns = fields["columns"]?.integer(in: 1...1_000_000)
    cores = fields["cores"]?.integer(in: 1...1_000_000)
    wavelengths = fields["wavelengths"]?.integer(in: 1...1_000_000)
    passes = fields["passes"]?.integer(in: 1...1000)
    clock_ghz = fields.figure("clock_ghz", .clock_ghz, origin)
    weightUpdate_s = fields.figure("weight_update_s", .time_s, origin)
    peak_tops = fields.figure("peak_tops", .peak_tflops, origin)
    precision_bits = fields.figure("precision_bits", .precision_bits, origin)
    latency_s = fields.figure("latency_s", .time_s, origin)
    electronics_w = fields.figure("electronics_w", .power_w, origin)
    laser_w = fields.figure("laser_w", .power_w, origin)
    hold_w = fields.figure("hold_w", .power_w, origin)
    hostBandwidth_gb_s = fields.figure("host_bandwidth_gb_s", .bandwidth_gb_s, origin)
    hostEfficiency = fields.figure("host_efficiency", .share, origin)
    digital_tflops = fields.figure("digital_tflops", .peak_tflops, origin)
    digitalBandwidth_gb_s = fields.figure("digital_bandwidth_gb_s", .bandwidth_gb_s, origin)
    if let value = fields["energies"] { energies = PhotonicEnergyFigures(value, origin) }
  }
}

extension PhotonicEnergyFigures {
  static let keys = [
    "dac_pj", "modulator_pj", "amplifier_pj", "adc_pj", "weight_pj", "add_pj",
    "host_pj_per_byte", "operation_pj",
  ]

  fileprivate init(_ value: YAMLValue, _ origin: FigureOrigin) {
    self.init()
    guard let fields = value.mapping(known: Self.keys) else { return }
    dac_pj = fields.figure("dac_pj", .energy_pj, origin)
    modulator_pj = fields.figure("modulator_pj", .energy_pj, origin)
    amplifier_pj = fields.figure("amplifier_pj", .energy_pj, origin)
    adc_pj = fields.figure("adc_pj", .energy_pj, origin)
    weight_pj = fields.figure("weight_pj", .energy_pj, origin)
    add_pj = fields.figure("add_pj", .energy_pj, origin)
    host_pj_per_byte = fields.figure("host_pj_per_byte", .energy_pj, origin)
    operation_pj = fields.figure("operation_pj", .energy_pj, origin)
  }
}
