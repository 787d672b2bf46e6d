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
      let chip = usage.chip
      estimate.add(allocated, of: .designPower, chip.tdp_w, chip: chip.key)
      estimate.add(free, of: .idlePower, chip.idle_w, chip: chip.key)
    }
    return estimate
  }
}
