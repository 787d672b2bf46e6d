import KoineModel

extension Estimate {
  /// Joules in a kilowatt-hour.
  static let joulesPerKilowattHour = 3_600_000.0

  /// `energy_kwh`: thermal design power while allocated, idle power while free, nothing while down.
  static func energy(_ chips: [ChipUsage]) -> Estimate {
    var estimate = Estimate()
    for usage in chips {
      let allocated = AcceleratorTime.seconds(usage.time.allocated) / joulesPerKilowattHour
      let free = AcceleratorTime.seconds(usage.time.free) / joulesPerKilowattHour
      estimate.add(
        chip: usage.chip.key, [(allocated, usage.chip.tdp_w), (free, usage.chip.idle_w)])
    }
    return estimate
  }
}
