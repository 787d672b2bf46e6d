public import KoineModel

/// The measured iterations of eth-easl/sailor (MIT), with the networks that they were measured on.
extension MeasuredMixture {
  /// Chips with a layer profile, in the order in which plans number them.
  public static let kinds = ["GH-96", "RTX-2080", "RTX-3090", "Titan-RTX"]

  /// OPT-350M with a vocabulary padded to 50,304 and 2,048 positions, in FP32: the tables and the 24
  /// layers of width 1,024 follow from the architecture.
  ///
  /// - Parameter profiles: one for each of ``kinds``, in their order.
  public static func costs(_ profiles: [LayerProfile]) -> ProfiledLayerCosts {
    let width = 1024.0
    let layer = 12 * width * width + 13 * width
    let table = 50_304 * width
    let parameters =
      [table + 2_048 * width] + Array(repeating: layer, count: 24) + [table + 2 * width]
    return ProfiledLayerCosts(
      profiles, gradients_bytes: parameters.map { $0 * 4 },
      outputs_bytes: Array(repeating: 2_048 * width * 4, count: 26))
  }

  /// Four interfaces a node, 22.93 GB/s measured through one of them; collectives reach 0.32 of all
  /// four, the median over the measured gradient reductions.
  private static let clariden = MixedLinks(
    kinds: 4, interface_gb_s: 22.93, interfaces: 4, collectiveEfficiency: 0.32)

  /// One interface a node; 2.857 GB/s between equal machines, 0.115 GB/s (1 Gbit/s Ethernet) between
  /// unlike ones, both measured; collectives reach what was measured.
  private static let mit = {
    var links = MixedLinks(kinds: 4, interface_gb_s: 0.115)
    for kind in 0..<4 { links[kind, kind] = 2.857 }
    return links
  }()

  /// Layers of one, two and four stages.
  private static let splits = [
    1: [0..<26], 2: [0..<12, 12..<26], 4: [0..<5, 5..<12, 12..<19, 19..<26],
  ]

  /// The 15 measured plans.
  public static let sailor: [MeasuredMixture] = onClariden + atMIT

  private static let onClariden: [MeasuredMixture] = [
    ("N1/plan_config_N1_D1_M4_G1", 1, 1, 1, 1, 0.07359),
    ("N1/plan_config_N1_D1_M4_G32", 1, 1, 1, 32, 2.28123),
    ("N2/plan_config_N2_D1", 2, 1, 8, 32, 0.65705),
    ("N2/plan_config_N2_D2", 1, 2, 2, 32, 0.8048),
    ("N4/plan_config_N4_D1", 4, 1, 1, 64, 1.60196),
    ("N4/plan_config_N4_D2", 2, 2, 1, 64, 1.44523),
    ("N4/plan_config_N4_D4", 1, 4, 4, 128, 1.23516),
    ("N8/plan_config_N8_D2", 4, 2, 8, 512, 2.69795),
    ("N8/plan_config_N8_D4", 2, 4, 8, 512, 2.2988),
    ("N16/plan_config_N16_D4", 4, 4, 8, 1024, 2.72578),
    ("N16/plan_config_N16_D8", 2, 8, 8, 1024, 2.31116),
    ("N16/plan_config_N16_D16", 1, 16, 8, 1024, 1.92557),
  ].map { name, stages, pipelines, microBatch, batch, time_s in
    let row = Array(repeating: MixedReplica(kind: 0, tensorParallel: 4), count: pipelines)
    var mixture = MeasuredMixture(
      "clariden/OPT-350/\(name).json", Array(repeating: row, count: stages), microBatch, batch,
      clariden, time_s)
    if batch == 32 && microBatch == 1 {
      mixture.unmet =
        "one node without a network, 32 times one micro-batch of 71 ms; the profile of that very "
        + "setting adds up to 81 ms, which no schedule undoes"
    }
    return mixture
  }

  private static let atMIT: [MeasuredMixture] = [
    ("N4_D1", [[2], [1], [3], [1]], 83.76622), ("N4_D2", [[2, 1], [3, 1]], 66.06712),
    ("N4_D4", [[2, 1, 3, 1]], 83.45238),
  ].map { name, kinds, time_s in
    MeasuredMixture(
      "mit/N4/plan_config_\(name).json",
      kinds.map { $0.map { MixedReplica(kind: $0, tensorParallel: 8) } }, 2, 256, mit, time_s)
  }

  private init(
    _ name: String, _ replicas: [[MixedReplica]], _ microBatch: Int, _ globalBatch: Int,
    _ links: MixedLinks, _ time_s: Double
  ) {
    let stages = zip(Self.splits[replicas.count] ?? [], replicas).map {
      MixedStage(layers: $0, replicas: $1)
    }
    self.init(
      name: name, plan: MixedPlan(stages: stages, microBatch: microBatch, globalBatch: globalBatch),
      globalBatch: globalBatch, links: links, iteration_s: time_s,
      source: "eth-easl/sailor " + name)
  }
}
