/// A plan but for its layers: numbers of stages (across) or of pipelines (side by side) of each kind.
struct MixedCandidate {
  var isAcross: Bool
  /// Pipelines across kinds, or stages of each pipeline side by side.
  var repeats: Int
  var counts: [Int]
  /// The setting of each kind's groups.
  var settings: [Int]
  /// Samples a second that no balance of its work could exceed.
  var bound: Double
}

/// The candidates of one micro-batch that could beat a plan: every number of stages of each kind and of
/// pipelines from the ladder, with its bound.
struct MixedCandidates {
  let pool: MixedPool
  let links: MixedLinks
  let tables: CostTables
  /// The settings that groups of each kind may have.
  let options: [[Int]]
  /// Whether only candidates whose kinds have unlike settings are wanted.
  let isMixed: Bool
  /// Samples a second of the plan to beat.
  let beating: Double
  private(set) var found: [MixedCandidate] = []
  private(set) var considered = 0

  /// What stays the same while counts are chosen.
  private struct Family {
    var isAcross: Bool
    var repeats: Int
    /// Stages of a kind at most.
    var limit: Int
    /// The best that each kind and those behind it add to the pace.
    var rest: [Double]
  }

  init(
    pool: MixedPool, links: MixedLinks, tables: CostTables, options: [[Int]], isMixed: Bool,
    beating: Double
  ) {
    self.pool = pool
    self.links = links
    self.tables = tables
    self.options = options
    self.isMixed = isMixed
    self.beating = beating
  }

  private var batches: Int { pool.globalBatch / tables.microBatch }

  mutating func collect() {
    let rest = paces()
    let most = options.indices.reduce(0) {
      options[$1].isEmpty ? $0 : max($0, pool.kinds[$1].chips)
    }
    for repeats in MixedPool.ladder where repeats <= most {
      if repeats <= batches {
        let family = Family(
          isAcross: true, repeats: repeats, limit: MixedPool.mostStages,
          rest: rest.map { $0 / Double(repeats) })
        choose(family, upTo: tables.layerCount)
      }
      if repeats <= min(tables.layerCount, MixedPool.mostStages) {
        let family = Family(
          isAcross: false, repeats: repeats, limit: .max, rest: rest.map { $0 / Double(repeats) })
        choose(family, upTo: batches)
      }
    }
  }

  /// For each kind, micro-batches a second of all chips of it and of the kinds behind it, in the
  /// setting that suits each best; the last is 0.
  private func paces() -> [Double] {
    var rest = Array(repeating: 0.0, count: options.count + 1)
    for kind in options.indices.reversed() {
      let own = options[kind].map { setting in
        let size = CostTables.settings[setting].tensorParallel
        return Double(pool.kinds[kind].chips / size) / tables[setting].whole_s[kind]
      }
      rest[kind] = rest[kind + 1] + (own.max() ?? 0)
    }
    return rest
  }

  private mutating func choose(_ family: Family, upTo limit: Int) {
    var counts = Array(repeating: 0, count: options.count)
    var settings = counts
    choose(family, 0, limit, 0, &counts, &settings)
  }

  /// Every choice of a setting and a count for the kinds from `kind` on, none included, at most `left`
  /// together.
  private mutating func choose(
    _ family: Family, _ kind: Int, _ left: Int, _ pace: Double, _ counts: inout [Int],
    _ settings: inout [Int]
  ) {
    if bound(family, pace + family.rest[kind], pipelines: 0) <= beating { return }
    if kind == options.count { return keep(family, pace, counts, settings) }
    choose(family, kind + 1, left, pace, &counts, &settings)
    for setting in options[kind] where suits(setting, kind, counts, settings) {
      settings[kind] = setting
      let groups = pool.kinds[kind].chips / CostTables.settings[setting].tensorParallel
      let limit = min(groups / family.repeats, left, family.limit)
      let each = 1 / tables[setting].whole_s[kind]
      for count in MixedPool.ladder {
        if count > limit { break }
        counts[kind] = count
        choose(family, kind + 1, left - count, pace + Double(count) * each, &counts, &settings)
      }
    }
    counts[kind] = 0
  }

  /// Whether a setting may stand beside those of the kinds before: any of two kinds; of more, groups
  /// that differ by a factor of two at most and all recompute or none, as there would be too many.
  private func suits(_ setting: Int, _ kind: Int, _ counts: [Int], _ settings: [Int]) -> Bool {
    if !isMixed || options.count <= 2 { return true }
    let own = CostTables.settings[setting]
    return (0..<kind).allSatisfy { before in
      if counts[before] == 0 { return true }
      let other = CostTables.settings[settings[before]]
      return own.recomputes == other.recomputes
        && max(own.tensorParallel, other.tensorParallel)
          <= 2 * min(own.tensorParallel, other.tensorParallel)
    }
  }

  private mutating func keep(
    _ family: Family, _ pace: Double, _ counts: [Int], _ settings: [Int]
  ) {
    var kinds = 0
    var pipelines = 0
    var first = -1
    var isUnlike = false
    for kind in counts.indices where counts[kind] > 0 {
      kinds += 1
      pipelines += counts[kind]
      if first >= 0 && settings[kind] != first { isUnlike = true }
      first = settings[kind]
    }
    // One kind side by side is the same as pipelines across one kind.
    if kinds < (family.isAcross ? 1 : 2) || isMixed != isUnlike { return }
    considered += 1
    let bound = bound(family, pace, pipelines: family.isAcross ? 0 : pipelines)
    if bound <= beating || !canTalk(family, counts) || !mayFit(family, counts, settings) { return }
    found.append(
      MixedCandidate(
        isAcross: family.isAcross, repeats: family.repeats, counts: counts, settings: settings,
        bound: bound))
  }

  /// Whether kinds that the plan brings together can exchange data; pipelines across three kinds may
  /// keep two of them apart.
  private func canTalk(_ family: Family, _ counts: [Int]) -> Bool {
    let used = counts.indices.filter { counts[$0] > 0 }
    if family.isAcross && used.count > 2 { return true }
    return used.allSatisfy { a in used.allSatisfy { $0 <= a || links[a, $0] > 0 } }
  }

  /// Whether the memories hold the model with one micro-batch under way, the least that a stage keeps.
  private func mayFit(_ family: Family, _ counts: [Int], _ settings: [Int]) -> Bool {
    let columns = family.isAcross ? family.repeats : counts.reduce(0, +)
    var held = 0.0
    for kind in counts.indices where counts[kind] > 0 {
      let table = tables[settings[kind]]
      let share = table.available_gb(of: pool.kinds[kind]) / table.whole_gb(replicas: columns)
      if family.isAcross {
        held += Double(counts[kind]) * share
      } else if share * Double(family.repeats) < 1 {
        return false
      }
    }
    // Layers differ in what they keep: the parts of a plan that fits may add up to a little less.
    return !family.isAcross || held >= 0.8
  }

  /// Samples a second if all stages ended together.
  ///
  /// Pipelines across kinds take whole numbers of micro-batches. Those side by side also fill and
  /// drain, which turns shorten.
  private func bound(_ family: Family, _ pace: Double, pipelines: Int) -> Double {
    let samples = Double(pool.globalBatch)
    if family.isAcross {
      return samples * pace / Double((batches + family.repeats - 1) / family.repeats)
    }
    let filling = Double(pipelines * (family.repeats - 1)) / Double(MixedPool.turns.last!)
    return samples * pace * Double(family.repeats) / (Double(batches) + filling)
  }
}
