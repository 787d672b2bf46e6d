/// The figures of topology files. The ranges are wide: they catch slips of unit, not bold roadmaps.
extension Quantity {
  static let memory_gb = Quantity("GB", 0.001...100_000)
  static let bandwidth_gb_s = Quantity("GB/s", 0.001...10_000_000)
  static let peak_tflops = Quantity("TFLOPS", 0.000_001...10_000_000)
  static let power_w = Quantity("W", 0...1_000_000)
  static let price_cny = Quantity("CNY", 0...1_000_000_000)
  static let rent_cny_per_hour = Quantity("CNY per hour", 0...100_000)
  static let clock_ghz = Quantity("GHz", 0.000_001...100_000)
  static let time_s = Quantity("s", 0...1_000_000)
  static let latency_us = Quantity("us", 0...1_000_000_000)
  static let precision_bits = Quantity("bits", 0.1...128)
  static let cores = Quantity("cores", 0...1_000_000)
  static let hostMemory_gib = Quantity("GiB", 0...10_000_000)
  static let oversubscription = Quantity("", 0.01...10_000)
  static let pue = Quantity("", 1...10)
  static let electricity_cny_per_kwh = Quantity("CNY per kWh", 0...1_000)
  static let carbon_g_per_kwh = Quantity("g per kWh", 0...10_000)
}
