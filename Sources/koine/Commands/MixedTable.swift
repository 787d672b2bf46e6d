import KoineFormats
import KoineModel
import KoinePerformance
import KoineReports

/// Fills the rows of mixes in `koine topology show --performance`: pairs of kinds of a cluster that can
/// work on one job, the best of them.
struct MixedTable {
  /// Kinds that are paired, the fastest ones, and accelerators of each at most: a search of pairs among
  /// a dozen kinds of thousands would take minutes.
  static let kinds = 4
  static let accelerators = 256
  static let rows = 3

  let model: NeuralModel
  let options: PerformanceOptions
  let topology: Topology

  /// One kind of chip in its largest pool.
  private struct Member {
    var chip: Chip
    var type: NodeType
    var estimator: TrainingEstimator
    var kind: MixedKind
    var speed: ChipSpeed
  }

  /// The best mixes, the fastest first; none where a plan or a chip was asked for.
  func best() -> [PerformanceRow] {
    if options.plan != nil || options.chip != nil { return [] }
    let fastest = members().sorted { a, b in
      a.speed.gemm_flops * Double(a.kind.chips) > b.speed.gemm_flops * Double(b.kind.chips)
    }.prefix(Self.kinds)
    var rows: [PerformanceRow] = []
    for first in fastest.indices {
      for second in fastest.indices where second > first {
        if let row = row([fastest[first], fastest[second]]) { rows.append(row) }
      }
    }
    return Array(
      rows.sorted { $0.result!.tokens_per_s > $1.result!.tokens_per_s }.prefix(Self.rows))
  }

  private func members() -> [Member] {
    topology.chips.indices.compactMap { index in
      let chip = topology.chips[index]
      let pools = topology.pools.indices.filter {
        topology.nodeType(of: topology.pools[$0]).chip == ChipHandle(index)
      }
      let largest = pools.max {
        topology.pools[$0].nodes.count < topology.pools[$1].nodes.count
      }
      guard let largest, let speed = try? ChipSpeed(chip) else { return nil }
      if chip.photonic != nil && chip.peak_tflops.isEmpty { return nil }
      let type = topology.nodeType(of: topology.pools[largest])
      let count = topology.pools[largest].nodes.count * type.accelerators
      let limit = min(options.accelerators ?? Self.accelerators, Self.accelerators)
      return Member(
        chip: chip, type: type,
        estimator: TrainingEstimator(
          model: model, speed: speed,
          network: Interconnect(topology, pool: largest, speed: speed),
          sequenceLength: options.sequenceLength(of: model)),
        kind: MixedKind(
          name: chip.key, chips: min(count, limit), memory_gb: speed.memory_bytes / 1e9,
          groupLimit: type.accelerators),
        speed: speed)
    }
  }

  private func row(_ members: [Member]) -> PerformanceRow? {
    let links = MixedLinks(topology, nodes: members.map(\.type))
    if links[0, 1] == 0 { return nil }
    let pool = MixedPool(
      kinds: members.map(\.kind), globalBatch: options.batch(of: model), microBatches: [1, 2, 4])
    let costs = EstimatedLayerCosts(members.map(\.estimator))
    guard let found = pool.efficiency(costs, links) else { return nil }
    let used = Set(found.mix.plan.stages.flatMap { $0.replicas.map(\.kind) })
    // A mix in which one kind idles is no mix.
    guard used.count == members.count, found.alone.allSatisfy({ $0 != nil }) else { return nil }
    var row = PerformanceRow(
      name: members.map(\.chip.product).joined(separator: " + "),
      accelerators: pool.kinds.reduce(0) { $0 + $1.chips })
    row.estimates = members.flatMap { member in
      member.speed.estimates.map { "\(member.chip.product) \($0)" }
    }
    row.result = result(found, members)
    return row
  }

  private func result(
    _ found: HeteroEfficiency, _ members: [Member]
  ) -> PerformanceRow.Result {
    let (plan, step) = (found.mix.plan, found.mix.step)
    let length = Double(options.sequenceLength(of: model))
    let tokens_per_s = step.samples_per_s * length
    var counts = Array(repeating: 0, count: members.count)
    for stage in plan.stages {
      for replica in stage.replicas { counts[replica.kind] += replica.tensorParallel }
    }
    func sum(_ amount: (Member) -> Double?) -> Double? {
      var total = 0.0
      for (member, count) in zip(members, counts) {
        guard let one = amount(member) else { return nil }
        total += one * Double(count)
      }
      return total
    }
    let peak = sum { $0.speed.peak_flops } ?? 0
    let power_w = sum { member in
      member.chip.tdp_w.map {
        ($0.value + (member.type.hostPower_w?.value ?? 0) / Double(member.type.accelerators))
          * (topology.region.pue?.value ?? 1)
      }
    }
    let rent = sum { $0.chip.rent_cny_per_hour?.value }
    var result = PerformanceRow.Result(
      plan: text(plan, members), accelerators: plan.chips, step_s: step.iteration_s,
      tokens_per_s: tokens_per_s,
      utilization: 6 * Double(model.activeParameters) * tokens_per_s / peak, bound: bound(step),
      memory_gb: plan.fullest_gb(EstimatedLayerCosts(members.map(\.estimator))),
      tokens_per_joule: power_w.map { tokens_per_s / $0 },
      tokens_per_cny: rent.map { tokens_per_s * 3600 / $0 },
      parts_s: [
        .init("compute", step.computing * step.iteration_s),
        .init("communication", step.communicating * step.iteration_s),
        .init("bubble", step.bubble * step.iteration_s),
        .init("imbalance", step.imbalance * step.iteration_s),
      ])
    result.heteroEfficiency = found.ratio
    return result
  }

  private func bound(_ step: MixedStep) -> String {
    let parts = [
      ("compute", step.computing), ("link", step.communicating), ("bubble", step.bubble),
      ("imbalance", step.imbalance),
    ]
    return parts.max { $0.1 < $1.1 }!.0
  }

  /// `18 br166l | 14 c550, 8 pipelines, TP4`: layers and kind of each stage.
  private func text(_ plan: MixedPlan, _ members: [Member]) -> String {
    let stages = plan.stages.map { stage in
      let kinds = Set(stage.replicas.map(\.kind)).sorted().map { members[$0].chip.product }
      return "\(stage.layers.count) \(kinds.joined(separator: "+"))"
    }
    return stages.joined(separator: " | ")
      + ", \(plan.microBatches.count) pipelines, TP\(plan.stages[0].replicas[0].tensorParallel)"
      + ", micro-batch \(plan.microBatch)" + (plan.recomputes ? ", recompute full" : "")
  }
}
