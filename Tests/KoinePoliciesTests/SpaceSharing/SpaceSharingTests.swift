import KoineEngine
import KoineModel
import KoineTestSupport
import Testing

@testable import KoinePolicies

/// Two jobs on the same accelerators.
@Suite struct SpaceSharingTests {
  /// One accelerator, two jobs of 100 s each. Beside the other, the first runs at 0.6 and the second at
  /// 0.8 of its speed: more than 1 together, so that sharing pays.
  ///
  /// Both begin at 0. The second has done its 100 s of work at 100 / 0.8 = 125 s. By then the first has
  /// done 75 s, and alone it needs 25 s for the rest: 150 s instead of the 200 s of taking turns. The
  /// accelerator was busy all the time, half of the first 125 s for each.
  @Test func bothRunAtWhatWasMeasuredOfThePair() {
    let scene = PairScene(
      [(0, 0, 100, 1), (0, 1, 100, 1)], accelerators: 1, unit_s: [1, 1],
      parts: [[nil, 0.6], [0.8, nil]])
    let log = run(scene, "gandiva-packed")
    #expect(log.finish.map { ($0 - .zero).seconds.rounded() } == [150, 125])
    #expect(log.ledger.total(.productive) == 150 * 1_000_000_000_000)
    #expect(log.ledger.isBalanced)
    #expect(log.preemptions == 0)
  }

  /// A pair of which nothing is known is never run: two jobs of an hour take turns of 360 s.
  @Test func nobodyRunsBesideTheUnknown() {
    let scene = PairScene(
      [(0, 0, 3600, 1), (0, 1, 3600, 1)], accelerators: 1, unit_s: [1, 1],
      parts: [[nil, nil], [nil, nil]])
    let log = run(scene, "gandiva-packed")
    #expect(log.finish.map { ($0 - .zero).seconds.rounded() } == [6840, 7200])
  }

  /// Parts of 0.3 and 0.4 do not pay, but as in Gavel a pair is looked at again only when shares are set,
  /// which is when a job comes or goes. The second is done after 3,600 / 0.4 = 9,000 s, and the first,
  /// with 2,700 s of its work done, at 9,900 s.
  @Test func aPairIsKeptUntilSharesAreSet() {
    let scene = PairScene(
      [(0, 0, 3600, 1), (0, 1, 3600, 1)], accelerators: 1, unit_s: [1, 1],
      parts: [[nil, 0.3], [0.4, nil]])
    let log = run(scene, "gandiva-packed")
    #expect(log.finish.map { ($0 - .zero).seconds.rounded() } == [9900, 9000])
  }

  /// Max-min fairness over the same jobs. Per unit of time the pair gives 0.6 and 0.8; a sixth of the
  /// time the first has the accelerator alone, and both have 1/6 + 0.6 x 5/6 = 0.8 x 5/6 = 2/3 of their
  /// speed alone, against 1/2 for those that take turns.
  @Test func maxMinFairnessPacksWhereThatRaisesTheLeast() throws {
    let scene = PairScene(
      [(0, 0, 36_000, 1), (0, 1, 36_000, 1)], accelerators: 1, unit_s: [1, 1],
      parts: [[nil, 0.6], [0.8, nil]])
    let packed = run(scene, "gavel-max-min-packed")
    let turns = run(scene, "gavel-max-min")
    for job in 0..<2 {
      #expect(abs((packed.finish[job] - .zero).seconds / 54_000 - 1) < 0.02)
      #expect((turns.finish[job] - .zero).seconds > 71_000)
    }
  }

  /// Jobs that a random policy starts, stops and joins: the work done by each is the integral over what
  /// ran beside it, and the ledger has every accelerator once, whoever shared it.
  @Test(arguments: [false, true])
  func workIsTheIntegralOfSpeedsAndAcceleratorsCountOnce(moves: Bool) {
    var migrations = 0
    for seed in TestScale.seeds(60) {
      let scene = Self.randomScene(seed)
      let record = SharingRecord()
      var simulator = Simulator(
        scene.workload, on: scene.topology,
        policy: SharingPolicy(scene, seed: seed, record: record, moves: moves),
        performance: Performance(speeds: scene.speeds),
        attempts: AttemptPlan(scene.workload, restartsAfterFailure: false))
      simulator.run()
      let log = simulator.finish()
      #expect(record.surprises.isEmpty, "seed \(seed)")
      #expect(log.state.allSatisfy { $0 == .completed }, "seed \(seed)")
      #expect(log.ledger.isBalanced, "seed \(seed)")
      var done = [Double](repeating: 0, count: scene.workload.count)
      var used = Int128(0)
      record.eachSpan(until: log.end) { span, jobs in
        for (job, partner) in jobs {
          let work = scene.work(of: job)
          let part = partner.map { scene.parts[work][scene.work(of: $0)]! } ?? 1
          done[job] += span.seconds * part / scene.unit_s[work]
          if partner.map({ job < $0 }) ?? true {
            used += Int128(Self.size(job, scene)) * 1000 * Int128(span.nanoseconds)
          }
        }
      }
      for job in done.indices {
        #expect(
          abs(done[job] / scene.workload.units[job] - 1) < 1e-6, "seed \(seed), job \(job)")
      }
      #expect(log.ledger.total(.productive) == used, "seed \(seed)")
      migrations += log.migrations
    }
    #expect(moves == (migrations > 30))
  }

  /// The same with nodes that fail, slow down and drain, and with costs of stopping and going on: no
  /// slot is used by more than two, and no time is lost or counted twice.
  @Test func sharingSurvivesFailures() {
    for seed in TestScale.seeds(60) {
      let scene = Self.randomScene(seed)
      let faults = RandomFaults(on: scene.topology, seed: seed, hasPaces: seed % 2 == 0)
      let plan = AttemptPlan(
        costs: scene.workload.requests.map { _ in
          AttemptCost(
            save: Interval(seconds: Int64(seed % 3)), restore: Interval(seconds: Int64(seed % 2)),
            interval: Interval(seconds: Int64(seed % 4 * 5)))
        }, mostRestarts: .max)
      var simulator = Simulator(
        scene.workload, on: scene.topology,
        policy: SharingPolicy(scene, seed: seed, record: SharingRecord(), moves: seed % 3 == 0),
        performance: Performance(speeds: scene.speeds), faults: faults.schedule, attempts: plan)
      for second in stride(from: 0, through: 400, by: 3) {
        simulator.run(until: .second(second))
        let complaints = HoldingAudit.complaints(simulator.state.holdings(), on: scene.topology)
        #expect(complaints.isEmpty, "seed \(seed): \(complaints)")
      }
      simulator.run()
      let log = simulator.finish()
      #expect(log.state.allSatisfy { $0 == .completed }, "seed \(seed)")
      #expect(log.ledger.isBalanced, "seed \(seed)")
      #expect(!log.ledger.rows.joined().contains { $0 < 0 }, "seed \(seed)")
    }
  }

  private func run(_ scene: PairScene, _ policy: String) -> RunLog {
    simulate(
      scene.workload, on: scene.topology, policy: PolicySpecification.named(policy)!,
      options: RunOptions(performance: Performance(speeds: scene.speeds)))
  }

  private static func size(_ job: Int, _ scene: PairScene) -> Int {
    Int(scene.workload.requests[scene.workload.request[job].index].accelerators)
  }

  private static func randomScene(_ seed: UInt64) -> PairScene {
    var random = SplitMix64(seed: seed)
    let jobs = (0..<random.integer(in: 2...25)).map { _ in
      (
        at: random.integer(in: 0...60), work: random.integer(in: 0...2),
        units: Double(random.integer(in: 1...60)), size: random.integer(in: 1...2)
      )
    }.sorted { $0.at < $1.at }
    let parts = (0..<3).map { _ in
      (0..<3).map { _ in random.happens(0.2) ? nil : Double(random.integer(in: 30...105)) / 100 }
    }
    return PairScene(
      jobs, accelerators: random.integer(in: 2...6),
      unit_s: (0..<3).map { _ in Double(random.integer(in: 1...4)) / 2 }, parts: parts)
  }
}
