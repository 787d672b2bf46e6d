import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// Jobs on several kinds of chips: all parts together or none, nothing taken twice.
@Suite struct MixedJobTests {
  /// Chips `test/a` and `test/b`, `nodes` nodes of four of each.
  private func cluster(_ nodes: Int) -> Topology {
    var topology = Topology(name: "two kinds")
    for key in ["test/a", "test/b"] {
      topology.chips.append(
        Chip(key: key, vendor: "test", product: String(key.suffix(1))))
      let chip = ChipHandle(topology.chips.count - 1)
      topology.nodeTypes.append(
        NodeType(
          name: key, chip: chip, accelerators: 4, islands: [4], cpu_milli: 4000,
          memory_mib: 4000))
      topology.append(
        NodeTypeHandle(chip.index), count: nodes, names: [key], racks: .nodesPerRack(1))
    }
    return topology
  }

  private let selections = [["a", "b"], ["a"], ["b"]]

  private func mix(_ a: Int32, _ b: Int32, cpu_milli: Int64 = 0) -> Request {
    Request(
      accelerators: a + b, cpu_milli: cpu_milli, chips: ChipSelectionHandle(0),
      parts: [
        RequestPart(chips: ChipSelectionHandle(1), accelerators: a),
        RequestPart(chips: ChipSelectionHandle(2), accelerators: b),
      ])
  }

  private func only(_ kind: Int, _ count: Int32) -> Request {
    Request(accelerators: count, chips: ChipSelectionHandle(kind))
  }

  /// Two nodes of each kind. The first job leaves four of `a` and eight of `b`, so that 8 + 4 waits
  /// until it ends at 10 although `b` alone would do; a mix of 4 + 4 starts at once.
  @Test(arguments: [BackfillName.skip, .easy])
  func partsStartTogether(backfill: BackfillName) {
    let jobs = Workload(
      [
        JobSketch(at: 0, runs: 10, asks: only(1, 4)),
        JobSketch(at: 1, runs: 5, asks: mix(8, 4)),
        JobSketch(at: 2, runs: 3, asks: mix(4, 4)),
      ], chipSelections: selections)
    let policy = PolicySpecification(order: .fifo, placement: .bestFit, backfill: backfill)
    let log = simulate(jobs, on: cluster(2), policy: policy)
    #expect(log.start.map(\.wholeSeconds) == [0, 10, 2])
    #expect(log.nodes == [1, 3, 2])
    #expect(log.ledger.isBalanced)
    // Productive: a 4 x 10 + 8 x 5 + 4 x 3, b 4 x 5 + 4 x 3 accelerator-seconds.
    let second = Int128(1_000_000_000_000)
    #expect(log.ledger[PoolHandle(0), .productive] == 92 * second)
    #expect(log.ledger[PoolHandle(1), .productive] == 32 * second)
  }

  /// A mix that waits for `a` alone leaves what is free of `b` unusable; once both are there and the
  /// order keeps it back, both are withheld.
  @Test func freeTimeKnowsOfTheParts() {
    let jobs = Workload(
      [
        JobSketch(at: 0, runs: 10, asks: only(1, 8)),
        JobSketch(at: 0, runs: 5, asks: mix(4, 4)),
      ], chipSelections: selections)
    let log = simulate(jobs, on: cluster(2), policy: .named("fifo")!)
    #expect(log.start.map(\.wholeSeconds) == [0, 10])
    let second = Int128(1_000_000_000_000)
    #expect(log.ledger[PoolHandle(1), .freeUnusable] == 80 * second)
    #expect(log.ledger[PoolHandle(1), .freeWithheld] == 0)
  }

  /// Host processors of the whole job are divided over all of its accelerators: 4 of 12 on each node,
  /// 4 cores of 12. One core more fits no node.
  @Test func hostsAreSharedByAllParts() {
    for (cpu_milli, state) in [(Int64(12_000), JobState.completed), (12_003, .rejected)] {
      let jobs = Workload(
        [JobSketch(at: 0, runs: 5, asks: mix(8, 4, cpu_milli: cpu_milli))],
        chipSelections: selections)
      let log = simulate(jobs, on: cluster(2), policy: .named("fifo")!)
      #expect(log.state == [state])
    }
  }

  /// A part that the cluster lacks, or has too few of, rejects the whole.
  @Test func aPartThatIsMissingRejectsTheJob() {
    let jobs = Workload(
      [JobSketch(at: 0, runs: 5, asks: mix(9, 1)), JobSketch(at: 0, runs: 5, asks: mix(8, 1))],
      chipSelections: selections)
    let log = simulate(jobs, on: cluster(2), policy: .named("fifo")!)
    #expect(log.state == [.rejected, .completed])
  }

  /// Under a power cap that leaves room for eight accelerators at work, mixes of 4 + 4 run one after
  /// the other.
  @Test func partsCountTogetherUnderAPowerCap() {
    let limit = PowerLimit(room_mw: 8 * 1000, added_mw: [1000, 1000])
    let jobs = Workload(
      [JobSketch(at: 0, runs: 5, asks: mix(4, 4)), JobSketch(at: 0, runs: 5, asks: mix(4, 4))],
      chipSelections: selections)
    let log = simulate(
      jobs, on: cluster(2), policy: .named("skip")!, options: RunOptions(powerLimit: limit))
    #expect(log.start.map(\.wholeSeconds) == [0, 5])
  }

  @Test(arguments: PlacementName.allCases, [BackfillName.none, .skip, .easy])
  func `no run breaks a rule`(placement: PlacementName, backfill: BackfillName) {
    for order in [OrderName.fifo, .smallest, .wfp3] {
      let policy = PolicySpecification(order: order, placement: placement, backfill: backfill)
      for seed in TestScale.seeds(12) {
        let cluster = RandomCluster(seed: seed, mixes: true)
        let log = simulate(
          cluster.workload, on: cluster.topology, policy: policy, options: RunOptions(seed: seed))
        let complaints = RunAudit(log, cluster.workload, cluster.topology).complaints
        if complaints.isEmpty { continue }
        Issue.record("\(order), seed \(seed): \(complaints.joined(separator: "; "))")
        return
      }
    }
  }

  /// What the running jobs hold at every instant: no slot twice, every part as large as asked for, each
  /// on its own chip.
  @Test func holdingsAreThoseAskedFor() {
    for seed in TestScale.seeds(40) {
      let cluster = RandomCluster(seed: seed, mixes: true)
      let policy = ComposedPolicy(order: Fifo(), placement: FirstFit(), backfill: Skip())
      var simulator = Simulator(cluster.workload, on: cluster.topology, policy: policy)
      for second in 0..<60 {
        simulator.run(until: .second(second))
        check(simulator.state.holdings(), cluster, seed)
      }
    }
  }

  private func check(_ holdings: [Holding], _ cluster: RandomCluster, _ seed: UInt64) {
    let (topology, workload) = (cluster.topology, cluster.workload)
    var taken: [NodeHandle: UInt64] = [:]
    var counts: [JobHandle: [ChipHandle: Int]] = [:]
    for holding in holdings where holding.share_milli == 1000 {
      let already = taken[holding.node, default: 0]
      #expect(already & holding.slots == 0, "seed \(seed): taken twice")
      taken[holding.node] = already | holding.slots
      let pool = topology.pools.first { $0.nodes.contains(holding.node.index) }!
      counts[holding.job, default: [:]][topology.nodeType(of: pool).chip, default: 0] +=
        holding.slots.nonzeroBitCount
    }
    for (job, found) in counts {
      let request = workload.requests[workload.request[job.index].index]
      if request.parts.isEmpty { continue }
      var asked: [ChipHandle: Int] = [:]
      for part in request.parts {
        let name = workload.chipSelections[part.chips.index][0]
        asked[topology.chips(named: name)[0]] = Int(part.accelerators)
      }
      #expect(found == asked, "seed \(seed), job \(job)")
    }
  }
}
