import KoineEngine
import KoineMetrics
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// Jobs that wait for power, in scenes worked out by hand and on random clusters.
@Suite struct PowerLimitTests {
  /// Two nodes of four accelerators that idle at 100 W and work at 500 W: 2,000 W are 800 W idle and
  /// three at work.
  private let topology = Topology.equal(2, islands: [4])
  private let threeAtWork = PowerLimit(room_mw: 1_200_000, added_mw: [400_000])
  private let jobs = [
    JobSketch(at: 0, runs: 10, on: 2), JobSketch(at: 0, runs: 10, on: 2),
    JobSketch(at: 0, runs: 5, on: 1), JobSketch(at: 0, runs: 1, on: 4),
  ]

  private func run(_ policy: String, _ jobs: [JobSketch], faults: FaultSchedule = .none) -> RunLog {
    simulate(
      Workload(jobs), on: topology, policy: .named(policy)!,
      options: RunOptions(faults: faults, powerLimit: threeAtWork))
  }

  /// Strict order: the second job waits for the power of the first, and the third behind it. What is
  /// free could serve the third job until it starts, and nothing waits then.
  @Test func jobsWaitForPower() {
    let log = run("fifo", jobs)
    #expect(log.start.map(\.wholeSeconds) == [0, 10, 10, nil])
    #expect(log.state == [.completed, .completed, .completed, .rejected])
    #expect(log.ledger.isBalanced)
    #expect(log.ledger.total(.freeWithheld) == 6000 * 10_000_000_000)
    #expect(log.ledger.total(.freeUnusable) == 0)
  }

  /// Whoever fits: the third job takes the power that is left, and then nobody can use what is free:
  /// five accelerators for 5 s and six for 5 s.
  @Test func whatPowerKeepsFreeIsUnusable() {
    let log = run("skip", jobs)
    #expect(log.start.map(\.wholeSeconds) == [0, 10, 0, nil])
    #expect(log.ledger.total(.freeWithheld) == 0)
    #expect(log.ledger.total(.freeUnusable) == 55_000 * 1_000_000_000)
  }

  /// EASY keeps the power of the first blocked job: a long job may not take it, a short one may.
  @Test func backfillingKeepsPowerForTheFirst() {
    let log = run(
      "easy",
      [
        JobSketch(at: 0, runs: 10, on: 2), JobSketch(at: 0, runs: 10, on: 3),
        JobSketch(at: 0, runs: 20, on: 1), JobSketch(at: 0, runs: 10, on: 1),
      ])
    #expect(log.start.map(\.wholeSeconds) == [0, 10, 20, 0])
  }

  /// The accelerators of a failed node are not free, but they do not work either.
  @Test func failedNodesUseNoPower() {
    let change = FaultSchedule.Change(time: .second(1), node: NodeHandle(0), isFailure: true)
    let log = run(
      "fifo", [JobSketch(at: 2, runs: 10, on: 3), JobSketch(at: 3, runs: 1, on: 1)],
      faults: FaultSchedule([change]))
    #expect(log.start.map(\.wholeSeconds) == [2, 12])
  }

  /// A job takes the chip for which there is power.
  @Test func theThriftyChipIsTaken() {
    var topology = Topology(name: "two kinds")
    topology.chips = ["a", "b"].map { Chip(key: "test/" + $0, vendor: "test", product: $0) }
    for chip in 0..<2 {
      topology.nodeTypes.append(
        NodeType(
          name: "type\(chip)", chip: ChipHandle(chip), accelerators: 4, islands: [4],
          cpu_milli: .max
        ))
      topology.append(
        NodeTypeHandle(chip), count: 1, names: ["pool\(chip)"], racks: .nodesPerRack(1))
    }
    for placement in PlacementName.allCases {
      let log = simulate(
        Workload([JobSketch(at: 0, runs: 1, on: 4)]), on: topology,
        policy: PolicySpecification(order: .fifo, placement: placement, backfill: .none),
        options: RunOptions(powerLimit: PowerLimit(room_mw: 1000, added_mw: [300, 200])))
      #expect(log.pool == [PoolHandle(1)], "\(placement)")
    }
  }

  /// The words about a job that even alone exceeds the limit rest on these amounts.
  @Test func rejectionsNamePower() {
    let workload = Workload(jobs)
    let log = run("fifo", jobs)
    let summary = Summary(log, workload, on: topology, powerLimit: threeAtWork)
    #expect(
      summary.rejections == [
        Rejection(
          reason: .tooMuchPower, chips: [], jobs: 1, asked: 1_600_000...1_600_000,
          available: 1_200_000)
      ])
  }

  /// Power at every start, added up from the log alone, is never above the limit, and every job that
  /// was not rejected runs to its end.
  @Test(arguments: PlacementName.allCases, BackfillName.allCases)
  func powerNeverExceedsTheLimit(placement: PlacementName, backfill: BackfillName) {
    let policy = PolicySpecification(order: .fifo, placement: placement, backfill: backfill)
    for seed in TestScale.seeds(40) {
      let cluster = RandomCluster(seed: seed)
      var random = SplitMix64(seed: seed &+ 1000)
      let limit = Self.limit(on: cluster.topology, &random)
      let log = simulate(
        cluster.workload, on: cluster.topology, policy: policy,
        options: RunOptions(seed: seed, powerLimit: limit))
      #expect(log.ledger.isBalanced, "seed \(seed)")
      let ran = log.start.indices.filter { log.start[$0].isReached }
      for job in log.state.indices where log.state[job] != .rejected {
        #expect(log.finish[job].isReached, "seed \(seed), job \(job) never ended")
      }
      for job in ran {
        let now = log.start[job]
        let there = ran.filter { log.start[$0] <= now && now < log.finish[$0] }
        let used = there.reduce(Int64(0)) { sum, other in
          let request = cluster.workload.requests[cluster.workload.request[other].index]
          return sum + request.accelerators_milli * limit.added_mw[log.pool[other].index]
        }
        #expect(used <= limit.room_mw * 1000, "seed \(seed), job \(job)")
      }
    }
  }

  /// A chip draws as much in every pool.
  private static func limit(on topology: Topology, _ random: inout SplitMix64) -> PowerLimit {
    let chips = topology.chips.map { _ in Int64(random.integer(in: 0...500)) }
    let added = topology.pools.map { pool in
      let chip = topology.nodeType(of: pool).chip
      return chip == .none ? 0 : chips[chip.index]
    }
    let most = zip(topology.pools, added).reduce(Int64(0)) { sum, pool in
      sum + Int64(pool.0.nodes.count * topology.nodeType(of: pool.0).accelerators) * pool.1
    }
    return PowerLimit(room_mw: Int64(Double(most) * random.unit()), added_mw: added)
  }

  /// A limit that nothing reaches changes nothing.
  @Test(arguments: BackfillName.allCases)
  func anAmpleLimitIsNone(backfill: BackfillName) {
    for seed in TestScale.seeds(30) {
      let cluster = RandomCluster(seed: seed)
      let policy = PolicySpecification(order: .fifo, placement: .bestFit, backfill: backfill)
      let ample = PowerLimit(
        room_mw: 1_000_000_000, added_mw: cluster.topology.pools.map { _ in 1000 })
      let logs = [nil, ample].map {
        simulate(
          cluster.workload, on: cluster.topology, policy: policy,
          options: RunOptions(seed: seed, powerLimit: $0))
      }
      #expect(logs[0].decisionHash == logs[1].decisionHash, "seed \(seed)")
      #expect(logs[0].ledger.rows == logs[1].ledger.rows, "seed \(seed)")
    }
  }
}
