import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// One server of two accelerators and three jobs that take all of it: A at 0 for 10 s, B at 2 for 3 s, C
/// at 4 for 1 s. What is stopped goes on at once and for nothing. Every policy that stops jobs makes
/// another schedule of it, worked out by hand below; rounds last a second.
///
/// | policy | who runs | ends of A, B, C |
/// |---|---|---|
/// | srtf | A 0-2, B 2-5 (at 4 both B and C need 1 s, and B runs), C 5-6, A 6-14 | 14, 5, 6 |
/// | las | A 0-2, B 2-4, C 4-5, A 5-6 (2 s each, A came first), B 6-7, A 7-14 | 14, 7, 5 |
/// | tiresias, limits 4 and 8 | A 0-2 (then in queue 2), B 2-4 (too), C 4-5, A 5-7 (to queue 3), B 7-8, /// A 8-14 | 14, 8, 5 |
/// | gittins, quantum 4 | at 2 the index of A, (1/2) / 3, beats that of new jobs, (1/3) / (10/3); at 4 /// it is 0: A 0-4, B 4-7, C 7-8, A 8-14 | 14, 7, 8 |
/// | gandiva | A 0-3, B 3-4, A 4-5, B 5-6, C 6-7, A 7-8, B 8-9, A 9-14 | 14, 9, 7 |
/// | themis | A 0-3, B 3-5, C 5-6 (at 5: 1.2, 1.33 and 2), B 6-7, A 7-14 | 14, 7, 6 |
/// | edf, deadlines 11, 30, 20 | A 0-10, C 10-11, B 11-14 | 10, 14, 11 |
/// | priority 0, 1, 2 | A 0-2, B 2-4, C 4-5, B 5-6, A 6-14 | 14, 6, 5 |
@Suite struct PreemptionSceneTests {
  private var workload: Workload {
    var workload = Workload([
      JobSketch(at: 0, runs: 10, on: 2, priority: 0), JobSketch(at: 2, runs: 3, on: 2, priority: 1),
      JobSketch(at: 4, runs: 1, on: 2, priority: 2),
    ])
    workload.deadline = [.second(11), .second(30), .second(20)]
    return workload
  }

  @Test(
    arguments: [
      ("srtf", [], [14, 5, 6], [2, 1, 1]),
      ("las", ["preemption.round_s=1"], [14, 7, 5], [3, 2, 1]),
      (
        "tiresias", ["order.first_limit_s=4", "order.second_limit_s=8", "order.checks=exact"],
        [14, 8, 5], [3, 2, 1]
      ),
      ("gittins", ["order.quantum_s=4"], [14, 7, 8], [2, 1, 1]),
      ("gandiva", ["preemption.round_s=1"], [14, 9, 7], [4, 3, 1]),
      ("themis", ["preemption.round_s=1"], [14, 7, 6], [2, 2, 1]),
      ("edf", [], [10, 14, 11], [1, 1, 1]),
    ] as [(String, [String], [Int], [Int32])])
  func `every policy makes a schedule of its own`(
    name: String, settings: [String], ends: [Int], attempts: [Int32]
  ) throws {
    var policy = PolicySpecification.named(name)!
    for setting in settings {
      let sides = setting.split(separator: "=").map(String.init)
      try policy.set(sides[0], to: sides[1])
    }
    try expect(policy, ends: ends, attempts: attempts)
  }

  @Test func `priority stops whoever has less of it`() throws {
    let policy = PolicySpecification(
      order: .priority, placement: .bestFit, backfill: .skip, preemption: .rank)
    try expect(policy, ends: [14, 6, 5], attempts: [2, 2, 1])
  }

  /// On identical processors, which are only counted, and on a node with slots.
  private func expect(_ policy: PolicySpecification, ends: [Int], attempts: [Int32]) throws {
    for topology in [Topology.flat(2), .equal(1, islands: [2])] {
      let tasks = topology.nodeCount == 1 ? 1 : 2
      var workload = workload
      workload.requests[0].tasks = Int32(tasks)
      let log = simulate(workload, on: topology, policy: policy)
      #expect(log.finish.map(\.wholeSeconds) == ends)
      #expect(log.start[0] == .second(0))
      #expect(log.attempts == attempts)
      #expect(log.preemptions == Int(attempts.reduce(0, +)) - 3)
      #expect(log.held.map(\.seconds) == [10, 3, 1])
      // What is not held is waited for.
      #expect(zip(log.waited, ends).map { Int($0.seconds) - $1 } == [-10, -5, -5])
      #expect(log.ledger.isBalanced)
      #expect(log.ledger.total(.productive) == 2000 * 14_000_000_000)
    }
  }

  /// A quarter of an accelerator reaches a limit of 20 accelerator-seconds after 80 s: the policy looks
  /// then, and not from 20 s on at every nanosecond, with which this run would never end.
  @Test func `a share reaches its limit late`() throws {
    var policy = try #require(PolicySpecification.named("tiresias"))
    try policy.set("order.first_limit_s", to: "20")
    let quarter = Request(accelerators: 1, share_milli: 250)
    let log = simulate(
      Workload([JobSketch(at: 0, runs: 200, asks: quarter)]), on: .equal(1, islands: [1]),
      policy: policy)
    #expect(log.finish.map(\.wholeSeconds) == [200])
  }

  /// A at 0 for 10 s, B with priority at 5 for 2 s; 1 s to save, 2 s to restore.
  ///
  /// A works 0-4 and saves 4-5, B runs 5-7, A restores 7-9 and does its other 6 s of work 9-15.
  @Test func `stopping costs what the plan says`() {
    let workload = Workload([
      JobSketch(at: 0, runs: 10, on: 2), JobSketch(at: 5, runs: 2, on: 2, priority: 1),
    ])
    let plan = AttemptPlan(
      workload,
      each: AttemptCost(save: Interval(seconds: Int64(1)), restore: Interval(seconds: Int64(2))))
    let log = simulate(
      workload, on: .equal(1, islands: [2]), policy: priorityByRank,
      options: RunOptions(attempts: plan))
    #expect(log.finish.map(\.wholeSeconds) == [15, 7])
    #expect(log.ledger.total(.productive) == 2000 * 12_000_000_000)
    #expect(log.ledger.total(.checkpoint) == 2000 * 1_000_000_000)
    #expect(log.ledger.total(.lost) == 2000 * 2_000_000_000)
    #expect(log.ledger.isBalanced)
  }

  /// The node fails at 7 s and is back at 8 s. Checkpoints of 1 s after every 2 s of work, 1 s to restore.
  ///
  /// Work 0-2, save 2-3, work 3-5, save 5-6, work 6-7 (lost); restore 8-9, then 6 s of work with two
  /// checkpoints between: 9-11, 12-14, 15-17.
  @Test func `a failure takes what no checkpoint holds`() {
    let workload = Workload([JobSketch(at: 0, runs: 10, on: 2)])
    let second = Interval(seconds: Int64(1))
    let plan = AttemptPlan(
      workload, each: AttemptCost(save: second, restore: second, interval: second + second))
    let faults = FaultSchedule([
      .init(time: .second(7), node: NodeHandle(0), isFailure: true),
      .init(time: .second(8), node: NodeHandle(0), isFailure: false),
    ])
    let log = simulate(
      workload, on: .equal(1, islands: [2]), policy: .named("fifo")!,
      options: RunOptions(faults: faults, attempts: plan))
    #expect(log.state == [.completed])
    #expect(log.finish.map(\.wholeSeconds) == [17])
    #expect(log.attempts == [2] && log.restarts == 1)
    #expect(log.ledger.total(.productive) == 2000 * 10_000_000_000)
    #expect(log.ledger.total(.checkpoint) == 2000 * 4_000_000_000)
    #expect(log.ledger.total(.lost) == 2000 * 2_000_000_000)
    #expect(log.ledger.isBalanced)
  }

  private let priorityByRank = PolicySpecification(
    order: .priority, placement: .bestFit, backfill: .skip, preemption: .rank)

  /// Two jobs of one accelerator and one of two on a node of four: a job of two that ranks first needs
  /// one of the small ones or the large one out of its way. It takes whoever ranks last, here the
  /// large one, and nobody else.
  @Test func `nobody stops in vain`() {
    let workload = Workload([
      JobSketch(at: 0, runs: 10, on: 1, priority: 2),
      JobSketch(at: 0, runs: 10, on: 1, priority: 3),
      JobSketch(at: 0, runs: 10, on: 2, priority: 1), JobSketch(at: 5, runs: 1, on: 2, priority: 9),
    ])
    let log = simulate(workload, on: .equal(1, islands: [4]), policy: priorityByRank)
    #expect(log.attempts == [1, 1, 2, 1])
    #expect(log.finish.map(\.wholeSeconds) == [10, 10, 11, 6])
  }

  /// The small job that ranks last is lifted first, does not make enough room alone, and goes on once
  /// the large one is out of the way: its own accelerator is still free.
  @Test func `who is not in the way goes on`() {
    let workload = Workload([
      JobSketch(at: 0, runs: 10, on: 3, priority: 2),
      JobSketch(at: 0, runs: 10, on: 1, priority: 1),
      JobSketch(at: 5, runs: 1, on: 3, priority: 9),
    ])
    let log = simulate(workload, on: .equal(1, islands: [4]), policy: priorityByRank)
    #expect(log.attempts == [2, 1, 1])
    #expect(log.finish.map(\.wholeSeconds) == [11, 10, 6])
  }

  /// A full cluster of jobs of one accelerator, all of which stop for one that takes everything: for a
  /// moment there are more records than ever run at once.
  @Test func `one job in the place of all`() {
    let small = (0..<32).map { _ in JobSketch(at: 0, runs: 10, on: 1) }
    let large = [JobSketch(at: 5, runs: 1, on: 32, priority: 1)]
    for topology in [Topology.flat(32), .equal(4, islands: [8])] {
      let tasks = topology.nodeCount == 32 ? 32 : 4
      var workload = Workload(small + large)
      workload.requests[1].tasks = Int32(tasks)
      let log = simulate(workload, on: topology, policy: priorityByRank)
      #expect(log.preemptions == 32)
      #expect(log.finish.map(\.wholeSeconds) == Array(repeating: 11, count: 32) + [6])
    }
  }

  /// Whatever is stopped and however often: everybody gets their work, and the ledger adds up.
  @Test(arguments: ["srtf", "las", "tiresias", "gittins", "gandiva", "themis", "edf"])
  func `work done is work asked`(name: String) throws {
    for backfill in [BackfillName.none, .skip, .easy] {
      var policy = PolicySpecification.named(name)!
      policy.backfill = backfill
      if policy.preemption == .rounds { try policy.set("preemption.round_s", to: "3") }
      if name == "tiresias" { try policy.set("order.first_limit_s", to: "20") }
      for seed in TestScale.seeds(25) {
        let cluster = RandomCluster(seed: seed)
        let log = simulate(cluster.workload, on: cluster.topology, policy: policy)
        let plain = simulate(cluster.workload, on: cluster.topology, policy: .named("skip")!)
        #expect(log.state == plain.state, "\(name), \(backfill), seed \(seed)")
        #expect(log.ledger.isBalanced, "\(name), \(backfill), seed \(seed)")
        for kind in [LedgerClass.productive, .lost] {
          let (a, b) = (log.ledger.total(kind), plain.ledger.total(kind))
          #expect(a == b, "\(kind), \(name), \(backfill), seed \(seed)")
        }
        for job in 0..<cluster.workload.count where log.finish[job].isReached {
          #expect(log.held[job] == cluster.workload.duration[job], "job \(job), seed \(seed)")
        }
      }
    }
  }
}
