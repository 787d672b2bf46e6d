import KoineModel

extension FleetMix {
  /// A mapping of kinds to shares; `year` stands for the domestic share of that year.
  init?(_ value: YAMLValue) {
    guard let entries = value.mapping()?.entries else { return nil }
    self.init()
    for (key, value) in entries {
      if key == "year" {
        guard let year = value.number(.yearOfFleet) else { continue }
        shares.append(Share(kind: "domestic", share: Self.domesticShare(in: year)))
      } else if let share = value.number(.shareOfFleet) {
        shares.append(Share(kind: key, share: share))
      }
    }
    if entries.contains(where: { $0.key == "year" }),
      entries.contains(where: { $0.key == "domestic" })
    {
      value.report(.conflict("says the domestic share twice: give year or domestic"))
    }
  }
}

extension Quantity {
  static let yearOfFleet = Quantity("", 2022...2029)
  static let shareOfFleet = Quantity("", 0...1)
  static let oversubscriptionOfScenario = Quantity("", 1...1000)
  static let failureRate = Quantity("", 0...1000)
}
