import KoineEngine
import KoineFormats
import KoineModel
import KoinePolicies
import KoineStatistics

/// The same jobs on the same nodes, which fail in every second run.
struct FaultsBench {
  var jobs: Int
  private let accelerators = 10_000

  /// Strict order and EASY, without faults and with servers that fail every 42 days, as those of Meta's
  /// research clusters, 2.3 % of them down, and their jobs going on from their last checkpoint.
  func measure(name: String) -> [Measurement] {
    let workload = BenchWorkload(
      jobs: jobs, accelerators: accelerators, load: 0.85, sizes: BenchWorkload.serenSizes,
      overestimate: 5
    ).make()
    let topology = Topology.nodes(of: 8, accelerators: accelerators, nodesPerRack: 4)
    return ["fifo", "easy"].flatMap { policy in
      [false, true].map { fails in
        measure(
          "\(name)-\(policy)-\(fails ? "failing" : "healthy")", workload, topology, policy, fails)
      }
    }
  }

  private func measure(
    _ name: String, _ workload: Workload, _ topology: Topology, _ policy: String, _ fails: Bool
  ) -> Measurement {
    let run = time {
      simulate(
        workload, on: topology, policy: PolicySpecification.named(policy)!,
        options: fails ? Self.failing(workload, topology) : RunOptions())
    }
    var loop = BareLoop()
    let bare = time { loop.run(workload, processors: accelerators) }
    return Measurement(
      name: name, accelerators: accelerators, jobs: workload.count, seconds: run.seconds,
      events: run.result.events, bareLoop_s: bare.seconds,
      decisionHash: run.result.decisionHash)
  }

  /// Servers that fail every 42 days, and hourly checkpoints.
  static func failing(_ workload: Workload, _ topology: Topology) -> RunOptions {
    let model = FaultModel(
      name: "bench",
      components: [
        .init(
          name: "server", scope: .node, failure: .exponential(mean: 42 * 86_400),
          repair: .logNormal(median: 14_400, mean: 86_400))
      ])
    let cost = AttemptCost(
      save: Interval(seconds: Int64(30)), restore: Interval(seconds: Int64(120)),
      interval: Interval(seconds: Int64(3600)))
    return RunOptions(
      faults: GeneratedFaults(model, on: topology, from: .zero, horizon: .never, seed: 1),
      attempts: AttemptPlan(workload, each: cost))
  }
}
