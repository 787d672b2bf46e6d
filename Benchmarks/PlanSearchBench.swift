import KoineModel
import KoinePerformance

/// Searches for the best plan of a 70-billion-parameter decoder on 512 accelerators; a job is a plan
/// that was evaluated, and the digest that of the best plan.
struct PlanSearchBench {
  var searches: Int
  private let accelerators = 512

  init(searches: Int) { self.searches = searches }

  func measure(name: String) -> Measurement {
    let search = PlanSearch(estimator, globalBatch: 1024, accelerators: accelerators)
    let run = time {
      var evaluated = 0
      var digest: UInt64 = 0
      for _ in 0..<searches {
        let outcome = search.run()
        evaluated += outcome.evaluated
        if let best = outcome.best { digest = self.digest(best) }
      }
      return (evaluated: evaluated, digest: digest)
    }
    return Measurement(
      name: name, accelerators: accelerators, jobs: run.result.evaluated, seconds: run.seconds,
      events: run.result.evaluated, bareLoop_s: 0, decisionHash: run.result.digest)
  }

  /// Figures of an A100 and of Llama 3 70B, written out so that the digest does not move with the
  /// catalogue.
  private var estimator: TrainingEstimator {
    var chip = Chip(key: "bench/chip", vendor: "bench", product: "chip")
    chip.memory_gb = Figure(80)
    chip.memoryBandwidth_gb_s = Figure(2039)
    chip.peak_tflops[.fp16] = Figure(312)
    chip.link_gb_s = Figure(600)
    var node = NodeType(name: "node", chip: .none, accelerators: 8)
    node.networkInterfaces = 8
    node.networkInterface_gb_s = Figure(50)
    let model = NeuralModel(
      key: "bench-70b", layers: 80, width: 8192, heads: 64, keyValueHeads: 8,
      feedForwardWidth: 28672, vocabulary: 128_256, sequenceLength: 8192)
    do throws(PerformanceRefusal) {
      let speed = try ChipSpeed(chip)
      return TrainingEstimator(
        model: model, speed: speed,
        network: Interconnect(node, servers: accelerators / 8, speed: speed))
    } catch {
      preconditionFailure("the benchmark's chip states all that speed needs: \(error)")
    }
  }

  private func digest(_ step: TrainingStep) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    let plan = step.plan
    let values = [plan.tensor, plan.pipeline, plan.data, plan.microBatch, plan.sharding.rawValue]
    for value in values { hash = (hash ^ UInt64(value)) &* 0x100_0000_01b3 }
    return (hash ^ step.step_s.bitPattern) &* 0x100_0000_01b3
  }
}
