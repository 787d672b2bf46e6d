import KoineModel
import KoinePerformance
import KoineTestSupport
import Testing

/// Monotony by seeds: better hardware never makes a step slower, one more accelerator never lowers
/// the best plan.
@Suite struct TrainingPropertyTests {
  /// A machine, a model and a plan, all drawn.
  private struct Case {
    var speed: ChipSpeed
    var model: NeuralModel
    var domains: [NetworkDomain]
    var plan: TrainingPlan

    init(_ random: inout SplitMix64) {
      func pick<Value>(_ values: [Value]) -> Value {
        values[random.integer(in: 0...values.count - 1)]
      }
      var chip = Chip(key: "test/chip", vendor: "test", product: "chip")
      chip.memory_gb = Figure(pick([32, 64, 80, 192]))
      chip.memoryBandwidth_gb_s = Figure(pick([500, 1600, 4800]))
      chip.peak_tflops[.fp16] = Figure(pick([100, 312, 990]))
      chip.link_gb_s = Figure(pick([64, 400, 900]))
      speed = try! ChipSpeed(chip)
      let width = pick([1024, 2048, 4096])
      model = NeuralModel(
        key: "test", layers: pick([8, 13, 32]), width: width, heads: 16, keyValueHeads: 8,
        feedForwardWidth: 4 * width, vocabulary: 32_000, sequenceLength: pick([512, 4096]))
      if pick([true, false]) { model.experts = Experts(count: 8, active: 2, width: 2 * width) }
      domains = [
        NetworkDomain(level: .node, size: 8, rate_bytes_s: speed.link_bytes_s, latency_s: 8e-6),
        NetworkDomain(level: .fabric, size: 4096, rate_bytes_s: 20e9, latency_s: 15e-6),
      ]
      plan = TrainingPlan(globalBatch: 256, sequenceLength: model.sequenceLength)
      plan.tensor = pick([1, 2, 8])
      plan.pipeline = pick([1, 2, 4])
      plan.data = pick([1, 4, 8])
      plan.expert = model.experts == nil ? 1 : min(plan.data, pick([1, 2, 4]))
      plan.microBatch = pick([1, 2, 4])
      plan.recomputation = pick(Recomputation.allCases)
      plan.sharding = pick(OptimizerSharding.allCases)
      plan.overlapsData = pick([true, false])
      plan.isSequenceParallel = pick([true, false])
      plan.virtualStages = pick([1, 2])
      // Whether it fits is not the question here.
      speed.memory_bytes = 1e15
    }

    func estimator() -> TrainingEstimator {
      TrainingEstimator(model: model, speed: speed, network: Interconnect(domains))
    }
  }

  @Test(arguments: 0..<500 as Range<UInt64>)
  func betterHardwareIsNeverSlower(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let base = Case(&random)
    let before = try base.estimator().step(base.plan).step_s
    let improvements: [(String, (inout Case) -> Void)] = [
      ("products", { $0.speed.gemm_flops *= 1.3 }),
      ("attention", { $0.speed.attention_flops *= 1.3 }),
      ("memory", { $0.speed.memory_bytes_s *= 1.3 }),
      ("launch", { $0.speed.launch_s *= 0.7 }),
      ("link", { $0.domains[0].rate_bytes_s *= 1.3 }),
      ("network", { $0.domains[1].rate_bytes_s *= 1.3 }),
      ("latency", { $0.domains[1].latency_s *= 0.7 }),
    ]
    for (name, improve) in improvements {
      var better = base
      improve(&better)
      let after = try better.estimator().step(better.plan).step_s
      #expect(after <= before * (1 + 1e-12), "\(name) with seed \(seed)")
    }
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func partsAddUp(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let base = Case(&random)
    let step = try base.estimator().step(base.plan)
    let parts = [
      step.gemm_s, step.attention_s, step.memory_s, step.launch_s, step.recompute_s,
      step.update_s, step.tensorLink_s, step.expertLink_s, step.pipelineLink_s, step.dataLink_s,
      step.bubble_s, step.imbalance_s,
    ]
    #expect(abs(parts.reduce(0, +) / step.step_s - 1) < 1e-12)
    for part in parts { #expect(part >= -1e-15 * step.step_s, "seed \(seed)") }
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func oneMoreAcceleratorNeverLowersTheBest(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var base = Case(&random)
    base.speed.memory_bytes = 80e9
    var last = 0.0
    for count in [1, 2, 3, 4, 7, 8, 9, 16, 17] {
      let search = PlanSearch(base.estimator(), globalBatch: 64, accelerators: count)
      let rate = search.run().best?.tokens_per_s ?? 0
      #expect(rate >= last, "\(count) accelerators with seed \(seed)")
      last = rate
    }
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func moreMemoryNeverLowersTheBest(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var base = Case(&random)
    var last = 0.0
    for gigabytes in [8.0, 16, 40, 80, 200] {
      base.speed.memory_bytes = gigabytes * 1e9
      let search = PlanSearch(base.estimator(), globalBatch: 64, accelerators: 16)
      let rate = search.run().best?.tokens_per_s ?? 0
      #expect(rate >= last, "\(gigabytes) GB with seed \(seed)")
      last = rate
    }
  }
}
