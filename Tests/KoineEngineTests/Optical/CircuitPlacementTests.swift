import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// Jobs whose nodes circuits have to join: places, ports, delays and spare nodes.
@Suite struct CircuitPlacementTests {
  /// One optical supernode of `nodes` nodes of eight whose circuits take 2 s to set.
  private func domain(
    _ nodes: Int, _ shape: ScaleUpShape, ports: Int = 2, spares: Int = 0, most: Int? = nil
  ) -> Topology {
    var topology = Topology(name: "optical")
    topology.chips = [Chip(key: "test/a", vendor: "test", product: "a")]
    topology.nodeTypes = [
      NodeType(
        name: "node", chip: ChipHandle(0), accelerators: 8, islands: [8], cpu_milli: .max,
        memory_mib: .max)
    ]
    var supernode = Supernode(name: "domain", switching: .optical)
    var circuits = Circuits(shape: shape, portsPerNode: ports, spareNodes: spares)
    circuits.mostCircuits = most
    circuits.switching_s = Figure(0.5)
    circuits.relock_s = Figure(0.5)
    circuits.control_s = Figure(1)
    supernode.circuits = circuits
    topology.append(
      NodeTypeHandle(0), count: nodes, names: ["node"], racks: .nodesPerRack(1),
      supernodes: [(supernode, nodes)])
    return topology
  }

  private func group(_ accelerators: Int32, tasks: Int32 = 0) -> Request {
    Request(
      accelerators: accelerators, tasks: tasks, locality: .supernode, localityIsRequired: true)
  }

  private func run(
    _ jobs: [JobSketch], on topology: Topology, _ users: CircuitUsers = .all,
    faults: FaultSchedule = .none, placement: PlacementName = .bestFit,
    backfill: BackfillName = .skip
  ) -> RunLog {
    simulate(
      Workload(jobs), on: topology,
      policy: PolicySpecification(order: .fifo, placement: placement, backfill: backfill),
      options: RunOptions(performance: Performance(circuits: users), faults: faults))
  }

  /// On an open row that reaches one place, a single job on node 2 parts six nodes into two and three:
  /// a group of three takes the right side, and the next one waits for both until 10.
  @Test(arguments: [PlacementName.bestFit, .worstFit, .topology])
  func groupsStayInOneStretch(placement: PlacementName) {
    var jobs = (0..<3).map { _ in JobSketch(at: 0, runs: 10, on: 8) }
    jobs[0].duration = 1
    jobs[1].duration = 1
    jobs += [
      JobSketch(at: 2, runs: 5, asks: group(24)), JobSketch(at: 2, runs: 5, asks: group(24)),
    ]
    let log = run(jobs, on: domain(6, .line(reach: 1, isClosed: false)), placement: placement)
    // Circuits are set for 2 s before a group begins: 2 to 9, and then 9 to 16 on the same nodes.
    #expect(log.start.map(\.wholeSeconds) == [0, 0, 0, 2, 9])
    #expect(log.finish.map(\.wholeSeconds) == [1, 1, 10, 9, 16])
    #expect(log.circuitSettings == 2)
    let second = Int128(1_000_000_000_000)
    #expect(log.ledger.total(.reconfiguration) == 2 * 24 * 2 * second)
    #expect(log.ledger.isBalanced)
  }

  /// A given duration stays what it is unless the run says that all who ask set circuits.
  @Test func givenDurationsStay() {
    let jobs = [JobSketch(at: 0, runs: 5, asks: group(24))]
    let topology = domain(4, .anyToAny)
    #expect(run(jobs, on: topology, .models).finish == [.second(5)])
    #expect(run(jobs, on: topology, .none).finish == [.second(5)])
    #expect(run(jobs, on: topology, .all).finish == [.second(7)])
  }

  /// Pairs of half nodes, spread by the placement: each ends one circuit at either node, so that a second pair on the same
  /// nodes needs a second port.
  @Test func portsAreABudget() {
    let pair = JobSketch(at: 0, runs: 5, asks: group(8, tasks: 2))
    for (ports, starts) in [(2, [0, 0]), (1, [0, 7])] {
      let log = run(
        [pair, pair], on: domain(2, .anyToAny, ports: ports), placement: .worstFit)
      #expect(log.start.map(\.wholeSeconds) == starts)
    }
    // Three nodes make a ring, which no node of one port can be in.
    let ring = JobSketch(at: 0, runs: 5, asks: group(24))
    #expect(run([ring], on: domain(3, .anyToAny, ports: 1)).state == [.rejected])
    #expect(run([ring], on: domain(3, .anyToAny)).state == [.completed])
  }

  /// Six nodes whose switches hold four circuits: rings of three take three, so that the second waits
  /// although nodes and ports are free; a pair takes the one that is left.
  @Test func switchesHoldSoManyCircuits() {
    let ring = JobSketch(at: 0, runs: 5, asks: group(24))
    let pair = JobSketch(at: 0, runs: 5, asks: group(16))
    for (most, starts) in [(nil, [0, 0, 7]), (4, [0, 7, 0])] as [(Int?, [Int])] {
      let log = run([ring, ring, pair], on: domain(6, .anyToAny, most: most))
      #expect(log.start.map(\.wholeSeconds) == starts)
      #expect(log.ledger.isBalanced)
    }
    // Five nodes would need five.
    let large = JobSketch(at: 0, runs: 5, asks: group(40))
    #expect(run([large], on: domain(6, .anyToAny, most: 4)).state == [.rejected])
  }

  /// One port a node. A holds both until 12, D two accelerators until 5. B needs four accelerators of
  /// each node and a port: the accelerators are there at 5, the ports at 12, and that is its shadow, so
  /// that C may run from 1 to 9.
  @Test func reservationsCountPorts() {
    let pair = group(8, tasks: 2)
    let jobs = [
      JobSketch(at: 0, runs: 10, asks: pair), JobSketch(at: 0, runs: 5, on: 2),
      JobSketch(at: 1, runs: 5, asks: pair), JobSketch(at: 1, runs: 8, on: 2),
    ]
    let log = run(
      jobs, on: domain(2, .anyToAny, ports: 1), placement: .worstFit, backfill: .easy)
    #expect(log.start.map(\.wholeSeconds) == [0, 0, 12, 1])
    #expect(log.ledger.isBalanced)
  }

  /// Reservations by count know nothing of ports: B's begins at 5, when its accelerators are free, but
  /// it starts at 12, when the ports are. Nobody starts without ports, and B keeps its place.
  @Test func aReservationWithoutPortsStartsLate() {
    let pair = group(8, tasks: 2)
    let jobs = [
      JobSketch(at: 0, runs: 10, asks: pair), JobSketch(at: 0, runs: 5, on: 2),
      JobSketch(at: 1, runs: 5, asks: pair), JobSketch(at: 6, runs: 20, on: 6),
    ]
    let log = run(
      jobs, on: domain(2, .anyToAny, ports: 1), placement: .worstFit, backfill: .conservative)
    #expect(log.start[2].wholeSeconds == 12)
    #expect(log.state.allSatisfy { $0 == .completed })
    #expect(log.ledger.isBalanced)
  }

  /// Cubes of two: a group inside one, or of whole ones.
  @Test func cubesAreTakenWhole() {
    let topology = domain(6, .cubes(nodes: 2))
    let states = [Int32(16), 24, 32, 48].map {
      run([JobSketch(at: 0, runs: 5, asks: group($0))], on: topology).state[0]
    }
    #expect(states == [.completed, .rejected, .completed, .completed])
  }

  /// One of four nodes is kept in reserve. When node 1 fails, the group on 0 to 2 is lost, the spare
  /// comes in at once, and the next group bypasses the failed node; once repaired it is the spare.
  @Test func sparesComeIn() {
    let topology = domain(4, .line(reach: 2, isClosed: false), spares: 1)
    let faults = FaultSchedule([
      .init(time: .second(3), node: NodeHandle(1), isFailure: true),
      .init(time: .second(20), node: NodeHandle(1), isFailure: false),
    ])
    let jobs = [
      JobSketch(at: 0, runs: 10, asks: group(24)), JobSketch(at: 1, runs: 10, asks: group(24)),
      JobSketch(at: 1, runs: 10, asks: group(32)),
    ]
    let log = run(jobs, on: topology, faults: faults)
    #expect(log.state == [.failed, .completed, .rejected])
    #expect(log.start[1] == .second(3) && log.finish[1] == .second(15))
    #expect(log.ledger.isBalanced)
  }

  /// On random domains with random faults, the circuits of all groups that run can be set at once in a
  /// plan that knows nothing of the engine.
  @Test(arguments: [BackfillName.skip, .easy, .conservative])
  func circuitsOfAllGroupsFitOnePlan(backfill: BackfillName) throws {
    for seed in TestScale.seeds(40) {
      var random = SplitMix64(seed: seed)
      let nodes = random.integer(in: 2...9)
      let shape = random.pick([
        ScaleUpShape.line(reach: 1, isClosed: false), .line(reach: 2, isClosed: true),
        .line(reach: 3, isClosed: false), .cubes(nodes: 2), .anyToAny,
      ])
      let topology = domain(
        nodes, shape, ports: random.integer(in: 1...4),
        most: random.happens(0.5) ? random.integer(in: 1...6) : nil)
      var clock = 0
      let jobs = (0..<40).map { _ in
        clock += random.integer(in: 0...3)
        let size = random.pick([Int32(1), 4, 8, 12, 16, 24, 40])
        return JobSketch(
          at: clock, runs: random.integer(in: 1...20),
          asks: random.happens(0.7) ? group(size) : Request(accelerators: size))
      }
      let workload = Workload(jobs)
      switch backfill {
      case .easy: try check(workload, topology, nodes, seed, Easy(topology))
      case .conservative:
        try check(workload, topology, nodes, seed, Conservative(workload, topology))
      default: try check(workload, topology, nodes, seed, Skip())
      }
    }
  }

  private func check<Filling: Backfill & ~Copyable>(
    _ workload: Workload, _ topology: Topology, _ nodes: Int, _ seed: UInt64,
    _ backfill: consuming Filling
  ) throws {
    let policy = ComposedPolicy(order: Fifo(), placement: BestFit(), backfill: backfill)
    var simulator = Simulator(
      workload, on: topology, policy: policy, performance: Performance(circuits: .all))
    for second in 0..<100 {
      simulator.run(until: .second(second))
      let asks = { (job: JobHandle) in workload.requests[workload.request[job.index].index] }
      let held = simulator.state.holdings().filter { asks($0.job).localityIsRequired }
      var plan = CircuitPlan(topology.supernodes[0].circuits!, nodes: nodes)
      for (_, group) in Dictionary(grouping: held, by: \.job).sorted(by: { $0.key < $1.key }) {
        let joined = Set(group.map(\.node.index)).sorted()
        _ = try plan.connect(joined)
      }
    }
    simulator.run()
    let log = simulator.finish()
    #expect(log.ledger.isBalanced, "seed \(seed)")
    // Whoever waited for circuits was not forgotten.
    #expect(log.state.allSatisfy { $0 == .completed || $0 == .rejected }, "seed \(seed)")
  }
}
