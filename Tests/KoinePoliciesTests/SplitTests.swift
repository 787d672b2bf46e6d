import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// Jobs that accept two kinds of chips, and run on both at once where that ends sooner than waiting.
///
/// The scene: one node of four `test/a` and one of four `test/b`. P holds two of `a` until 50, Q two of `b`
/// until 80. S asks for four of either at 1 and has 100 units of training to do, 1 s each on one kind.
/// Waiting for `a` it would end at 150. On two and two a unit takes 1.2 s or 1.6 s: begun at 1, that ends
/// at 121, which is sooner, or at 161, which is not.
@Suite struct SplitTests {
  private var topology: Topology {
    var topology = Topology(name: "two kinds")
    for key in ["test/a", "test/b"] {
      topology.chips.append(Chip(key: key, vendor: "test", product: String(key.suffix(1))))
      let handle = topology.chips.count - 1
      topology.nodeTypes.append(
        NodeType(
          name: key, chip: ChipHandle(handle), accelerators: 4, islands: [4], cpu_milli: .max,
          memory_mib: .max))
      topology.append(NodeTypeHandle(handle), count: 1, names: [key], racks: .nodesPerRack(1))
    }
    return topology
  }

  private func speeds(together_s: Double, imbalance_ppm: Int32) -> TableSpeeds {
    TableSpeeds([
      .init("work", nil, WorkSpeed(unit_ns: 1e9), pools: [0]),
      .init("work", nil, WorkSpeed(unit_ns: 1e9), pools: [1]),
      .init(
        "work", nil, WorkSpeed(unit_ns: together_s * 1e9, imbalance_ppm: imbalance_ppm),
        pools: [0, 1]),
    ])
  }

  private let selections = [["a"], ["b"], ["a", "b"]]

  private func only(_ kind: Int, _ count: Int32) -> Request {
    Request(accelerators: count, chips: ChipSelectionHandle(kind))
  }

  private func scene(_ more: [JobSketch] = []) -> Workload {
    var workload = Workload(
      [
        JobSketch(at: 0, runs: 50, asks: only(0, 2)), JobSketch(at: 0, runs: 80, asks: only(1, 2)),
        JobSketch(at: 1, runs: 1, asks: only(2, 4)),
      ] + more, chipSelections: selections)
    workload.give(
      [nil, nil, (100, 0)] + more.map { _ in nil },
      of: [ModelWork(model: "work", task: .training(globalBatch: 8))])
    return workload
  }

  private func run(
    _ workload: Workload, splits: Bool, together_s: Double, imbalance_ppm: Int32 = 100_000,
    _ backfill: BackfillName
  ) -> (log: RunLog, workload: Workload) {
    var workload = workload
    if splits { workload.allowSplits(on: topology) }
    let log = simulate(
      workload, on: topology,
      policy: PolicySpecification(order: .fifo, placement: .affinity, backfill: backfill),
      options: RunOptions(
        performance: Performance(
          speeds: speeds(together_s: together_s, imbalance_ppm: imbalance_ppm))))
    return (log, workload)
  }

  @Test(arguments: [BackfillName.none, .skip, .easy])
  func aJobIsSplitWhereThatEndsSooner(backfill: BackfillName) {
    let (log, workload) = run(scene(), splits: true, together_s: 1.2, backfill)
    #expect(log.start.map(\.wholeSeconds) == [0, 0, 1])
    #expect(log.finish.map(\.wholeSeconds) == [50, 80, 121])
    #expect(log.ledger.isBalanced)
    // A tenth of 120 s on four accelerators was imbalance, half of it on each kind.
    let second = Int128(1_000_000_000_000)
    #expect(log.ledger[PoolHandle(0), .imbalance] == 24 * second)
    #expect(log.ledger[PoolHandle(1), .imbalance] == 24 * second)
    let ran = log.asRun(workload)
    #expect(ran.chipsText(of: ran.requests[ran.request[2].index]) == "test/a:2+test/b:2")
  }

  @Test(arguments: [BackfillName.none, .skip, .easy])
  func itWaitsWhereThatEndsSooner(backfill: BackfillName) {
    let (log, workload) = run(scene(), splits: true, together_s: 1.6, backfill)
    #expect(log.start.map(\.wholeSeconds) == [0, 0, 50])
    #expect(log.finish.map(\.wholeSeconds) == [50, 80, 150])
    #expect(log.ranBy == workload.request)
    #expect(log.ledger.total(.imbalance) == 0)
  }

  @Test func nobodyIsSplitUnasked() {
    let (log, _) = run(scene(), splits: false, together_s: 1.2, .easy)
    #expect(log.start[2].wholeSeconds == 50 && log.ranBy.isEmpty)
  }

  /// A kind with enough room is taken whole, though the mix would be faster here: nobody waits.
  @Test func whoFitsIsNotSplit() {
    var workload = Workload(
      [JobSketch(at: 0, runs: 1, asks: only(2, 4))], chipSelections: selections)
    workload.give(
      [(100, 0)], of: [ModelWork(model: "work", task: .training(globalBatch: 8))])
    let (log, _) = run(workload, splits: true, together_s: 0.5, .easy)
    #expect(log.finish.map(\.wholeSeconds) == [100] && log.nodes == [1])
  }

  /// Only jobs first in line are split: R behind S keeps its place, and EASY's promise to S is not
  /// broken by R, which would fit beside.
  @Test func thoseBehindAreNotSplit() {
    let more = [JobSketch(at: 2, runs: 10, asks: only(0, 2))]
    let (log, _) = run(scene(more), splits: true, together_s: 1.6, .easy)
    // S waits for `a` until 50; R ends at 12, before that.
    #expect(log.start.map(\.wholeSeconds) == [0, 0, 50, 2])
  }

  /// Kinds whose vendors cannot talk, three accelerators that no quarter divides, and answers instead of
  /// training: no splits.
  @Test func someJobsHaveNoSplits() {
    var workload = scene()
    workload.allowSplits(on: topology)
    #expect(workload.splits[workload.request[2].index].count == 3)
    var silent = topology
    silent.pairings = [ChipPairing(between: ["test/a", "test/b"], .none)]
    var apart = scene()
    apart.allowSplits(on: silent)
    #expect(apart.splits.joined().isEmpty)
    var odd = Workload([JobSketch(at: 0, runs: 1, asks: only(2, 3))], chipSelections: selections)
    odd.give([(1, 0)], of: [ModelWork(model: "work", task: .training(globalBatch: 8))])
    odd.allowSplits(on: topology)
    #expect(odd.splits.joined().isEmpty)
    var answers = Workload(
      [JobSketch(at: 0, runs: 1, asks: only(2, 4))], chipSelections: selections)
    answers.give(
      [(1, 0)], of: [ModelWork(model: "work", task: .batchInference(prompt: 1, output: 1))])
    answers.allowSplits(on: topology)
    #expect(answers.splits.joined().isEmpty)
  }

  @Test func conservativeRefusesToSplit() throws {
    var policy = PolicySpecification(order: .fifo, placement: .affinity, backfill: .conservative)
    #expect(policy.conflict == nil)
    try policy.set("placement.split", to: .choice("yes"))
    #expect(
      policy.conflict
        == "conservative backfilling cannot hold several kinds of chips for one job: use easy, or "
        + "split no")
  }

  /// Random jobs, half of which may be split: nothing is taken twice, everybody ends, the ledger is exact.
  @Test(arguments: [BackfillName.none, .skip, .easy])
  func splitsKeepTheRules(backfill: BackfillName) {
    for seed in TestScale.seeds(20) {
      var random = SplitMix64(seed: seed)
      var clock = 0
      let sketches = (0..<40).map { _ in
        clock += random.integer(in: 0...20)
        return JobSketch(
          at: clock, runs: random.integer(in: 1...60),
          asks: only(random.integer(in: 0...2), Int32(random.integer(in: 1...4))))
      }
      var workload = Workload(sketches, chipSelections: selections)
      workload.give(
        sketches.map { _ in random.happens(0.5) ? (Double(random.integer(in: 1...60)), 0) : nil },
        of: [ModelWork(model: "work", task: .training(globalBatch: 8))])
      let (log, given) = run(
        workload, splits: true, together_s: 0.8 + random.unit(), imbalance_ppm: 0, backfill)
      #expect(log.state.allSatisfy { $0 == .completed }, "seed \(seed)")
      #expect(log.ledger.isBalanced, "seed \(seed)")
      var ran = log.asRun(given)
      // The audit knows plain durations only.
      for job in 0..<ran.count where ran.units[job] > 0 && log.finish[job].isReached {
        ran.duration[job] = log.finish[job] - log.start[job]
      }
      let complaints = RunAudit(log, ran, topology).complaints
      #expect(complaints.isEmpty, "seed \(seed): \(complaints)")
    }
  }
}
