import KoineEngine
import KoineModel

/// What the whole facility drew, what its electricity cost and what carbon it stands for.
public struct Facility: Sendable {
  /// Accelerators, lasers and hosts, times the PUE of the region, kWh.
  public var energy: Estimate
  /// CNY, at the price of the hour.
  public var electricityCost: Estimate
  /// kg of carbon dioxide, at the intensity of the hour.
  public var carbon: Estimate

  /// - Complexity: O(pools), and O(jobs) if the region has prices or intensities by hour.
  init(_ parts: EnergyParts, _ log: RunLog, _ workload: Workload, on topology: Topology) {
    let region = topology.region
    // Work follows the jobs through the day; the rest is there at all hours.
    let working = (parts.busy + parts.lasers).times(.powerUsage, region.pue, of: region.place)
    let standing = (parts.idle + parts.hosts).times(.powerUsage, region.pue, of: region.place)
    energy = working + standing
    let price = region.electricity_cny_per_kwh
    let intensity = region.carbon_g_per_kwh
    let hasHours = region.electricityByHour != nil || region.carbonByHour != nil
    let hours = hasHours ? HourShares(log, workload) : nil
    func total(_ name: EstimatedFigure, _ figure: Figure?, _ factors: [Double]?, _ unit: Double)
      -> Estimate
    {
      let atWork = working.times(name, figure, of: region.place)
        .scaled(by: unit * (hours?.workingMean(factors) ?? 1))
      let always = standing.times(name, figure, of: region.place)
        .scaled(by: unit * (hours?.spanMean(factors) ?? 1))
      return atWork + always
    }
    electricityCost = total(.electricityPrice, price, region.electricityByHour, 1)
    carbon = total(.carbonIntensity, intensity, region.carbonByHour, 0.001)
  }
}

extension Region {
  /// What messages call it.
  fileprivate var place: String { name == Region().name ? "the region" : name }
}
