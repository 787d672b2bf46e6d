import KoineFormats
import KoineModel
import KoinePerformance
import KoineReports

/// Fills the rows of mixes in `koine topology show --performance`: pairs of kinds of a cluster that can
/// work on one job, and the best of them with a third kind.
struct MixedTable {
  /// Kinds that are paired, the fastest ones, and accelerators of each at most: a search of pairs among
  /// a dozen kinds of thousands would take minutes.
  static let kinds = 5
  static let accelerators = 256
  static let rows = 4
  /// Pairs to which each other kind is added.
  static let extended = 2
  private static let microBatches = [1, 2, 4, 8]

  let model: NeuralModel
  let options: PerformanceOptions
  let topology: Topology
  var precision = Precision.fp16

  /// What one kind reaches on the accelerators that mixes have of it.
  private struct Alone {
    var choice: MixedChoice
    var tokens_per_s: Double
  }

  /// The rows of the kinds with the best mixes behind them, the fastest first; without mixes where a plan
  /// or a chip was asked for.
  ///
  /// A kind whose layers are better split unevenly, as mixes split theirs, has that plan in its row: what
  /// a mix is compared with is what stands there.
  func rows(beside kinds: [PerformanceRow]) -> [PerformanceRow] {
    if options.plan != nil || options.chip != nil { return kinds }
    let fastest = parts().sorted { $0.flops > $1.flops }.prefix(Self.kinds).map(\.part)
    var rows = kinds
    let alone = fastest.map { best($0, in: &rows) }
    return rows + best(of: fastest, alone)
  }

  private func best(of fastest: [WorkPart], _ alone: [Alone?]) -> [PerformanceRow] {
    var pairs: [(members: [Int], row: PerformanceRow)] = []
    for first in fastest.indices {
      for second in fastest.indices where second > first {
        if let row = row([first, second], of: fastest, alone) {
          pairs.append(([first, second], row))
        }
      }
    }
    pairs.sort { $0.row.result!.tokens_per_s > $1.row.result!.tokens_per_s }
    var rows = pairs.map(\.row)
    var seen: Set<[Int]> = []
    for pair in pairs.prefix(Self.extended) {
      for third in fastest.indices where !pair.members.contains(third) {
        let members = (pair.members + [third]).sorted()
        if seen.insert(members).inserted, let row = row(members, of: fastest, alone) {
          rows.append(row)
        }
      }
    }
    return Array(
      rows.sorted { $0.result!.tokens_per_s > $1.result!.tokens_per_s }.prefix(Self.rows))
  }

  /// The best plan of one kind, which replaces that of its row where it is faster.
  private func best(_ part: WorkPart, in rows: inout [PerformanceRow]) -> Alone? {
    guard
      let team = try? MixedTeam(
        model, on: [part], of: topology, sequenceLength: options.sequenceLength(of: model),
        precision: precision),
      let choice = team.pool(
        globalBatch: options.batch(of: model), microBatches: Self.microBatches
      ).best(team.costs, team.links)
    else { return nil }
    var alone = Alone(
      choice: choice, tokens_per_s: choice.step.samples_per_s * Double(team.sequenceLength))
    let place = rows.firstIndex {
      $0.name == team.members[0].chip.key && $0.accelerators == part.accelerators
    }
    guard let place else { return alone }
    if let known = rows[place].result?.tokens_per_s, known >= alone.tokens_per_s {
      alone.tokens_per_s = known
    } else {
      rows[place].result = result(choice, team)
      rows[place].refusal = nil
      rows[place].estimates = team.members[0].speed.estimates
    }
    return alone
  }

  /// Each kind of chip that trains, in its largest pool, and what its chips compute together.
  private func parts() -> [(part: WorkPart, flops: Double)] {
    topology.chips.indices.compactMap { index in
      let chip = topology.chips[index]
      let pools = topology.pools.indices.filter {
        topology.nodeType(of: topology.pools[$0]).chip == ChipHandle(index)
      }
      let largest = pools.max {
        topology.pools[$0].nodes.count < topology.pools[$1].nodes.count
      }
      guard let largest, let speed = try? ChipSpeed(chip, precision: precision) else { return nil }
      if chip.photonic != nil && chip.peak_tflops.isEmpty { return nil }
      let type = topology.nodeType(of: topology.pools[largest])
      let limit = min(options.accelerators ?? Self.accelerators, Self.accelerators)
      let count = min(topology.pools[largest].nodes.count * type.accelerators, limit)
      return (
        WorkPart(pool: PoolHandle(largest), accelerators: count),
        speed.gemm_flops * Double(count)
      )
    }
  }

  /// Whether a kind has more accelerators than the search takes.
  private func isCut(_ part: WorkPart) -> Bool {
    let pool = topology.pools[part.pool.index]
    let all = pool.nodes.count * topology.nodeType(of: pool).accelerators
    return min(all, options.accelerators ?? all) > Self.accelerators
  }

  private func row(
    _ members: [Int], of fastest: [WorkPart], _ alone: [Alone?]
  ) -> PerformanceRow? {
    let parts = members.map { fastest[$0] }
    guard
      let team = try? MixedTeam(
        model, on: parts, of: topology, sequenceLength: options.sequenceLength(of: model),
        precision: precision),
      let found = try? team.efficiency(
        globalBatch: options.batch(of: model), microBatches: Self.microBatches,
        alone: members.map { alone[$0]?.choice })
    else { return nil }
    // A mix in which one kind idles is no mix.
    guard team.used(by: found.mix.plan).allSatisfy({ $0 > 0 }),
      found.alone.allSatisfy({ $0 != nil })
    else { return nil }
    var row = PerformanceRow(
      name: team.members.map(\.chip.product).joined(separator: " + "),
      accelerators: parts.reduce(0) { $0 + $1.accelerators })
    if parts.contains(where: { isCut($0) }) {
      row.note = "the best plan of at most \(grouped(Self.accelerators)) accelerators of each kind"
    }
    row.estimates = team.members.flatMap { member in
      member.speed.estimates.map { "\(member.chip.product) \($0)" }
    }
    var result = result(found.mix, team)
    let sum = members.reduce(0) { $0 + (alone[$1]?.tokens_per_s ?? 0) }
    result.heteroEfficiency = result.tokens_per_s / sum
    row.result = result
    return row
  }

  private func result(_ choice: MixedChoice, _ team: MixedTeam) -> PerformanceRow.Result {
    let (plan, step) = (choice.plan, choice.step)
    let tokens_per_s = step.samples_per_s * Double(team.sequenceLength)
    let counts = team.used(by: plan)
    func sum(_ amount: (MixedTeam.Member) -> Double?) -> Double? {
      var total = 0.0
      for (member, count) in zip(team.members, counts) {
        guard let one = amount(member) else { return nil }
        total += one * Double(count)
      }
      return total
    }
    let peak = sum { $0.speed.peak_flops } ?? 0
    let power_w = sum { member in
      PowerDraw(member.chip, isWorking: true).map {
        ($0.total_w + (member.type.hostPower_w?.value ?? 0) / Double(member.type.accelerators))
          * (topology.region.pue?.value ?? 1)
      }
    }
    let rent = sum { $0.chip.rent_cny_per_hour?.value }
    return PerformanceRow.Result(
      plan: team.text(plan), accelerators: plan.chips, step_s: step.iteration_s,
      tokens_per_s: tokens_per_s,
      utilization: 6 * Double(model.activeParameters) * tokens_per_s / peak, bound: bound(step),
      memory_gb: plan.fullest_gb(team.costs), tokens_per_joule: power_w.map { tokens_per_s / $0 },
      tokens_per_cny: rent.map { tokens_per_s * 3600 / $0 },
      parts_s: [
        .init("compute", step.computing * step.iteration_s),
        .init("communication", step.communicating * step.iteration_s),
        .init("bubble", step.bubble * step.iteration_s),
        .init("imbalance", step.imbalance * step.iteration_s),
      ])
  }

  private func bound(_ step: MixedStep) -> String {
    let parts = [
      ("compute", step.computing), ("link", step.communicating), ("bubble", step.bubble),
      ("imbalance", step.imbalance),
    ]
    return parts.max { $0.1 < $1.1 }!.0
  }
}
