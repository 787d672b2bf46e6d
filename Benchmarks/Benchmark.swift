import KoineEngine
import KoineModel
import KoinePolicies

/// The benchmarks by name.
enum Benchmark: String, CaseIterable {
  case fifoBestFit = "fifo-best-fit"
  case placements
  case easyLoad95 = "easy-load-95"
  case easyDeepQueue = "easy-deep-queue"
  case conservative
  case swfEndToEnd = "swf-end-to-end"
  case memory10m = "memory-10m"
  case planSearch = "plan-search"
  case mixedSearch = "mixed-search"
  case speedLookUps = "speed-look-ups"
  case transfers
  case faults
  case lasRounds = "las-rounds"
  case fleetMonth = "fleet-month"
  case allocators
  case experimentCores = "experiment-cores"
  case experimentOverhead = "experiment-cost"
  case experimentSmall = "experiment-small"
  case experimentStore = "experiment-store"
  case experimentSearch = "experiment-search"

  func measure(short: Bool) throws -> [Measurement] {
    switch self {
    case .fifoBestFit:
      [10_000, 100_000, 1_000_000].map { accelerators in
        let workload = BenchWorkload(
          jobs: short ? 100_000 : 2_000_000, accelerators: accelerators, load: 0.9,
          sizes: BenchWorkload.serenSizes)
        return compare(workload, on: .nodes(of: 8, accelerators: accelerators), "fifo")
      }
    case .placements: [measurePlacements(count: short ? 1_000_000 : 20_000_000)]
    case .easyLoad95:
      [
        compare(
          BenchWorkload(
            jobs: short ? 100_000 : 1_000_000, accelerators: 512, load: 0.95,
            sizes: [1, 1, 2, 4, 8, 16, 32, 64], overestimate: 5),
          on: .flat(512), "easy")
      ]
    case .easyDeepQueue: [measureDeepQueue("easy", waiting: 10_000, jobs: short ? 20_000 : 200_000)]
    case .conservative:
      [measureDeepQueue("conservative", waiting: 400, jobs: short ? 20_000 : 200_000)]
    case .swfEndToEnd: [try StandardWorkloadBench(jobs: short ? 100_000 : 1_000_000).measure()]
    case .memory10m:
      [
        compare(
          BenchWorkload(
            jobs: short ? 1_000_000 : 10_000_000, accelerators: 100_000, load: 0.9,
            sizes: BenchWorkload.serenSizes),
          on: .nodes(of: 8, accelerators: 100_000), "fifo")
      ]
    case .speedLookUps:
      [SpeedLookUpBench(count: short ? 1_000_000 : 100_000_000).measure(name: rawValue)]
    case .transfers: TransfersBench(jobs: short ? 100_000 : 1_000_000).measure(name: rawValue)
    case .faults: FaultsBench(jobs: short ? 100_000 : 1_000_000).measure(name: rawValue)
    case .mixedSearch: [MixedSearchBench(searches: short ? 1 : 10).measure(name: rawValue)]
    case .lasRounds:
      [SharingBench().measureRounds(short ? 100 : 2000, name: rawValue)]
    case .fleetMonth:
      [SharingBench().measureMonth(jobs: short ? 50_000 : 500_000, name: rawValue)]
    case .allocators: AllocatorBench(jobs: short ? 100 : 500).measure(name: rawValue)
    case .experimentCores: ExperimentBench(name: rawValue, short: short).parallel()
    case .experimentOverhead: [try ExperimentBench(name: rawValue, short: short).overhead()]
    case .experimentSmall: [try ExperimentBench(name: rawValue, short: short).small()]
    case .experimentStore: [try ExperimentBench(name: rawValue, short: short).store()]
    case .experimentSearch:
      try SearchBench(seeds: short ? 1 : 5, jobs: short ? 2000 : 10_000).measure(name: rawValue)
    case .planSearch: [PlanSearchBench(searches: short ? 1 : 20).measure(name: rawValue)]
    }
  }

  private func compare(
    _ generator: BenchWorkload, on topology: Topology, _ policy: String
  ) -> Measurement {
    compare(generator.make(), on: topology, policy)
  }

  private func compare(
    _ workload: Workload, on topology: Topology, _ policy: String
  ) -> Measurement {
    let run = time {
      simulate(workload, on: topology, policy: PolicySpecification.named(policy)!)
    }
    let bare = time {
      var loop = BareLoop()
      return loop.run(workload, processors: topology.acceleratorCount)
    }
    return Measurement(
      name: rawValue, accelerators: topology.acceleratorCount, jobs: workload.count,
      seconds: run.seconds, events: run.result.events, bareLoop_s: bare.seconds,
      decisionHash: run.result.decisionHash)
  }

  /// Job `i + waiting` arrives when job `i` of a run with everything queued starts, so that about
  /// `waiting` jobs wait throughout.
  private func measureDeepQueue(_ policy: String, waiting: Int, jobs: Int) -> Measurement {
    let accelerators = 512
    var workload = BenchWorkload(
      jobs: jobs, accelerators: accelerators, load: 1, sizes: [1, 1, 2, 4, 8, 16, 32, 64],
      overestimate: 5
    ).make()
    for job in 0..<jobs { workload.submit[job] = .zero }
    let starts = simulate(
      workload, on: .flat(accelerators), policy: PolicySpecification.named("fifo")!
    ).start
    for job in waiting..<jobs { workload.submit[job] = starts[job - waiting] }
    return compare(workload, on: .flat(accelerators), policy)
  }

  private func measurePlacements(count: Int) -> Measurement {
    var bench = PlacementBench(nodes: 100_000)
    let run = time { bench.run(count) }
    return Measurement(
      name: rawValue, accelerators: 800_000, jobs: count, seconds: run.seconds, events: count,
      bareLoop_s: 0, decisionHash: run.result)
  }
}

extension Topology {
  /// Identical nodes, in one rack unless a size is given.
  static func nodes(of size: Int, accelerators: Int, nodesPerRack: Int? = nil) -> Topology {
    var topology = Topology(name: "bench")
    topology.chips = [Chip(key: "bench/chip", vendor: "bench", product: "chip")]
    topology.nodeTypes = [NodeType(name: "node", chip: ChipHandle(0), accelerators: size)]
    let count = accelerators / size
    topology.append(
      NodeTypeHandle(0), count: count, names: ["node"], racks: .nodesPerRack(nodesPerRack ?? count))
    return topology
  }
}
