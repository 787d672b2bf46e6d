import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// A preemption that lifts jobs off the nodes in question alone decides as one that lifts all that rank
/// lower, one after the other, until the job fits.
@Suite struct OneNodeTests {
  /// A placement of which the engine has to expect that it looks at all nodes.
  private struct Watchful<Base: Placement>: Placement {
    var base: Base
    var judgesNodesAlone: Bool { false }

    mutating func choose(_ task: Task, in cluster: borrowing ClusterState) -> NodeChoice {
      base.choose(task, in: cluster)
    }
  }

  /// Jobs on parts of a node, on whole ones and on several, of which half wait.
  private func crowd(_ random: inout SplitMix64, nodes: Int) -> Workload {
    var submit = 0
    return Workload(
      (0..<150).map { _ in
        submit += random.integer(in: 0...2)
        return JobSketch(
          at: submit, runs: random.integer(in: 1...60), on: random.pick([1, 1, 2, 3, 4, 8, 8, 16]),
          priority: Int32(random.integer(in: 0...3)))
      })
  }

  private func log<O: Order, P: Placement & ~Copyable, R: Preemption>(
    _ workload: Workload, _ topology: Topology, _ faults: FaultSchedule, _ order: O,
    _ placement: consuming P, _ preemption: R
  ) -> RunLog {
    var simulator = Simulator(
      workload, on: topology,
      policy: ComposedPolicy(
        order: order, placement: placement, backfill: Skip(), preemption: preemption),
      faults: faults, attempts: AttemptPlan(workload))
    simulator.run()
    return simulator.finish()
  }

  private func compare<P: Placement>(
    _ workload: Workload, _ topology: Topology, _ faults: FaultSchedule, _ placement: P,
    _ name: String
  ) -> Int {
    let watchful = Watchful(base: placement)
    let rounds = Rounds(length: Interval(seconds: Int64(10)), from: workload.submit[0])
    let las = LeastAttainedService(ParameterValues())
    var stops = 0
    for (one, all) in [
      (
        log(workload, topology, faults, las, placement, rounds),
        log(workload, topology, faults, las, watchful, rounds)
      ),
      (
        log(workload, topology, faults, ByPriority(), placement, ByRank()),
        log(workload, topology, faults, ByPriority(), watchful, ByRank())
      ),
    ] {
      #expect(one.decisionHash == all.decisionHash, "\(name)")
      #expect(one.finish == all.finish && one.held == all.held, "\(name)")
      #expect(one.preemptions == all.preemptions, "\(name)")
      stops += one.preemptions
    }
    return stops
  }

  @Test func `equal nodes, some of which fail`() {
    var stops = 0
    for seed in TestScale.seeds(25) {
      var random = SplitMix64(seed: seed)
      let nodes = random.integer(in: 2...10)
      let topology = Topology.equal(nodes, islands: random.pick([[8], [4, 4]]))
      let workload = crowd(&random, nodes: nodes)
      let faults =
        random.happens(0.5)
        ? RandomFaults(on: topology, seed: seed, hasPaces: false).schedule : FaultSchedule([])
      stops += compare(workload, topology, faults, BestFit(), "best fit, seed \(seed)")
      stops += compare(workload, topology, faults, WorstFit(), "worst fit, seed \(seed)")
    }
    #expect(stops > 1000)
  }

  @Test func `unlike nodes, shares and processors`() {
    for seed in TestScale.seeds(40) {
      let cluster = RandomCluster(seed: seed)
      _ = compare(
        cluster.workload, cluster.topology, FaultSchedule([]), FirstFit(), "seed \(seed)")
    }
  }
}
