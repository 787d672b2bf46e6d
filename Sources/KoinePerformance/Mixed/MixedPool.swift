/// Chips of one kind that a job may use.
public struct MixedKind: Hashable, Sendable {
  public var name: String
  public var chips: Int
  /// Memory of one chip, GB; 0 for no limit.
  public var memory_gb: Double
  /// Most chips that one tensor-parallel group may span: those of a node.
  public var groupLimit: Int

  public init(name: String, chips: Int, memory_gb: Double = 0, groupLimit: Int = 8) {
    self.name = name
    self.chips = chips
    self.memory_gb = memory_gb
    self.groupLimit = groupLimit
  }
}

/// The best plan that was found, and its step.
public struct MixedChoice: Hashable, Sendable {
  public var plan: MixedPlan
  public var step: MixedStep
}

/// Chips of unlike kinds that work on one job, and the search for their best plan.
///
/// Two families are searched: pipelines across kinds with data parallelism inside each kind, as HETHUB
/// and FlagScale plan; and whole pipelines of each kind side by side, with uneven shares of the
/// micro-batches. Every kind has groups of its own size and recomputes or not. Numbers of stages,
/// pipelines and groups come from fixed ladders, so that what a pool
/// can do, a larger one can do too: another chip never makes the best plan worse.
public struct MixedPool: Sendable {
  public var kinds: [MixedKind]
  /// Samples of one iteration.
  public var globalBatch: Int
  /// Sizes of micro-batches to try.
  public var microBatches: [Int]

  public init(kinds: [MixedKind], globalBatch: Int, microBatches: [Int] = [1, 2, 4, 8]) {
    self.kinds = kinds
    self.globalBatch = globalBatch
    self.microBatches = microBatches
  }

  static let ladder = [
    1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024,
  ]
  /// Stages of one kind in a pipeline at most.
  static let mostStages = 32
  static let groupSizes = [1, 2, 4, 8, 16]
  /// Parts of a stage that may take turns.
  static let turns = [2, 4, 8]

  /// The fastest plan on the pool; `nil` if nothing fits.
  ///
  /// - Parameter only: a kind to which the search is kept; `nil` for all of them.
  /// - Complexity: O(plans x the cost of a step); plans that even perfect balance could not make the
  ///   best are not evaluated.
  public func best(
    _ costs: some LayerCosts, _ links: MixedLinks, only: Int? = nil
  ) -> MixedChoice? { search(costs, links, only: only).best }

  /// The fastest plan, and how many were looked at: each has a bound, and its step is worked out where
  /// that bound beats the best so far.
  public func search(
    _ costs: some LayerCosts, _ links: MixedLinks, only: Int? = nil
  ) -> (best: MixedChoice?, considered: Int) {
    var search = MixedSearch(pool: self, links: links)
    search.run(costs, only: only)
    return (search.best, search.considered)
  }

  /// How well the kinds work together: the throughput of the best mix over the sum of what each kind
  /// reaches alone on the same batch. `nil` where the mix or every kind alone fits nothing.
  ///
  /// - Parameter alone: what each kind reaches alone, where that is known already.
  ///
  /// Source: HETHUB, arXiv 2405.16256; H2, arXiv 2505.17548.
  public func efficiency(
    _ costs: some LayerCosts, _ links: MixedLinks, alone known: [MixedChoice?]? = nil
  ) -> HeteroEfficiency? {
    guard let mix = best(costs, links) else { return nil }
    let alone = known ?? kinds.indices.map { best(costs, links, only: $0) }
    let sum = alone.reduce(0) { $0 + ($1?.step.samples_per_s ?? 0) }
    guard sum > 0 else { return nil }
    return HeteroEfficiency(mix: mix, alone: alone, ratio: mix.step.samples_per_s / sum)
  }
}

/// A mix beside its parts.
public struct HeteroEfficiency: Hashable, Sendable {
  public var mix: MixedChoice
  /// Each kind alone; `nil` where the model does not fit it.
  public var alone: [MixedChoice?]
  /// `hetero_efficiency`: throughput of the mix over the sum of the parts'.
  public var ratio: Double
}
