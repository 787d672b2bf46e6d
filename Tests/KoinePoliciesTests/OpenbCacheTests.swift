import KoineModel
import KoineTestSupport
import Testing

@testable import KoineEngine
@testable import KoinePolicies

/// Chooses with kept scores, and looks whether scores worked out afresh would choose the same.
private struct Audited<Score: NodeScore & ~Copyable>: Placement, ~Copyable {
  final class Findings {
    var choices = 0
    var differences = 0
  }

  let findings: Findings
  private var kept: Scored<Score>
  private let fresh: () -> Score
  private let precedence: [UInt32]

  init(
    _ workload: Workload, _ topology: Topology, seed: UInt64, _ findings: Findings,
    score: @escaping () -> Score
  ) {
    self.findings = findings
    precedence = permutation(of: topology.nodeCount, seed: seed)
    kept = Scored(score(), workload, topology, precedence: precedence)
    fresh = score
  }

  var tracksNodes: Bool { true }

  mutating func choose(
    _ task: KoineEngine.Task, in cluster: borrowing ClusterState
  ) -> NodeChoice {
    let choice = kept.choose(task, in: cluster)
    var best: (score: Int16, precedence: UInt32) = (-1, 0)
    var expected = NodeChoice.none
    for pool in task.pools {
      for index in cluster.nodes(ofCandidate: pool, within: .anywhere) {
        let node = NodeHandle(index)
        guard cluster.holds(task, on: node) else { continue }
        var score = fresh()
        let mark = score.mark(task, on: node, in: cluster)
        if (mark.score, precedence[index]) > best {
          best = (mark.score, precedence[index])
          expected = NodeChoice(node: node, slot: Int(mark.slot))
        }
      }
    }
    findings.choices += 1
    if choice.node != expected.node || choice.slot != expected.slot { findings.differences += 1 }
    return choice
  }
}

/// Kept scores are those worked out afresh, and every placement keeps the books in order.
@Suite struct OpenbCacheTests {
  private func expectAgreement<Score: NodeScore & ~Copyable>(
    _ name: String, score: (Workload, Topology) -> () -> Score
  ) {
    for seed in TestScale.seeds(8) {
      let topology = OpenbWorld.topology()
      let workload = OpenbWorld.workload(jobs: 60, seed: seed)
      let findings = Audited<Score>.Findings()
      let placement = Audited(
        workload, topology, seed: seed, findings, score: score(workload, topology))
      var simulator = Simulator(
        workload, on: topology,
        policy: ComposedPolicy(order: Fifo(), placement: placement, backfill: Skip()))
      simulator.run()
      #expect(findings.choices > 60, "\(name), seed \(seed)")
      #expect(findings.differences == 0, "\(name), seed \(seed)")
    }
  }

  @Test func `kept scores equal fresh ones`() {
    expectAgreement("dot product") { _, topology in
      { DotProduct(largest: LargestNode(topology)) }
    }
    expectAgreement("best fit") { _, topology in { LeastLeft(largest: LargestNode(topology)) } }
    expectAgreement("packing") { _, _ in { GpuPacking() } }
    expectAgreement("clustering") { _, topology in
      { GpuClustering(largest: LargestNode(topology)) }
    }
    expectAgreement("fgd") { workload, topology in
      let typical = TypicalTasks(workload, on: topology)
      return { Fgd(typical, topology) }
    }
  }

  @Test(arguments: PlacementName.allCases)
  func `books balance and nobody is forgotten`(placement: PlacementName) {
    for seed in TestScale.seeds(4) {
      for backfill in BackfillName.allCases {
        let topology = OpenbWorld.topology()
        let workload = OpenbWorld.workload(jobs: 120, seed: seed)
        let policy = PolicySpecification(order: .fifo, placement: placement, backfill: backfill)
        let log = simulate(
          workload, on: topology, policy: policy, options: RunOptions(seed: seed))
        let again = simulate(
          workload, on: topology, policy: policy, options: RunOptions(seed: seed))
        #expect(log.ledger.isBalanced, "\(backfill), seed \(seed)")
        #expect(
          log.state.allSatisfy { $0 == .completed || $0 == .rejected }, "\(backfill), seed \(seed)")
        #expect(log.state.filter { $0 == .completed }.count > 100)
        #expect(log.pool == again.pool && log.start == again.start, "\(backfill), seed \(seed)")
      }
    }
  }

  @Test func `ties go to the first node of an order drawn per seed`() {
    let workload = Workload([
      JobSketch(at: 0, runs: 1, asks: Request(accelerators: 0, cpu_milli: 1))
    ])
    var topology = Topology(name: "alike")
    topology.nodeTypes = [NodeType(name: "host", chip: .none, accelerators: 0, cpu_milli: 1000)]
    topology.append(NodeTypeHandle(0), count: 50, names: ["host"], racks: .nodesPerRack(50))
    var chosen: Set<Int> = []
    for seed in UInt64(1)...20 {
      let order = permutation(of: 50, seed: seed)
      let packed = PackedCluster(
        PackingDraw(arrivals: workload, precedence: order), on: topology, placement: .gpuPacking,
        typical: workload, seed: seed)
      let node = packed.holdings[0].node.index
      #expect(order[node] == 49, "seed \(seed)")
      chosen.insert(node)
    }
    #expect(chosen.count > 10)
  }
}

/// A small cluster of unlike nodes, and jobs of every kind that it may be asked to run.
enum OpenbWorld {
  static func topology() -> Topology {
    var topology = Topology(name: "world")
    topology.chips = [
      Chip(key: "vendor/a", vendor: "vendor", product: "a"),
      Chip(key: "vendor/b", vendor: "vendor", product: "b"),
    ]
    topology.nodeTypes = [
      NodeType(name: "large", chip: ChipHandle(0), accelerators: 8, cpu_milli: 64_000),
      NodeType(
        name: "paired", chip: ChipHandle(1), accelerators: 4, islands: [2, 2],
        cpu_milli: 32_000, memory_mib: 4096),
      NodeType(name: "unlimited", chip: ChipHandle(1), accelerators: 16),
      NodeType(name: "host", chip: .none, accelerators: 0, cpu_milli: 96_000),
    ]
    for (type, count) in [(0, 4), (1, 5), (2, 1), (3, 2)] {
      topology.append(
        NodeTypeHandle(type), count: count, names: ["node"], racks: .nodesPerRack(2))
    }
    return topology
  }

  static func workload(jobs count: Int, seed: UInt64) -> Workload {
    var random = SplitMix64(seed: seed)
    var submit = 0
    let jobs = (0..<count).map { _ in
      submit += random.integer(in: 0...4)
      return JobSketch(
        at: submit, runs: random.integer(in: 1...60), asks: request(&random))
    }
    return Workload(jobs, chipSelections: [["a"], ["b"], ["a", "b"]])
  }

  private static func request(_ random: inout SplitMix64) -> Request {
    let cpu = Int64(random.integer(in: 0...8)) * 1000
    let memory = random.happens(0.2) ? Int64(random.integer(in: 0...2048)) : 0
    let chips =
      random.happens(0.4) ? ChipSelectionHandle(random.integer(in: 0...2)) : .none
    switch random.integer(in: 0...9) {
    case 0: return Request(accelerators: 0, cpu_milli: cpu, memory_mib: memory)
    case 1...3:
      return Request(
        accelerators: 1, share_milli: Int32(random.integer(in: 1...99)) * 10, cpu_milli: cpu,
        memory_mib: memory, chips: chips)
    case 4:
      return Request(
        accelerators: 2, cpu_milli: cpu, chips: chips, locality: .island,
        localityIsRequired: random.happens(0.5))
    case 5:
      let size = Int32(random.integer(in: 1...3))
      return Request(accelerators: 4 * size, tasks: 4, cpu_milli: cpu)
    case 6: return Request(accelerators: Int32(random.integer(in: 9...20)), cpu_milli: cpu)
    case 7: return Request(accelerators: 4, locality: .rack, localityIsRequired: true)
    default:
      return Request(accelerators: Int32(1 << random.integer(in: 0...3)), cpu_milli: cpu)
    }
  }
}
