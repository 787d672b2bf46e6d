import KoineModel
import KoineTestSupport
import Testing

@testable import KoinePerformance

/// The step of a mixed plan: by hand, against properties, and what is refused.
@Suite struct MixedPlanTests {
  private func stages(_ layers: [Range<Int>], kinds: [[Int]]) -> [MixedStage] {
    zip(layers, kinds).map { layers, kinds in
      MixedStage(
        layers: layers, replicas: kinds.map { MixedReplica(kind: $0, tensorParallel: 1) })
    }
  }

  private let links = MixedLinks(kinds: 2, interface_gb_s: 1)

  /// Two equal stages of 1 s forward and 2 s backward, eight micro-batches: 9 slots of 3 s.
  @Test func equalStagesTakeOneSlotEach() throws {
    let costs = PlainCosts(forward_s: [[1, 1]])
    let plan = MixedPlan(
      stages: stages([0..<1, 1..<2], kinds: [[0], [0]]), microBatch: 1, microBatches: [8])
    let step = try plan.step(costs, MixedLinks(kinds: 1, interface_gb_s: 1))
    #expect(step.iteration_s == 27)
    #expect(abs(step.computing - 24.0 / 27) < 1e-12)
    #expect(abs(step.bubble - 3.0 / 27) < 1e-12)
    #expect(step.imbalance < 1e-12)
    #expect(abs(step.samples_per_s - 8.0 / 27) < 1e-12)
  }

  /// The same in two turns of a layer each: the pipeline fills in half the time, 8 x 3 + 3 / 2 s; a
  /// link that takes 0.25 s a transfer costs more than that saves.
  @Test func turnsShortenTheFilling() throws {
    var costs = PlainCosts(forward_s: [[0.5, 0.5, 0.5, 0.5]])
    var plan = MixedPlan(
      stages: stages([0..<2, 2..<4], kinds: [[0], [0]]), microBatch: 1, microBatches: [8])
    let links = MixedLinks(kinds: 1, interface_gb_s: 1)
    #expect(try plan.step(costs, links).iteration_s == 27)
    plan.turns = 2
    let step = try plan.step(costs, links)
    #expect(step.iteration_s == 25.5)
    #expect(abs(step.bubble - 1.5 / 25.5) < 1e-12 && step.imbalance < 1e-12)
    costs.outputs_bytes = 0.25e9
    let turning_s = try plan.step(costs, links).iteration_s
    plan.turns = 1
    #expect(try plan.step(costs, links).iteration_s < turning_s)
  }

  /// Seven micro-batches turn in groups of four and three, sixteen through three stages in fours.
  @Test func microBatchesTurnInGroups() {
    let groups = [(8, 2), (7, 2), (16, 3), (3, 3), (5, 3)].map {
      MixedPlan.turnGroup($0.0, stages: $0.1)
    }
    #expect(groups == [2, 4, 4, 3, 5])
  }

  /// Turns need a layer of every stage each, and a micro-batch for every stage.
  @Test func turnsThatDoNotDivideAreRefused() {
    let costs = PlainCosts(forward_s: [[1, 1, 1]])
    for (layers, count) in [([0..<2, 2..<3], 4), ([0..<3], 4)] as [([Range<Int>], Int)] {
      var plan = MixedPlan(
        stages: stages(layers, kinds: layers.map { _ in [0] }), microBatch: 1,
        microBatches: [count])
      plan.turns = 2
      #expect(throws: MixedRefusal.cannotTakeTurns(turns: 2, stages: layers.count)) {
        try plan.step(costs, MixedLinks(kinds: 1, interface_gb_s: 1))
      }
    }
    var odd = MixedPlan(
      stages: stages([0..<2, 2..<4], kinds: [[0], [0]]), microBatch: 1, microBatches: [1])
    odd.turns = 2
    #expect(throws: MixedRefusal.cannotTakeTurns(turns: 2, stages: 2)) {
      try odd.step(
        PlainCosts(forward_s: [[1, 1, 1, 1]]), MixedLinks(kinds: 1, interface_gb_s: 1))
    }
  }

  /// One stage on two chips, the second half as fast: 4 micro-batches of 3 s and 2 of 6 s.
  @Test func unevenSharesEndTogether() throws {
    let costs = PlainCosts(forward_s: [[1], [2]])
    let stage = stages([0..<1], kinds: [[0, 1]])
    let even = try MixedPlan(stages: stage, microBatch: 1, microBatches: [3, 3]).step(costs, links)
    let uneven = try MixedPlan(stages: stage, microBatch: 1, microBatches: [4, 2]).step(
      costs, links)
    #expect(even.iteration_s == 18)
    #expect(abs(even.imbalance - 0.25) < 1e-12)
    #expect(uneven.iteration_s == 12)
    #expect(uneven.imbalance < 1e-12)
  }

  /// Two replicas of 1 GB of gradients over 1 GB/s: 2 x (2 - 1) / 2 x 1 GB.
  @Test func gradientsAreAddedUp() throws {
    var costs = PlainCosts(forward_s: [[1], [1]])
    costs.gradients_bytes = 1e9
    let plan = MixedPlan(
      stages: stages([0..<1], kinds: [[0, 1]]), microBatch: 1, microBatches: [1, 1])
    #expect(try plan.step(costs, links).reduction_s == 1)
  }

  @Test func refusals() {
    let costs = PlainCosts(forward_s: [[1, 1], [1, 1], [1, 1]])
    var links = MixedLinks(kinds: 3, interface_gb_s: 1)
    links[0, 1] = 0
    func refusal(
      _ stages: [MixedStage], _ microBatches: [Int], memory_gb: [Double] = [],
      _ costs: PlainCosts
    ) -> MixedRefusal? {
      do throws(MixedRefusal) {
        _ = try MixedPlan(stages: stages, microBatch: 1, microBatches: microBatches).step(
          costs, links, memory_gb: memory_gb)
        return nil
      } catch {
        return error
      }
    }
    #expect(
      refusal(stages([0..<1, 1..<2], kinds: [[0], [1]]), [1], costs)
        == .cannotTalk(kind: 0, other: 1, nearest: 2))
    #expect(refusal(stages([0..<1], kinds: [[0]]), [1], costs) == .layersDoNotCover(stage: 0))
    #expect(
      refusal(stages([0..<1, 1..<2], kinds: [[0, 0], [2]]), [1, 1], costs)
        == .replicasDiffer(stage: 1, found: 1, expected: 2))
    var large = costs
    large.states_bytes = 10e9
    #expect(
      refusal(stages([0..<2], kinds: [[0]]), [1], memory_gb: [16, 16, 16], large)
        == .doesNotFit(stage: 0, kind: 0, needed_gb: 20, available_gb: 16))
    #expect(
      refusal(stages([0..<1, 1..<2], kinds: [[0], [2]]), [1], memory_gb: [16, 16, 16], large)
        == nil)
  }

  /// A fixed plan: no faster layer, link or shorter latency ever makes it slower.
  @Test func fasterPartsNeverMakeAPlanSlower() throws {
    for seed in 1...400 as ClosedRange<UInt64> {
      let mix = RandomMix(seed: seed, takesTurns: seed % 2 == 0)
      let before = try mix.plan.step(mix.costs, mix.links).iteration_s
      var random = SplitMix64(seed: seed &+ 1000)
      var costs = mix.costs
      let kind = random.integer(in: 0...costs.forward_s.count - 1)
      costs.forward_s[kind][random.integer(in: 0...costs.layerCount - 1)] *= random.unit()
      #expect(
        try mix.plan.step(costs, mix.links).iteration_s <= before * (1 + 1e-12), "seed \(seed)")
      var links = mix.links
      links[random.integer(in: 0...costs.forward_s.count - 1), kind] *= 1 + random.unit()
      links.latency_s *= random.unit()
      #expect(
        try mix.plan.step(mix.costs, links).iteration_s <= before * (1 + 1e-12), "seed \(seed)")
    }
  }

  /// Never faster than the busiest chips, never slower than everything one after the other.
  @Test func stepsLieBetweenTheirBounds() throws {
    for seed in 1...400 as ClosedRange<UInt64> {
      let mix = RandomMix(seed: seed, takesTurns: seed % 2 == 0)
      let step = try mix.plan.step(mix.costs, mix.links)
      #expect(step.iteration_s > 0, "seed \(seed)")
      let parts = [step.computing, step.communicating, step.bubble, step.imbalance]
      #expect(parts.allSatisfy { (0...1.000_001).contains($0) }, "seed \(seed)")
      #expect(abs(parts.reduce(0, +) - 1) < 1e-9, "seed \(seed)")
    }
  }
}
