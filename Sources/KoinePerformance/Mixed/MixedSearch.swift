import KoineModel

/// One search over the plans of a pool.
struct MixedSearch {
  let pool: MixedPool
  let links: MixedLinks
  private(set) var best: MixedChoice?
  /// Plans whose step was worked out.
  private(set) var evaluated = 0

  init(pool: MixedPool, links: MixedLinks) {
    self.pool = pool
    self.links = links
  }

  /// All plans of one size of group, micro-batch and way with activations.
  mutating func run(
    _ costs: some LayerCosts, tensorParallel: Int, microBatch: Int, recomputes: Bool, only: Int?
  ) {
    let groups = pool.kinds.indices.map { kind in
      let isAllowed = (only == nil || only == kind) && tensorParallel <= pool.kinds[kind].groupLimit
      return isAllowed ? pool.kinds[kind].chips / tensorParallel : 0
    }
    let table = CostTable(
      costs, kinds: pool.kinds.count, tensorParallel: tensorParallel, microBatch: microBatch,
      recomputes: recomputes)
    let setting = Setting(
      tensorParallel: tensorParallel, microBatch: microBatch, recomputes: recomputes)
    for columns in MixedPool.ladder where columns <= groups.max() ?? 0 {
      forEachStageCount(groups.map { $0 / columns }) { counts, search in
        search.tryPipelinesAcrossKinds(counts, columns, setting, table)
      }
    }
    for stages in MixedPool.ladder where stages <= min(costs.layerCount, groups.max() ?? 0) {
      tryPipelinesSideBySide(groups.map { $0 / stages }, stages, setting, table)
    }
  }

  struct Setting {
    var tensorParallel: Int
    var microBatch: Int
    var recomputes: Bool
  }

  /// Every choice of stages for each kind from the ladder, none included.
  private mutating func forEachStageCount(
    _ limits: [Int], _ body: ([Int], inout MixedSearch) -> Void
  ) {
    var counts = Array(repeating: 0, count: limits.count)
    func choose(_ kind: Int, _ search: inout MixedSearch) {
      if kind == limits.count {
        if counts.contains(where: { $0 > 0 }) { body(counts, &search) }
        return
      }
      for count in [0] + MixedPool.ladder.prefix(while: { $0 <= limits[kind] && $0 <= 32 }) {
        counts[kind] = count
        choose(kind + 1, &search)
      }
      counts[kind] = 0
    }
    choose(0, &self)
  }

  private mutating func tryPipelinesAcrossKinds(
    _ counts: [Int], _ columns: Int, _ setting: Setting, _ table: CostTable
  ) {
    let stages = counts.reduce(0, +)
    if stages > table.layerCount { return }
    let perPipeline = microBatchCount(setting) / columns
    if perPipeline == 0 || perPipeline * columns != microBatchCount(setting) { return }
    // The rate of a pipeline whose stages all end together.
    let rate = counts.indices.reduce(0) { $0 + Double(counts[$1]) / table.whole_s[$1] }
    if !isPromising(rate * Double(columns), setting) { return }
    for order in orders(of: counts) {
      let kinds = order.flatMap { Array(repeating: $0, count: counts[$0]) }
      let replicas = kinds.map {
        Array(
          repeating: MixedReplica(kind: $0, tensorParallel: setting.tensorParallel),
          count: columns)
      }
      guard let layers = split(kinds, columns, setting, table) else { continue }
      consider(
        MixedPlan(
          stages: zip(layers, replicas).map { MixedStage(layers: $0, replicas: $1) },
          microBatch: setting.microBatch,
          microBatches: Array(repeating: perPipeline, count: columns),
          recomputes: setting.recomputes),
        table)
    }
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
    _ limits: [Int], _ stages: Int, _ setting: Setting, _ table: CostTable
  ) {
    let total = microBatchCount(setting)
    forEachStageCount(limits) { counts, search in
      if counts.count(where: { $0 > 0 }) < 2 { return }
      let rate =
        counts.indices.reduce(0) { $0 + Double(counts[$1]) / table.whole_s[$1] } * Double(stages)
      if !search.isPromising(rate, setting) { return }
      let column = counts.indices.flatMap { Array(repeating: $0, count: counts[$0]) }
      if column.count > total { return }
      // The layers are those that suit the kind with the least memory.
      let tight = column.min {
        (search.pool.kinds[$0].memory_gb, $0) < (search.pool.kinds[$1].memory_gb, $1)
      }!
      guard
        let layers = search.split(
          Array(repeating: tight, count: stages), column.count, setting, table)
      else { return }
      let replicas = column.map {
        MixedReplica(kind: $0, tensorParallel: setting.tensorParallel)
      }
      search.consider(
        MixedPlan(
          stages: layers.map { MixedStage(layers: $0, replicas: replicas) },
          microBatch: setting.microBatch,
          microBatches: sharedMicroBatches(total, period_s: column.map { table.whole_s[$0] }),
          recomputes: setting.recomputes),
        table)
    }
  }

  /// Whether perfect balance would beat the best plan so far.
  private func isPromising(_ microBatchesPerSecond: Double, _ setting: Setting) -> Bool {
    guard microBatchesPerSecond > 0 else { return false }
    return microBatchesPerSecond * Double(setting.microBatch) > best?.step.samples_per_s ?? 0
  }

  private func microBatchCount(_ setting: Setting) -> Int {
    pool.globalBatch % setting.microBatch == 0 ? pool.globalBatch / setting.microBatch : 0
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
    evaluated += 1
    guard let step = try? plan.step(table, links, memory_gb: pool.kinds.map(\.memory_gb)) else {
      return
    }
    if step.samples_per_s > best?.step.samples_per_s ?? 0 {
      best = MixedChoice(plan: plan, step: step)
    }
  }
}
