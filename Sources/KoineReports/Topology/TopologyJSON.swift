public import KoineModel

/// A cluster's parts and totals as JSON, for other programs.
public enum TopologyJSON {
  /// Counts, one entry per pool, and the chips with their figures; unknown figures are `null`.
  public static func document(_ topology: Topology) -> JSONValue {
    .object([
      ("name", .string(topology.name)), ("summary", .string(topology.summary)),
      ("nodes", .integer(topology.nodeCount)),
      ("accelerators", .integer(topology.acceleratorCount)),
      ("racks", .integer(topology.rackCount)),
      ("supernodes", .integer(topology.supernodes.count)),
      ("pools", .array(topology.pools.map { pool($0, in: topology) })),
      (
        "chips",
        .array(
          zip(topology.chips, topology.acceleratorsByChip).map { chip, count in
            self.chip(chip, [("accelerators", .integer(count))])
          })
      ),
      ("fabric", fabric(topology.fabric)), ("region", region(topology.region)),
    ])
  }

  private static func pool(_ pool: Pool, in topology: Topology) -> JSONValue {
    let type = topology.nodeType(of: pool)
    let supernodes = Set(pool.nodes.map { topology.supernodeOfNode[$0] }).subtracting([.none])
    let first = supernodes.min().map { topology.supernodes[$0.index] }
    return .object([
      ("node_type", .string(type.name)), ("nodes", .integer(pool.nodes.count)),
      ("chip", type.chip == .none ? .null : .string(topology.chips[type.chip.index].key)),
      ("accelerators_per_node", .integer(type.accelerators)),
      ("islands", .array(type.islands.map { .integer($0) })),
      ("racks", .integer(Set(pool.nodes.map { topology.rackOfNode[$0] }).count)),
      ("supernodes", .integer(supernodes.count)),
      ("switching", .optional(first?.switching.rawValue)),
      ("bandwidth_gb_s", figure(first?.bandwidth_gb_s)),
      ("reconfiguration_s", figure(first?.circuitTime_s)),
    ])
  }

  /// A chip with all its figures, `extra` before them.
  static func chip(_ chip: Chip, _ extra: [(key: String, value: JSONValue)]) -> JSONValue {
    let peaks = Precision.allCases.map { (key: $0.rawValue, value: figure(chip.peak_tflops[$0])) }
    let head: [(key: String, value: JSONValue)] = [
      ("key", .string(chip.key)), ("vendor", .string(chip.vendor)),
      ("product", .string(chip.product)), ("kind", .string(chip.kind.rawValue)),
    ]
    let figures: [(key: String, value: JSONValue)] = [
      ("year", .optional(chip.year)), ("memory_gb", figure(chip.memory_gb)),
      ("memory_bandwidth_gb_s", figure(chip.memoryBandwidth_gb_s)),
      ("peak_tflops", .object(peaks)),
      ("efficiency", efficiencies(chip)), ("kernel_launch_us", figure(chip.kernelLaunch_us)),
      ("link_gb_s", figure(chip.link_gb_s)),
      ("scale_up_limit", .optional(chip.scaleUpLimit)), ("tdp_w", figure(chip.tdp_w)),
      ("idle_w", figure(chip.idle_w)), ("busy_w", figure(chip.busy_w)),
      ("price_cny", figure(chip.price_cny)),
      ("rent_cny_per_hour", figure(chip.rent_cny_per_hour)),
      ("photonic_peak_tops", figure(chip.photonic?.peak_tops)),
    ]
    return .object(head + extra + figures)
  }

  private static func efficiencies(_ chip: Chip) -> JSONValue {
    .object(
      OperatorClass.allCases.map { (key: $0.rawValue, value: figure(chip.efficiency[$0])) })
  }

  private static func fabric(_ fabric: Fabric) -> JSONValue {
    .object([
      ("name", .string(fabric.name)), ("oversubscription", .number(fabric.oversubscription)),
      ("latency_us", figure(fabric.latency_us)),
    ])
  }

  private static func region(_ region: Region) -> JSONValue {
    .object([
      ("name", .string(region.name)), ("pue", figure(region.pue)),
      ("electricity_cny_per_kwh", figure(region.electricity_cny_per_kwh)),
      ("electricity_by_hour", factors(region.electricityByHour)),
      ("carbon_g_per_kwh", figure(region.carbon_g_per_kwh)),
      ("carbon_by_hour", factors(region.carbonByHour)),
    ])
  }

  private static func factors(_ factors: [Double]?) -> JSONValue {
    factors.map { .array($0.map { .number($0) }) } ?? .null
  }

  /// Value, confidence and source of a figure, or `null`.
  static func figure(_ figure: Figure?) -> JSONValue {
    guard let figure else { return .null }
    return .object([
      ("value", .number(figure.value)), ("confidence", .string(figure.confidence.rawValue)),
      ("source", figure.source.isEmpty ? .null : .string(figure.source)),
    ])
  }
}
