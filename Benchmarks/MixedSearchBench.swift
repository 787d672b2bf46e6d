import KoineModel
import KoinePerformance

/// Searches for the best plan of an 8-billion-parameter decoder on 256 accelerators of each of three
/// kinds; a job is a plan that was looked at, and the digest that of the best plan.
struct MixedSearchBench {
  var searches: Int

  init(searches: Int) { self.searches = searches }

  func measure(name: String) -> Measurement {
    let chips = [(312.0, 80.0), (280, 64), (200, 96)].map { tflops, memory_gb in
      var chip = Chip(key: "bench/chip", vendor: "bench", product: "chip")
      chip.memory_gb = Figure(memory_gb)
      chip.memoryBandwidth_gb_s = Figure(2039)
      chip.peak_tflops[.fp16] = Figure(tflops)
      chip.link_gb_s = Figure(600)
      return chip
    }
    let pool = MixedPool(
      kinds: chips.map { MixedKind(name: "kind", chips: 256, memory_gb: $0.memory_gb!.value) },
      globalBatch: 1024)
    let costs = EstimatedLayerCosts(chips.map(estimator))
    var links = MixedLinks(kinds: 3, interface_gb_s: 50, interfaces: 8)
    (links.sendsAtOnce, links.reducesByKind, links.overlapsReduction) = (true, true, true)
    let run = time {
      var plans = 0
      var digest: UInt64 = 0
      for _ in 0..<searches {
        let outcome = pool.search(costs, links)
        plans += outcome.considered
        digest = outcome.best?.step.iteration_s.bitPattern ?? 0
      }
      return (plans: plans, digest: digest)
    }
    return Measurement(
      name: name, accelerators: 768, jobs: run.result.plans, seconds: run.seconds,
      events: run.result.plans, bareLoop_s: 0, decisionHash: run.result.digest)
  }

  private func estimator(_ chip: Chip) -> TrainingEstimator {
    var node = NodeType(name: "node", chip: .none, accelerators: 8)
    node.networkInterfaces = 8
    node.networkInterface_gb_s = Figure(50)
    let model = NeuralModel(
      key: "bench-8b", layers: 32, width: 4096, heads: 32, keyValueHeads: 8,
      feedForwardWidth: 14_336, vocabulary: 128_256, sequenceLength: 8192)
    do throws(PerformanceRefusal) {
      let speed = try ChipSpeed(chip)
      return TrainingEstimator(
        model: model, speed: speed, network: Interconnect(node, servers: 32, speed: speed))
    } catch {
      preconditionFailure("the benchmark's chip states all that speed needs: \(error)")
    }
  }
}
