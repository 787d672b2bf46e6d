import KoineModel

extension Estimate {
  /// `cost`: the rent of all accelerators over the length of the run, CNY.
  static func cost(_ chips: [ChipUsage]) -> Estimate {
    var estimate = Estimate()
    for usage in chips {
      let hours = AcceleratorTime.seconds(usage.time.total) / 3600
      estimate.add(hours, of: .rent, usage.chip.rent_cny_per_hour, chip: usage.chip.key)
    }
    return estimate
  }
}
