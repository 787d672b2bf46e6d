import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// Failures, drains, spares, slow nodes, restarts and preemption all at once, on random clusters.
@Suite struct ChaosTests {
  private struct Case {
    var cluster: RandomCluster
    var faults: RandomFaults
    var plan: AttemptPlan
    var seed: UInt64

    init(seed: UInt64, hasPaces: Bool, mostRestarts: Int = .max) {
      self.seed = seed
      cluster = RandomCluster(seed: seed)
      faults = RandomFaults(on: cluster.topology, seed: seed, hasPaces: hasPaces)
      var random = SplitMix64(seed: seed &+ 99)
      plan = AttemptPlan(
        costs: cluster.workload.requests.map { _ in
          AttemptCost(
            save: Interval(seconds: Int64(random.integer(in: 0...2))),
            restore: Interval(seconds: Int64(random.integer(in: 0...3))),
            interval: Interval(seconds: Int64(random.pick([0, 0, 1, 5, 20]))))
        }, mostRestarts: mostRestarts)
    }
  }

  /// Runs second by second, looking at who holds what.
  private func run<P: SchedulingPolicy & ~Copyable>(
    _ chaos: Case, _ policy: consuming P, _ name: String
  ) -> RunLog {
    let topology = chaos.cluster.topology
    var simulator = Simulator(
      chaos.cluster.workload, on: topology, policy: policy, faults: chaos.faults.schedule,
      attempts: chaos.plan)
    for second in stride(from: 0, through: 120, by: 3) {
      simulator.run(until: .second(second))
      let complaints = HoldingAudit.complaints(simulator.state.holdings(), on: topology)
      #expect(complaints.isEmpty, "\(name), seed \(chaos.seed): \(complaints)")
    }
    simulator.run()
    return simulator.finish()
  }

  private func check(_ log: RunLog, _ chaos: Case, hasPaces: Bool, _ name: String) {
    let complaints = ChaosAudit(log, chaos.cluster.workload, hasFullPace: !hasPaces).complaints
    #expect(complaints.isEmpty, "\(name), seed \(chaos.seed): \(complaints)")
    #expect(!log.state.contains(.waiting), "\(name), seed \(chaos.seed)")
  }

  @Test(arguments: [false, true])
  func stoppedJobsAreNeitherLostNorDoneTwice(hasPaces: Bool) {
    for seed in TestScale.seeds(60) {
      let chaos = Case(seed: seed, hasPaces: hasPaces)
      let origin = chaos.cluster.workload.submit.first ?? .zero
      let ranked = run(
        chaos,
        ComposedPolicy(
          order: Shortest(), placement: BestFit(), backfill: Skip(), preemption: ByRank()),
        "ranks")
      check(ranked, chaos, hasPaces: hasPaces, "ranks")
      let rounds = run(
        chaos,
        ComposedPolicy(
          order: Shortest(), placement: FirstFit(), backfill: NoBackfill(),
          preemption: Rounds(length: Interval(seconds: Int64(7)), from: origin)), "rounds")
      check(rounds, chaos, hasPaces: hasPaces, "rounds")
    }
  }

  /// Moves by the policy and moves at random, with failures, drains, slow nodes, restarts, preemption
  /// and jobs on several chips.
  @Test(arguments: [false, true])
  func movedJobsAreNeitherLostNorDoneTwice(hasPaces: Bool) {
    var migrations = (policy: 0, random: 0)
    for seed in TestScale.seeds(60) {
      let chaos = Case(seed: seed, hasPaces: hasPaces)
      let limits = MoveLimits(mostMoves: 8, mostCost: 10, leastRun: .zero)
      let moved = run(
        chaos,
        ComposedPolicy(
          order: Shortest(), placement: BestFit(), backfill: Easy(chaos.cluster.topology),
          preemption: Defragment(limits)), "moves")
      check(moved, chaos, hasPaces: hasPaces, "moves")
      migrations.policy += moved.migrations
      let restless = run(
        chaos,
        Restless(
          ComposedPolicy(
            order: Shortest(), placement: BestFit(), backfill: Skip(), preemption: ByRank()),
          seed: seed), "restless")
      check(restless, chaos, hasPaces: hasPaces, "restless")
      migrations.random += restless.migrations
    }
    #expect(migrations.policy > 20 && migrations.random > 200, "\(migrations)")
  }

  @Test(arguments: BackfillName.allCases)
  func everyBackfillGoesOnAfterFailures(backfill: BackfillName) {
    for placement in PlacementName.allCases {
      let policy = PolicySpecification(order: .fifo, placement: placement, backfill: backfill)
      for seed in TestScale.seeds(15) {
        let chaos = Case(seed: seed, hasPaces: seed % 2 == 0)
        if backfill == .conservative && chaos.cluster.workload.hasMixes { continue }
        let options = RunOptions(
          seed: seed, faults: chaos.faults.schedule, attempts: chaos.plan)
        let log = simulate(
          chaos.cluster.workload, on: chaos.cluster.topology, policy: policy, options: options)
        let name = "\(placement) \(backfill)"
        check(log, chaos, hasPaces: seed % 2 == 0, name)
        let again = simulate(
          chaos.cluster.workload, on: chaos.cluster.topology, policy: policy, options: options)
        #expect(again.decisionHash == log.decisionHash, "\(name), seed \(seed)")
      }
    }
  }

  /// A job that may restart once fails for good with the second failure, and nobody waits for ever.
  @Test func restartsAreCounted() {
    for seed in TestScale.seeds(30) {
      let chaos = Case(seed: seed, hasPaces: false, mostRestarts: 1)
      let log = simulate(
        chaos.cluster.workload, on: chaos.cluster.topology,
        policy: PolicySpecification(order: .fifo, placement: .bestFit, backfill: .skip),
        options: RunOptions(faults: chaos.faults.schedule, attempts: chaos.plan))
      check(log, chaos, hasPaces: false, "one restart")
      #expect(log.attempts.allSatisfy { $0 <= 2 }, "seed \(seed)")
    }
  }
}
