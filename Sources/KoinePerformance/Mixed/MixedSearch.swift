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

  var best_samples_s: Double { best?.step.samples_per_s ?? 0 }

  /// All plans of every micro-batch: first those whose kinds all work in one way, among which a good
  /// one is soon found, then those in which every kind has its own.
  mutating func run(_ costs: some LayerCosts, only: Int?) {
    let allowed = pool.kinds.indices.filter { only == nil || only == $0 }
    let tables = pool.microBatches
      .filter { $0 <= pool.globalBatch && pool.globalBatch.isMultiple(of: $0) }
      .map { CostTables(costs, kinds: pool.kinds.count, microBatch: $0) }
    for tables in tables {
      for setting in CostTables.settings.indices {
        tryAll(tables, options(allowed, tables) { $0 == setting }, isMixed: false)
      }
    }
    if allowed.count < 2 { return }
    for tables in tables {
      tryAll(tables, options(allowed, tables) { _ in true }, isMixed: true)
    }
  }

  /// The settings that groups of each kind can have.
  private func options(
    _ allowed: [Int], _ tables: CostTables, _ isWanted: (Int) -> Bool
  ) -> [[Int]] {
    pool.kinds.indices.map { kind in
      guard allowed.contains(kind) else { return [] }
      return CostTables.settings.indices.filter { setting in
        let size = CostTables.settings[setting].tensorParallel
        return isWanted(setting) && size <= pool.kinds[kind].groupLimit
          && size <= pool.kinds[kind].chips && tables[setting].whole_s[kind].isFinite
      }
    }
  }

  private mutating func tryAll(_ tables: CostTables, _ options: [[Int]], isMixed: Bool) {
    if options.allSatisfy(\.isEmpty) { return }
    var candidates = MixedCandidates(
      pool: pool, links: links, tables: tables, options: options, isMixed: isMixed,
      beating: best_samples_s)
    candidates.collect()
    considered += candidates.considered
    let found = candidates.found
    for place in found.indices.sorted(by: { (found[$1].bound, $0) < (found[$0].bound, $1) }) {
      // Bounds fall from here on.
      if found[place].bound <= best_samples_s { return }
      if found[place].isAcross {
        tryPipelinesAcrossKinds(found[place], tables)
      } else {
        tryPipelinesSideBySide(found[place], tables)
      }
    }
  }

  /// Whether iterations that last no less than this could beat the best plan so far.
  func isPromising(_ atLeast_s: Double) -> Bool {
    Double(pool.globalBatch) / atLeast_s > best_samples_s
  }

  mutating func consider(_ plan: MixedPlan, _ tables: CostTables) {
    guard let step = try? plan.step(tables, links, memory_gb: pool.kinds.map(\.memory_gb)) else {
      return
    }
    if step.samples_per_s > best_samples_s { best = MixedChoice(plan: plan, step: step) }
    if plan.turns == 1 && plan.stages.count > 1 { considerTurns(plan, tables) }
  }

  /// The same plan with stages whose parts take turns.
  private mutating func considerTurns(_ plain: MixedPlan, _ tables: CostTables) {
    var plan = plain
    for turns in MixedPool.turns {
      plan.turns = turns
      if plan.canTakeTurns { consider(plan, tables) }
    }
  }
}
