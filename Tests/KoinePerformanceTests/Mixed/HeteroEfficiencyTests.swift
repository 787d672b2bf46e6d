import KoineModel
import KoineTestSupport
import Testing

@testable import KoinePerformance

/// The shape of HETHUB and H2: 90 to 100 % of the sum when layers are split well, more only when
/// memory relief takes recomputation away; and that a larger pool is never worse.
@Suite struct HeteroEfficiencyTests {
  private let model = {
    var model = NeuralModel(
      key: "test-7b", layers: 32, width: 4096, heads: 32, feedForwardWidth: 11_008,
      vocabulary: 32_000, sequenceLength: 4096)
    model.hasTiedEmbeddings = false
    return model
  }()

  /// A fast and a slow kind, 400 Gbit/s between all.
  private func costs(_ tflops: [Double]) throws -> EstimatedLayerCosts {
    EstimatedLayerCosts(
      try tflops.map { peak in
        var chip = Chip(key: "test/chip", vendor: "test", product: "chip")
        chip.peak_tflops[.fp16] = Figure(peak)
        chip.memory_gb = Figure(96)
        chip.memoryBandwidth_gb_s = Figure(2000)
        chip.link_gb_s = Figure(400)
        let speed = try ChipSpeed(chip)
        let node = NodeType(name: "server", chip: .none, accelerators: 8)
        return TrainingEstimator(
          model: model, speed: speed, network: Interconnect(node, servers: 4, speed: speed))
      })
  }

  private func pool(memory_gb: [Double], chips: [Int] = [16, 16]) -> MixedPool {
    MixedPool(
      kinds: zip(memory_gb, chips).map { MixedKind(name: "kind", chips: $1, memory_gb: $0) },
      globalBatch: 256, microBatches: [1, 2])
  }

  private let links = MixedLinks(kinds: 2, interface_gb_s: 50, interfaces: 8)

  @Test func aWellSplitMixReachesNearlyTheSum() throws {
    for tflops in [[250.0, 120], [300, 250], [200, 200]] {
      let found = try #require(
        pool(memory_gb: [80, 80]).efficiency(try costs(tflops), links))
      #expect((0.90...1.0).contains(found.ratio), "\(tflops): \(found.ratio)")
      #expect(!found.mix.plan.recomputes)
      #expect(found.mix.plan.chips == 32)
    }
  }

  /// The fast kind is short of memory: alone it must recompute, in the mix it takes late stages.
  @Test func memoryReliefBeatsTheSum() throws {
    let tight = pool(memory_gb: [96, 8.2])
    let found = try #require(tight.efficiency(try costs([150, 250]), links))
    #expect(found.alone[1]?.plan.recomputes ?? true)
    #expect(!found.mix.plan.recomputes)
    #expect(found.ratio > 1, "\(found.ratio)")
    let ample = try #require(pool(memory_gb: [96, 96]).efficiency(try costs([150, 250]), links))
    #expect(ample.ratio <= 1, "\(ample.ratio)")
  }

  /// A batch that divides by nothing is shared unevenly by one kind as by two.
  @Test func aPrimeBatchIsSharedByAll() throws {
    var odd = pool(memory_gb: [80, 80])
    odd.globalBatch = 251
    let found = try #require(odd.efficiency(try costs([250, 120]), links))
    #expect((0.85...1.0).contains(found.ratio), "\(found.ratio)")
    for alone in found.alone {
      let plan = try #require(alone?.plan)
      #expect(plan.chips == 16 && plan.samples == 251)
    }
    #expect(found.mix.plan.samples == 251)
  }

  /// With memory for everything a mix never beats its parts by more than the rounding of layers.
  @Test func withoutMemoryLimitsNoMixBeatsTheSum() throws {
    for seed in 1...6 as ClosedRange<UInt64> {
      var random = SplitMix64(seed: seed)
      let tflops = [100 + 200 * random.unit(), 100 + 200 * random.unit()]
      let free = pool(memory_gb: [0, 0], chips: [8 * random.integer(in: 1...2), 8])
      let found = try #require(free.efficiency(try costs(tflops), links), "seed \(seed)")
      #expect(found.ratio <= 1.000_001, "seed \(seed): \(found.ratio)")
    }
  }

  @Test func anotherChipNeverMakesTheBestPlanWorse() throws {
    for seed in 1...5 as ClosedRange<UInt64> {
      var random = SplitMix64(seed: seed)
      let tflops = [100 + 200 * random.unit(), 100 + 200 * random.unit()]
      var chips = [random.integer(in: 1...12), random.integer(in: 1...12)]
      let memory = [40 + 40 * random.unit(), 40 + 40 * random.unit()]
      var last = 0.0
      for _ in 0..<4 {
        let best = pool(memory_gb: memory, chips: chips).best(try costs(tflops), links)
        let speed = best?.step.samples_per_s ?? 0
        #expect(speed >= last, "seed \(seed), chips \(chips)")
        last = speed
        chips[random.integer(in: 0...1)] += random.integer(in: 1...3)
      }
    }
  }

  /// Kinds that cannot talk are used one at a time.
  @Test func kindsThatCannotTalkDoNotMix() throws {
    var apart = links
    apart[0, 1] = 0
    let found = try #require(pool(memory_gb: [80, 80]).best(try costs([250, 120]), apart))
    let kinds = Set(found.plan.stages.flatMap { $0.replicas.map(\.kind) })
    #expect(kinds == [0])
  }
}
