import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// Moves of all that a job can be: work in units, on shared uplinks, joined by circuits, on several
/// chips, of tenants with shares.
@Suite struct MovingWorkTests {
  private let limits = MoveLimits(mostMoves: 8, mostCost: 10, leastRun: .zero)

  /// A cluster of nodes of four in optical supernodes, on racks whose uplinks are narrow.
  private func topology(_ random: inout SplitMix64) -> Topology {
    var topology = Topology(name: "optical racks")
    topology.chips = [Chip(key: "test/chip", vendor: "test", product: "chip")]
    var type = NodeType(name: "node", chip: ChipHandle(0), accelerators: 4, islands: [4])
    type.networkInterfaces = 1
    type.networkInterface_gb_s = Figure(10)
    topology.nodeTypes = [type]
    topology.fabric.oversubscription = Double(random.integer(in: 1...4))
    var supernode = Supernode(name: "domain", switching: .optical)
    let shape = random.pick([ScaleUpShape.anyToAny, .line(reach: 1, isClosed: false)])
    supernode.circuits = Circuits(shape: shape, portsPerNode: random.integer(in: 1...3))
    supernode.circuits!.switching_s = Figure(0.5)
    supernode.circuits!.relock_s = Figure(0.5)
    supernode.circuits!.control_s = Figure(1)
    let sizes = [random.integer(in: 2...4), random.integer(in: 2...4)]
    topology.append(
      NodeTypeHandle(0), count: sizes.reduce(0, +), names: ["node"],
      racks: .nodesPerRack(random.integer(in: 1...3)), supernodes: sizes.map { (supernode, $0) })
    return topology
  }

  /// Every other job names a model; some ask for a supernode; two tenants.
  private func workload(_ random: inout SplitMix64) -> Workload {
    var clock = 0
    var amounts: [(units: Double, work: Int)?] = []
    let sketches = (0..<40).map { _ in
      clock += random.integer(in: 0...4)
      let asks =
        random.happens(0.3)
        ? Request(accelerators: 8, tasks: 2, locality: .supernode, localityIsRequired: true)
        : Request(accelerators: Int32(random.pick([1, 1, 2, 3, 4, 6])))
      let duration = random.integer(in: 1...25)
      amounts.append(random.happens(0.5) ? (Double(duration), 0) : nil)
      return JobSketch(
        at: clock, runs: duration, estimate: random.integer(in: 1...50), asks: asks)
    }
    var workload = Workload(sketches)
    workload.give(amounts, of: [ModelWork(model: "a", task: .training(globalBatch: 1))])
    workload.tenantNames = ["one", "other"]
    for job in 0..<workload.count { workload.tenant[job] = TenantHandle(random.integer(in: 0...1)) }
    return workload
  }

  private func run<P: SchedulingPolicy & ~Copyable>(
    _ workload: Workload, on topology: Topology, _ policy: consuming P, _ plan: AttemptPlan,
    _ performance: Performance, _ name: String
  ) -> Int {
    var simulator = Simulator(
      workload, on: topology, policy: policy, performance: performance, attempts: plan)
    for second in stride(from: 0, through: 150, by: 5) {
      simulator.run(until: .second(second))
      let complaints = HoldingAudit.complaints(simulator.state.holdings(), on: topology)
      #expect(complaints.isEmpty, "\(name): \(complaints)")
    }
    simulator.run()
    let log = simulator.finish()
    #expect(log.state.allSatisfy { $0 == .completed || $0 == .rejected }, "\(name)")
    let complaints = ChaosAudit(log, workload, hasFullPace: false).complaints
    #expect(complaints.isEmpty, "\(name): \(complaints)")
    return log.migrations
  }

  /// Whatever moves keeps its work, its ports and its uplinks, and no node or port is used twice.
  @Test(arguments: [TransferModel.none, .fixed, .shared])
  func `work, circuits and uplinks move along`(transfers: TransferModel) {
    var migrations = (policy: 0, random: 0)
    let speeds = TableSpeeds([
      .init("a", .fabric, WorkSpeed(unit_ns: 2e9, uplink_gb_s: 6)),
      .init("a", nil, WorkSpeed(unit_ns: 1e9)),
    ])
    let performance = Performance(speeds: speeds, transfers: transfers, circuits: .all)
    for seed in TestScale.seeds(25) {
      var random = SplitMix64(seed: seed)
      let topology = topology(&random)
      let workload = workload(&random)
      let plan = AttemptPlan(
        costs: workload.requests.map { _ in
          AttemptCost(
            save: Interval(seconds: Int64(random.integer(in: 0...2))),
            restore: Interval(seconds: Int64(random.integer(in: 0...3))),
            interval: Interval(seconds: Int64(random.pick([0, 5]))))
        }, mostRestarts: .max)
      migrations.policy += run(
        workload, on: topology,
        ComposedPolicy(
          order: DominantResource(), placement: BestFit(), backfill: Skip(),
          preemption: Defragment(limits)),
        plan, performance, "moves, \(transfers), seed \(seed)")
      migrations.random += run(
        workload, on: topology,
        Restless(
          ComposedPolicy(
            order: Shortest(), placement: WorstFit(), backfill: Easy(topology),
            preemption: Defragment(limits)), seed: seed),
        plan, performance, "restless, \(transfers), seed \(seed)")
    }
    #expect(migrations.policy > 10 && migrations.random > 100, "\(migrations)")
  }

  /// Jobs on several kinds of chips, shares of accelerators, and jobs without any.
  @Test(arguments: [BackfillName.none, .skip, .easy], [PlacementName.worstFit, .fgd])
  func `jobs of every kind`(backfill: BackfillName, placement: PlacementName) throws {
    var migrations = 0
    for seed in TestScale.seeds(20) {
      let cluster = RandomCluster(seed: seed, mixes: true)
      var policy = PolicySpecification(
        order: .fairShare, placement: placement, backfill: backfill, preemption: .defragment)
      try policy.set("preemption.least_run_s", to: "0")
      try policy.set("preemption.most_cost", to: "10")
      let faults = RandomFaults(on: cluster.topology, seed: seed, hasPaces: false)
      let plan = AttemptPlan(
        cluster.workload,
        each: AttemptCost(
          save: Interval(seconds: Int64(1)), restore: Interval(seconds: Int64(1))))
      let options = RunOptions(seed: seed, faults: faults.schedule, attempts: plan)
      let log = simulate(
        cluster.workload, on: cluster.topology, policy: policy, options: options)
      let again = simulate(
        cluster.workload, on: cluster.topology, policy: policy, options: options)
      #expect(log.decisionHash == again.decisionHash, "seed \(seed)")
      let complaints = ChaosAudit(log, cluster.workload, hasFullPace: true).complaints
      #expect(complaints.isEmpty, "\(backfill), \(placement), seed \(seed): \(complaints)")
      migrations += log.migrations
    }
    #expect(migrations > 0, "\(backfill), \(placement): \(migrations)")
  }

  /// Three racks of two nodes of four. A job of 8 that names a model has the first, where a step takes a
  /// second; half an accelerator is in use in each of the others, by jobs that never move. At 6 a job
  /// comes that needs all of one rack. Fourteen are free, and the first job could go to the free nodes of
  /// the other racks; but there a step takes two seconds, so that it stays, or one, and it goes.
  @Test(arguments: [(2e9, 0), (1e9, 1)])
  func `nobody moves to where work is slower`(unit_ns: Double, migrations: Int) {
    let rack = Request(accelerators: 8, locality: .rack, localityIsRequired: true)
    let share = Request(accelerators: 1, share_milli: 600)
    var workload = Workload([
      JobSketch(at: 0, runs: 0, on: 8), JobSketch(at: 0, runs: 90, asks: share),
      JobSketch(at: 0, runs: 5, on: 3), JobSketch(at: 0, runs: 5, on: 4),
      JobSketch(at: 0, runs: 90, asks: share), JobSketch(at: 6, runs: 10, asks: rack),
    ])
    workload.give(
      [(30, 0), nil, nil, nil, nil, nil],
      of: [ModelWork(model: "a", task: .training(globalBatch: 1))])
    let speeds = TableSpeeds([
      .init("a", .fabric, WorkSpeed(unit_ns: unit_ns)), .init("a", nil, WorkSpeed(unit_ns: 1e9)),
    ])
    var simulator = Simulator(
      workload, on: .equal(6, islands: [4], nodesPerRack: 2),
      policy: ComposedPolicy(
        order: Fifo(), placement: BestFit(), backfill: NoBackfill(),
        preemption: Defragment(limits)),
      performance: Performance(speeds: speeds), attempts: AttemptPlan(workload))
    simulator.run()
    let log = simulator.finish()
    #expect(log.migrations == migrations)
    #expect(log.start[5].wholeSeconds == (migrations == 0 ? 30 : 6))
    #expect(log.finish[0].wholeSeconds == 30)
    #expect(log.ledger.isBalanced)
  }

  /// Two jobs that could make room for a third, or two replicas of a service: somebody waits for their
  /// answers, and they stay.
  @Test func `replicas of services stay`() {
    for isReplica in [false, true] {
      var workload = Workload([
        JobSketch(at: 0, runs: 5, on: 3), JobSketch(at: 0, runs: 40, on: 1),
        JobSketch(at: 0, runs: 40, on: 3), JobSketch(at: 6, runs: 10, on: 4),
      ])
      let service = isReplica ? ServiceHandle(0) : .none
      workload.service = [.none, service, service, .none]
      let policy = ComposedPolicy(
        order: Fifo(), placement: BestFit(), backfill: NoBackfill(),
        preemption: Defragment(limits))
      var simulator = Simulator(
        workload, on: .equal(2, islands: [4]), policy: policy, attempts: AttemptPlan(workload))
      simulator.run()
      #expect(simulator.finish().migrations == (isReplica ? 0 : 1))
    }
  }
}
