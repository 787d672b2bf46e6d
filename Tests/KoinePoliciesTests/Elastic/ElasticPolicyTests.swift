import KoineEngine
import KoineMetrics
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// Jobs that grow and shrink, in schedules worked out by hand and on random clusters.
@Suite struct ElasticPolicyTests {
  private func run(
    _ workload: Workload, on topology: Topology, _ policy: PolicySpecification,
    cost: AttemptCost, faults: FaultSchedule = .none
  ) -> RunLog {
    let elastic = workload.usingElasticSizes()
    return simulate(
      elastic, on: topology, policy: policy,
      options: RunOptions(
        performance: Performance(
          speeds: ScalingSpeeds(elastic, on: topology, other: NoSpeeds())),
        faults: faults, attempts: AttemptPlan(elastic, each: cost)))
  }

  private func policy(_ name: AllocatorName, quantum_s: Double) throws -> PolicySpecification {
    var policy = PolicySpecification(allocator: name)
    try policy.set("allocator.quantum_s", to: "\(quantum_s)")
    return policy
  }

  /// The two jobs of the schedules worked out by hand.
  private var aAndB: Workload {
    var workload = Workload([
      JobSketch(at: 0, runs: 40, on: 4), JobSketch(at: 5, runs: 20, on: 4),
    ])
    workload.scalingCurves = [.linear]
    workload.elastic = [
      ElasticSize(least: 1, most: 8, curve: 0), ElasticSize(least: 1, most: 4, curve: 0),
    ]
    return workload
  }

  /// Eight accelerators, rounds of 10 s, 1 s to save, 2 s to restore; work that scales linearly.
  ///
  /// `a` (40 s on 4, up to 8) runs alone on 8 from 0. `b` (20 s on 4, at most 4) comes at 5 and waits for
  /// the round at 10, in which both get 4: `a` saves from 9 to 10 with 9 s x 2 = 18 s of its work done,
  /// restores until 12 and would end at 34. `b` runs from 10 to 30. In the round at 30 `a` gets all 8
  /// again: it saves from 29 to 30 with 18 + 17 = 35 s done, restores until 32, and the 5 s that are
  /// left take 2.5: it ends at 34.5.
  @Test func aJobShrinksForAnotherAndGrowsAgain() throws {
    let cost = AttemptCost(
      save: Interval(seconds: Int64(1)), restore: Interval(seconds: Int64(2)))
    let log = run(
      aAndB, on: .flat(8), try policy(.proportional, quantum_s: 10), cost: cost)
    #expect(log.start == [.second(0), .second(10)])
    #expect(log.finish == [Instant(nanoseconds: 34_500_000_000), .second(30)])
    #expect(log.resizes == 2)
    #expect(log.preemptions == 0)
    // `a` held 8 for 14.5 s and 4 for 20 s.
    #expect(log.meanSize_milli == [5681, 4000])
    let table = JobTable(log, aAndB.usingElasticSizes(), on: .flat(8))
    #expect(table[0].accelerators_milli == 5681)
    // 8 x 10 + 4 x 20 + 8 x 4.5 held by `a`, 4 x 20 by `b`, of which 2 x 1 s are checkpoints and 2 x 2 s
    // restoring: on 8 and 4, and on 4 and 8.
    #expect(log.ledger.total(.checkpoint) == seconds(8 + 4))
    #expect(log.ledger.total(.lost) == seconds(2 * 4 + 2 * 8))
    #expect(log.ledger.total(.productive) == seconds(40 * 4 + 20 * 4))
  }

  /// The same under `pollux`, with 20 s to restore: in the round at 30, `a` has 16 s left, and stopping
  /// for twice the accelerators is worth 2 x (30 - 1 x 21) / (30 + 21) = 0.35 of staying: it stays. In the
  /// round at 10 it had to stop, or `b` would have had nothing. It saved from 9 to 10 with 18 s done,
  /// restored until 30, and ends at 30 + 22 = 52.
  @Test func growingThatCostsMoreThanItGainsIsLeft() throws {
    let cost = AttemptCost(
      save: Interval(seconds: Int64(1)), restore: Interval(seconds: Int64(20)))
    let log = run(aAndB, on: .flat(8), try policy(.pollux, quantum_s: 10), cost: cost)
    #expect(log.finish == [.second(52), .second(30)])
    #expect(log.resizes == 1)
  }

  /// What tells the elastic policies and rigid jobs apart. Eight accelerators; `a` asks for 2 and takes 30 s
  /// on them, 60 units of work, linearly; `b` asks for 4, takes 20 s, and gains nothing beyond 2. Both come at
  /// 0, may have 1 to 8 and restart for nothing.
  ///
  /// Rigid: `a` 0-30, `b` 0-20. Proportional, 2 to 4 of 8: after 1 each, the next one is worth
  /// 2 ln((n + 1) / n) to `a` and 4 ln((n + 1) / n) to `b`: b, b, a (1.39), b (1.15), b (0.89), a (0.81 before
  /// 0.73), so 3 and 5; `a` ends at 60 / 3 = 20. Pollux: the second is all that `b` gains from, so 6 and
  /// 2; `a` ends at 60 / 6 = 10. `b` is as fast on 2 and 5 as on 4.
  @Test func eachPolicyDividesItsOwnWay() throws {
    var workload = Workload([
      JobSketch(at: 0, runs: 30, on: 2), JobSketch(at: 0, runs: 20, on: 4),
    ])
    workload.scalingCurves = [
      .linear,
      .measured([.init(accelerators: 1, speed: 1), .init(accelerators: 2, speed: 2)]),
    ]
    workload.elastic = [
      ElasticSize(least: 1, most: 8, curve: 0), ElasticSize(least: 1, most: 8, curve: 1),
    ]
    let free = AttemptCost.free
    let rigid = run(workload, on: .flat(8), try #require(.named("fifo")), cost: free)
    // Work in units ends within a nanosecond of what was worked out.
    func ends(_ log: RunLog) -> [Int] { log.finish.map { Int(($0 - .zero).seconds.rounded()) } }
    #expect(ends(rigid) == [30, 20])
    for (name, end) in [(AllocatorName.proportional, 20), (.pollux, 10)] {
      let log = run(workload, on: .flat(8), try policy(name, quantum_s: 10), cost: free)
      #expect(ends(log) == [end, 20])
      #expect(log.resizes == 0)
    }
  }

  /// Whatever fails and changes size, jobs are done once, nothing is used twice, and with linear scaling
  /// the productive time is what was asked for.
  @Test(arguments: [AllocatorName.proportional, .pollux])
  func workIsDoneOnceWhateverHappens(name: AllocatorName) throws {
    for seed in TestScale.seeds(80) {
      var random = SplitMix64(seed: seed)
      let topology = RandomCluster(seed: seed).topology
      guard topology.acceleratorCount > 0 else { continue }
      let workload = elasticWorkload(on: topology, &random)
      let cost = AttemptCost(
        save: Interval(seconds: Int64(random.integer(in: 0...2))),
        restore: Interval(seconds: Int64(random.integer(in: 0...3))),
        interval: Interval(seconds: Int64(random.pick([0, 1, 5]))))
      let faults = RandomFaults(on: topology, seed: seed, hasPaces: false)
      let quantum_s = Double(random.integer(in: 1...9))
      let log = run(
        workload, on: topology, try policy(name, quantum_s: quantum_s), cost: cost,
        faults: faults.schedule)
      #expect(log.ledger.isBalanced, "seed \(seed)")
      var asked: Int128 = 0
      for job in 0..<workload.count {
        #expect(
          log.state[job] == .completed || log.state[job] == .rejected, "seed \(seed), job \(job)")
        if log.state[job] == .rejected { continue }
        asked +=
          Int128(workload.duration[job].nanoseconds) * 1000
          * Int128(workload.accelerators(of: JobHandle(job)))
      }
      let done = log.ledger.total(.productive)
      // Each attempt is rounded to a nanosecond, on at most all accelerators.
      let rounding = Int128(log.decisions * topology.acceleratorCount) * 1000 * 2
      #expect(abs(done - asked) <= rounding, "seed \(seed): \(done) of \(asked)")
      #expect(
        run(
          workload, on: topology, try policy(name, quantum_s: quantum_s), cost: cost,
          faults: faults.schedule
        ).decisionHash == log.decisionHash, "seed \(seed)")
    }
  }

  private func elasticWorkload(on topology: Topology, _ random: inout SplitMix64) -> Workload {
    var clock = 0
    var sizes: [ElasticSize] = []
    let jobs = (0..<random.integer(in: 3...20)).map { _ in
      clock += random.integer(in: 0...8)
      let asked = random.integer(in: 1...min(8, topology.acceleratorCount))
      sizes.append(
        random.happens(0.2)
          ? .rigid
          : ElasticSize(
            least: Int32(random.integer(in: 1...asked)),
            most: Int32(random.integer(in: asked...16)), curve: 0))
      return JobSketch(at: clock, runs: random.integer(in: 1...40), on: asked)
    }
    var workload = Workload(jobs)
    workload.scalingCurves = [.linear]
    workload.elastic = sizes
    return workload
  }

  private func seconds(_ acceleratorSeconds: Int) -> Int128 {
    Int128(acceleratorSeconds) * 1000 * 1_000_000_000
  }
}

/// Knows nothing: all work here has a plain duration.
private struct NoSpeeds: SpeedSource {
  func speed(
    of work: ModelWork, accelerators: Int, on pool: PoolHandle, spread: PlacementSpread
  ) -> WorkSpeed? { nil }
}
