import KoineModel

/// A region as a file defines it, and where.
struct RegionDefinition {
  var region: Region
  var place: YAMLValue
  /// The region that it completes.
  var base: YAMLValue?

  static let keys = [
    "name", "pue", "electricity_cny_per_kwh", "electricity_by_hour", "carbon_g_per_kwh",
    "carbon_by_hour",
  ]

  /// Reads the mapping of a region; `name` is what it is called if it does not say. A cluster's may
  /// be `like` another.
  init?(_ value: YAMLValue, name: String = "unnamed", allowsBase: Bool = false) {
    let known = Self.keys + (allowsBase ? ["like"] : []) + YAMLMapping.originKeys
    guard let fields = value.mapping(known: known) else { return nil }
    base = fields["like"]
    let origin = fields.origin()
    region = Region(name: fields["name"]?.name() ?? name)
    region.pue = fields.figure("pue", .pue, origin)
    region.electricity_cny_per_kwh = fields.figure(
      "electricity_cny_per_kwh", .electricity_cny_per_kwh, origin)
    region.carbon_g_per_kwh = fields.figure("carbon_g_per_kwh", .carbon_g_per_kwh, origin)
    region.electricityByHour = Self.factors(fields, "electricity_by_hour")
    region.carbonByHour = Self.factors(fields, "carbon_by_hour")
    place = value
  }

  /// 24 factors, from midnight on; without the figure that they multiply they say nothing.
  private static func factors(_ fields: YAMLMapping, _ key: String) -> [Double]? {
    guard let value = fields[key], let list = value.list() else { return nil }
    let factors = list.compactMap { $0.number(.hourFactor) }
    if list.count != 24 {
      value.report(.wrongType(found: "\(list.count) numbers", expected: "24 numbers"))
    }
    return list.count == 24 && factors.count == 24 ? factors : nil
  }
}

/// The region of a cluster: the name of one that the catalogue knows, figures of its own, or both,
/// of which the own ones hold.
struct RegionChoice {
  var own: Region?
  var base: YAMLValue?

  init?(_ value: YAMLValue) {
    if value.isScalar {
      base = value
    } else if let definition = RegionDefinition(value, allowsBase: true) {
      own = definition.region
      base = definition.base
    } else {
      return nil
    }
  }
}

extension Region {
  /// This region, with what it does not say from `base`.
  func completed(by base: Region) -> Region {
    var whole = base
    if name != Region().name { whole.name = name }
    whole.pue = pue ?? base.pue
    if let price = electricity_cny_per_kwh {
      whole.electricity_cny_per_kwh = price
      whole.electricityByHour = nil
    }
    if let intensity = carbon_g_per_kwh {
      whole.carbon_g_per_kwh = intensity
      whole.carbonByHour = nil
    }
    whole.electricityByHour = electricityByHour ?? whole.electricityByHour
    whole.carbonByHour = carbonByHour ?? whole.carbonByHour
    return whole
  }
}
