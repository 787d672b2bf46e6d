import KoineFormats
import KoineModel
import KoineTestSupport
import Testing

@testable import KoinePerformance

/// Mixes of the shipped cluster: the shape of HETHUB, and adding up gradients kind by kind.
@Suite struct ShippedMixTests {
  private let topology: Topology
  private let model: NeuralModel

  init() throws {
    let resolver = TopologyResolver(catalogue: Repository.topologies)
    topology = try resolver.topology("shanghai-mixed", scale: 1)
    model = try resolver.model("llama-2-7b")
  }

  private func part(_ chip: String, _ count: Int) throws -> WorkPart {
    let place = topology.pools.firstIndex {
      let own = topology.nodeType(of: $0).chip
      return own != .none && topology.chips[own.index].key == chip
    }
    return WorkPart(pool: PoolHandle(try #require(place)), accelerators: count)
  }

  /// Pairs whose links go through the hosts, on a batch that keeps the chips busy: 90 to 100 % of the
  /// sum, and little of the loss is imbalance.
  @Test(arguments: [
    ["metax/c550", "biren/br166l"], ["metax/c550", "moore-threads/s5000"],
    ["kunlunxin/p800", "metax/c550"],
  ])
  func wellSplitMixesReachNearlyTheSum(chips: [String]) throws {
    let team = try MixedTeam(
      model, on: try chips.map { try part($0, 16) }, of: topology)
    let found = try team.efficiency(globalBatch: 1024, microBatches: [1, 2])
    #expect((0.90...1.0).contains(found.ratio), "\(found.ratio): \(team.text(found.mix.plan))")
    #expect(found.mix.step.imbalance < 0.05)
    #expect(team.used(by: found.mix.plan).allSatisfy { $0 == 16 })
  }

  /// The mix of the scenario `mixed-kinds`: with groups of one size it reached 82 %.
  @Test func eachKindHasGroupsOfItsOwn() throws {
    let resolver = TopologyResolver(catalogue: Repository.topologies)
    let team = try MixedTeam(
      try resolver.model("llama-3-8b"),
      on: [try part("metax/c550", 64), try part("biren/br166l", 64)], of: topology)
    let found = try team.efficiency(globalBatch: 512, microBatches: [1, 2])
    let plan = team.text(found.mix.plan)
    #expect((0.95...1.0).contains(found.ratio), "\(found.ratio): \(plan)")
    #expect(plan.contains("Xiyun C550 TP2 + BR166L TP1"), "\(plan)")
  }

  /// Eight replicas of each of two kinds at 50 GB/s among themselves and 5 GB/s between: one ring goes
  /// at 5 GB/s throughout; kind by kind, an eighth of the bytes does.
  @Test func gradientsCrossKindsInParts() {
    var links = MixedLinks(kinds: 2, interface_gb_s: 50)
    links[0, 1] = 5
    let replicas = (0..<16).map { MixedReplica(kind: $0 / 8, tensorParallel: 1) }
    let ring_s = links.allReduce_s(8e9, over: replicas)
    #expect(abs(ring_s - 2 * 15.0 / 16 * 8 / 5) < 1e-9)
    links.reducesByKind = true
    let byKind_s = links.allReduce_s(8e9, over: replicas)
    #expect(abs(byKind_s - (2 * 7.0 / 8 * 8 / 50 + 1.0 / 5)) < 1e-9)
    // One kind alone has nothing to gain.
    let alone = (0..<8).map { _ in MixedReplica(kind: 0, tensorParallel: 1) }
    #expect(abs(links.allReduce_s(8e9, over: alone) - 2 * 7.0 / 8 * 8 / 50) < 1e-9)
  }

  /// Beside the backward pass or not, faster layers and links never make a plan slower.
  @Test func overlapKeepsMonotony() throws {
    for seed in 1...200 as ClosedRange<UInt64> {
      let mix = RandomMix(seed: seed)
      var links = mix.links
      (links.overlapsReduction, links.reducesByKind) = (true, true)
      let before = try mix.plan.step(mix.costs, links).iteration_s
      #expect(before <= (try mix.plan.step(mix.costs, mix.links).iteration_s) * (1 + 1e-12))
      var random = SplitMix64(seed: seed &+ 1000)
      var costs = mix.costs
      let kind = random.integer(in: 0...costs.forward_s.count - 1)
      costs.forward_s[kind][random.integer(in: 0...costs.layerCount - 1)] *= random.unit()
      #expect(try mix.plan.step(costs, links).iteration_s <= before * (1 + 1e-12), "seed \(seed)")
      links[random.integer(in: 0...costs.forward_s.count - 1), kind] *= 1 + random.unit()
      #expect(
        try mix.plan.step(mix.costs, links).iteration_s <= before * (1 + 1e-12), "seed \(seed)")
    }
  }
}
