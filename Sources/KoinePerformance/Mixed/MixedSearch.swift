import KoineModel

/// One search over the plans of a pool, the most promising first.
struct MixedSearch {
  let pool: MixedPool
  let links: MixedLinks
  private(set) var best: MixedChoice?
  /// Plans that were looked at: given a bound, and evaluated only where that beat the best.
  private(set) var considered = 0

  init(pool: MixedPool, links: MixedLinks) {
    self.pool = pool
    self.links = links
  }

  /// Size of group, micro-batch, and way with activations.
  struct Setting {
    var tensorParallel: Int
    var microBatch: Int
    var recomputes: Bool
  }

  /// A plan but for its layers: numbers of stages (across) or of pipelines (side by side) of each kind.
  private struct Candidate {
    var isAcross: Bool
    /// Pipelines across kinds, or stages of each pipeline side by side.
    var repeats: Int
    var counts: [Int]
    /// Samples a second that no balance of its work could exceed.
    var bound: Double
  }

  /// All plans of one setting.
  mutating func run(
    _ costs: some LayerCosts, tensorParallel: Int, microBatch: Int, recomputes: Bool, only: Int?
  ) {
    if pool.globalBatch % microBatch != 0 { return }
    let groups = pool.kinds.indices.map { kind in
      let isAllowed = (only == nil || only == kind) && tensorParallel <= pool.kinds[kind].groupLimit
      return isAllowed ? pool.kinds[kind].chips / tensorParallel : 0
    }
    if groups.allSatisfy({ $0 == 0 }) { return }
    let table = CostTable(
      costs, kinds: pool.kinds.count, tensorParallel: tensorParallel, microBatch: microBatch,
      recomputes: recomputes)
    let setting = Setting(
      tensorParallel: tensorParallel, microBatch: microBatch, recomputes: recomputes)
    let candidates = candidates(groups, setting, table)
    for place in candidates.indices.sorted(by: {
      (candidates[$1].bound, $0) < (candidates[$0].bound, $1)
    }) {
      // Bounds fall from here on.
      if candidates[place].bound <= best?.step.samples_per_s ?? 0 { return }
      if candidates[place].isAcross {
        tryPipelinesAcrossKinds(candidates[place], setting, table)
      } else {
        tryPipelinesSideBySide(candidates[place], setting, table)
      }
    }
  }

  /// Every number of stages of each kind and of pipelines from the ladder, with its bound.
  private mutating func candidates(
    _ groups: [Int], _ setting: Setting, _ table: CostTable
  ) -> [Candidate] {
    var found: [Candidate] = []
    let batches = pool.globalBatch / setting.microBatch
    let most = groups.max() ?? 0
    for columns in MixedPool.ladder where columns <= most && batches % columns == 0 {
      forEachCount(groups.map { $0 / columns }, upTo: table.layerCount) { counts, search in
        search.considered += 1
        // The pace of a pipeline whose stages all end together.
        let pace = counts.indices.reduce(0) { $0 + Double(counts[$1]) / table.whole_s[$1] }
        search.keep(
          Candidate(isAcross: true, repeats: columns, counts: counts, bound: 0),
          batchesPerSecond: pace * Double(columns), setting, &found)
      }
    }
    for stages in MixedPool.ladder where stages <= min(table.layerCount, most) {
      forEachCount(groups.map { $0 / stages }, upTo: batches) { counts, search in
        if counts.count(where: { $0 > 0 }) < 2 { return }
        search.considered += 1
        let pace = counts.indices.reduce(0) { $0 + Double(counts[$1]) / table.whole_s[$1] }
        search.keep(
          Candidate(isAcross: false, repeats: stages, counts: counts, bound: 0),
          batchesPerSecond: pace * Double(stages), setting, &found)
      }
    }
    return found
  }

  private func keep(
    _ candidate: Candidate, batchesPerSecond: Double, _ setting: Setting,
    _ found: inout [Candidate]
  ) {
    var candidate = candidate
    candidate.bound = batchesPerSecond * Double(setting.microBatch)
    guard candidate.bound > best?.step.samples_per_s ?? 0 else { return }
    found.append(candidate)
  }

  /// Every choice of a count for each kind from the ladder, none included, at most `limit` together.
  private mutating func forEachCount(
    _ limits: [Int], upTo limit: Int, _ body: ([Int], inout MixedSearch) -> Void
  ) {
    var counts = Array(repeating: 0, count: limits.count)
    func choose(_ kind: Int, _ left: Int, _ search: inout MixedSearch) {
      if kind == limits.count {
        if left < limit { body(counts, &search) }
        return
      }
      choose(kind + 1, left, &search)
      for count in MixedPool.ladder where count <= limits[kind] && count <= left && count <= 32 {
        counts[kind] = count
        choose(kind + 1, left - count, &search)
      }
      counts[kind] = 0
    }
    choose(0, limit, &self)
  }

  private mutating func tryPipelinesAcrossKinds(
    _ candidate: Candidate, _ setting: Setting, _ table: CostTable
  ) {
    let counts = candidate.counts
    let columns = candidate.repeats
    let perPipeline = pool.globalBatch / setting.microBatch / columns
    for order in orders(of: counts) {
      let kinds = order.flatMap { Array(repeating: $0, count: counts[$0]) }
      guard let layers = split(kinds, columns, setting, table) else { continue }
      let slowest_s = table.slowest_s(of: zip(layers, kinds))
      if !isPromising(slowest_s * Double(perPipeline)) { continue }
      let replicas = kinds.map {
        Array(
          repeating: MixedReplica(kind: $0, tensorParallel: setting.tensorParallel),
          count: columns)
      }
      consider(
        MixedPlan(
          stages: zip(layers, replicas).map { MixedStage(layers: $0, replicas: $1) },
          microBatch: setting.microBatch,
          microBatches: Array(repeating: perPipeline, count: columns),
          recomputes: setting.recomputes),
        table)
    }
  }

  /// Whether iterations that last no less than this could beat the best plan so far.
  private func isPromising(_ atLeast_s: Double) -> Bool {
    guard let best else { return true }
    return Double(pool.globalBatch) / atLeast_s > best.step.samples_per_s
  }

  /// Early stages keep the activations of more micro-batches: both orders by memory are tried.
  private func orders(of counts: [Int]) -> [[Int]] {
    let used = counts.indices.filter { counts[$0] > 0 }
    if used.count == 1 { return [used] }
    let sorted = used.sorted { a, b in
      (pool.kinds[b].memory_gb, a) < (pool.kinds[a].memory_gb, b)
    }
    return [sorted, sorted.reversed()]
  }

  private mutating func tryPipelinesSideBySide(
    _ candidate: Candidate, _ setting: Setting, _ table: CostTable
  ) {
    let total = pool.globalBatch / setting.microBatch
    let counts = candidate.counts
    let stages = candidate.repeats
    let column = counts.indices.flatMap { Array(repeating: $0, count: counts[$0]) }
    // The layers are those that suit the kind with the least memory.
    let tight = column.min {
      (pool.kinds[$0].memory_gb, $0) < (pool.kinds[$1].memory_gb, $1)
    }!
    guard
      let layers = split(
        Array(repeating: tight, count: stages), column.count, setting, table)
    else { return }
    let shares = sharedMicroBatches(total, period_s: column.map { table.whole_s[$0] })
    let slowest_s = column.indices.map { index in
      Double(shares[index]) * table.whole_s[column[index]] / Double(stages)
    }.max()!
    if !isPromising(slowest_s) { return }
    let replicas = column.map {
      MixedReplica(kind: $0, tensorParallel: setting.tensorParallel)
    }
    consider(
      MixedPlan(
        stages: layers.map { MixedStage(layers: $0, replicas: replicas) },
        microBatch: setting.microBatch, microBatches: shares, recomputes: setting.recomputes),
      table)
  }

  private func split(
    _ kinds: [Int], _ columns: Int, _ setting: Setting, _ table: CostTable
  ) -> [Range<Int>]? {
    let stages = kinds.count
    var split = LayerSplit(time_s: [], overhead_s: [], memory_gb: [], available_gb: [])
    let bytes = table.output_bytes(layer: 0) * Double(setting.microBatch)
    let groups = kinds.map { MixedReplica(kind: $0, tensorParallel: setting.tensorParallel) }
    for (stage, kind) in kinds.enumerated() {
      var overhead = 0.0
      if stage > 0 { overhead += 2 * links.transfer_s(bytes, groups[stage - 1], groups[stage]) }
      if stage < stages - 1 {
        overhead += 2 * links.transfer_s(bytes, groups[stage], groups[stage + 1])
      }
      split.time_s.append(table.layer_s[kind])
      split.overhead_s.append(overhead.isFinite ? overhead : 0)
      let underWay = Double((stages - stage) * setting.microBatch)
      split.memory_gb.append(table.memory_gb(underWay: underWay, replicas: columns))
      let limit = pool.kinds[kind].memory_gb
      let reserve = setting.recomputes ? table.largest_gb : 0
      split.available_gb.append(limit > 0 ? limit - reserve : .infinity)
    }
    return split.best()
  }

  private mutating func consider(_ plan: MixedPlan, _ table: CostTable) {
    guard let step = try? plan.step(table, links, memory_gb: pool.kinds.map(\.memory_gb)) else {
      return
    }
    if step.samples_per_s > best?.step.samples_per_s ?? 0 {
      best = MixedChoice(plan: plan, step: step)
    }
    if plan.turns == 1 && plan.stages.count > 1 { considerTurns(plan, table) }
  }

  /// The same plan with stages whose parts take turns.
  private mutating func considerTurns(_ plain: MixedPlan, _ table: CostTable) {
    var plan = plain
    for turns in MixedPool.turns {
      plan.turns = turns
      if plan.canTakeTurns { consider(plan, table) }
    }
  }
}

extension CostTable {
  /// Time of one micro-batch on the slowest stage, s.
  func slowest_s(of stages: some Sequence<(Range<Int>, Int)>) -> Double {
    stages.reduce(0) { slowest, stage in
      max(slowest, stage.0.reduce(0) { $0 + layer_s[stage.1][$1] })
    }
  }
}
