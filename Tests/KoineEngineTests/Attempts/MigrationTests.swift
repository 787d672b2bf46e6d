import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// The verb that moves a running job: what it costs, where it goes, and what stays as it was.
@Suite struct MigrationTests {
  /// By arrival, best fit, and the jobs named move at the instants named.
  struct Movers: SchedulingPolicy {
    var moves: [(at: Int, job: Int)]
    var results: [Bool] = []
    var place = BestFit()

    init(_ moves: [(at: Int, job: Int)]) { self.moves = moves }

    var stopsJobs: Bool { true }
    var wakeTime: Instant { moves.first.map { .second($0.at) } ?? .never }

    mutating func jobArrived(_ job: JobHandle, _ state: inout SchedulerState) {
      state.enqueue(job, key: Int64(job.index))
    }

    mutating func pass(_ state: inout SchedulerState) {
      while let move = moves.first, .second(move.at) <= state.now {
        moves.removeFirst()
        let job = JobHandle(move.job)
        if state.isRunning(job) { results.append(state.migrate(job, with: &place)) }
      }
      var position = state.waiting.isEmpty ? nil : Optional(state.waiting.first)
      while position != nil, state.start(at: &position, with: &place) {}
    }
  }

  private func cost(_ save: Int, _ restore: Int, every interval: Int = 0) -> AttemptCost {
    AttemptCost(
      save: Interval(seconds: Int64(save)), restore: Interval(seconds: Int64(restore)),
      interval: Interval(seconds: Int64(interval)))
  }

  private func run(
    _ workload: Workload, on topology: Topology, _ moves: [(at: Int, job: Int)],
    _ cost: AttemptCost, performance: Performance = Performance()
  ) -> RunLog {
    var simulator = Simulator(
      workload, on: topology, policy: Movers(moves), performance: performance,
      attempts: AttemptPlan(workload, each: cost))
    simulator.run()
    return simulator.finish()
  }

  /// Two nodes of two accelerators and a job of two for 10 s. At 6 it moves: it has worked 0-4 and
  /// saved 4-6 (save 2 s), restores 6-9 (3 s) and works 9-15.
  @Test func `a move costs a checkpoint and a restart`() {
    let workload = Workload([JobSketch(at: 0, runs: 10, on: 2)])
    let log = run(workload, on: .equal(2, islands: [2]), [(6, 0)], cost(2, 3))
    #expect(log.finish.map(\.wholeSeconds) == [15])
    #expect(log.start.map(\.wholeSeconds) == [0])
    #expect(log.migrations == 1 && log.preemptions == 0 && log.restarts == 0)
    #expect(log.attempts == [2] && log.waited == [.zero])
    #expect(log.held == [Interval(seconds: Int64(15))])
    #expect(log.working == [Interval(seconds: Int64(10))])
    #expect(log.ledger.total(.productive) == 2000 * 10_000_000_000)
    #expect(log.ledger.total(.checkpoint) == 2000 * 2_000_000_000)
    #expect(log.ledger.total(.lost) == 2000 * 3_000_000_000)
    #expect(log.ledger.isBalanced)
  }

  /// It goes to nodes of which it has none, although best fit would rather fill its own; with no other
  /// node free it goes on where it is.
  @Test func `it goes to other nodes or not at all`() {
    let workload = Workload([
      JobSketch(at: 0, runs: 10, on: 1), JobSketch(at: 4, runs: 10, on: 2),
    ])
    var simulator = Simulator(
      workload, on: .equal(2, islands: [2]), policy: Movers([(2, 0), (6, 0)]),
      attempts: AttemptPlan(workload, each: cost(0, 0)))
    simulator.run(until: .second(1))
    #expect(simulator.state.holdings().map(\.node.index) == [0])
    simulator.run(until: .second(3))
    #expect(simulator.state.holdings().map(\.node.index) == [1])
    simulator.run(until: .second(5))
    #expect(simulator.state.holdings().map(\.node.index) == [1, 0])
    simulator.run(until: .second(7))
    #expect(simulator.state.holdings().map(\.node.index) == [1, 0])
    simulator.run()
    let log = simulator.finish()
    #expect(log.migrations == 1)
    #expect(log.finish.map(\.wholeSeconds) == [10, 14])
  }

  /// Moved a second after its start, a job has no time for a checkpoint of 2 s: it begins anew.
  @Test func `who moves too soon begins anew`() {
    let workload = Workload([JobSketch(at: 0, runs: 10, on: 2)])
    let log = run(workload, on: .equal(2, islands: [2]), [(1, 0)], cost(2, 3))
    #expect(log.finish.map(\.wholeSeconds) == [14])
    #expect(log.ledger.total(.lost) == 2000 * 4_000_000_000)
    #expect(log.ledger.total(.checkpoint) == 0)
  }

  /// On processors that are only counted, one is as good as another.
  @Test func `identical processors`() {
    let workload = Workload([JobSketch(at: 0, runs: 10, on: 2)])
    for (processors, migrations, finish) in [(4, 1, 15), (3, 0, 10)] {
      let log = run(workload, on: .flat(processors), [(6, 0)], cost(2, 3))
      #expect(log.migrations == migrations)
      #expect(log.finish.map(\.wholeSeconds) == [finish])
    }
  }

  /// A job as it goes second by second, told by the rules alone.
  private struct SecondByStep {
    var done = 0
    var saved = 0
    var unsaved = 0
    var restoring = 0
    var saving = 0

    /// One second; whether the job is done with it.
    mutating func step(of duration: Int, _ cost: (save: Int, restore: Int, interval: Int)) -> Bool {
      if restoring > 0 {
        restoring -= 1
        return false
      }
      if saving > 0 {
        saving -= 1
        if saving == 0 { (saved, unsaved) = (done, 0) }
        return false
      }
      done += 1
      unsaved += 1
      if done == duration { return true }
      if cost.interval > 0 && unsaved == cost.interval {
        if cost.save == 0 { (saved, unsaved) = (done, 0) } else { saving = cost.save }
      }
      return false
    }

    /// When a job of `duration` ends that moves at the given instants.
    static func finish(
      _ duration: Int, _ cost: (save: Int, restore: Int, interval: Int), moves: [Int]
    ) -> (second: Int, moves: Int) {
      var job = SecondByStep()
      var before: [SecondByStep] = []
      var second = 0
      var count = 0
      while true {
        if moves.contains(second) {
          // What it did while it writes the checkpoint did not happen.
          let keepsWork = before.count >= cost.save
          if keepsWork && cost.save > 0 { job = before[before.count - cost.save] }
          let kept = keepsWork ? job.done : job.saved
          job = SecondByStep(done: kept, saved: kept, restoring: cost.restore)
          before = []
          count += 1
        }
        before.append(job)
        second += 1
        if job.step(of: duration, cost) { return (second, count) }
      }
    }
  }

  /// Any number of moves at any time, with and without regular checkpoints.
  @Test func `equal to counting the seconds`() {
    for seed in TestScale.seeds(150) {
      var random = SplitMix64(seed: seed)
      let duration = random.integer(in: 5...60)
      let (save, restore) = (random.integer(in: 0...4), random.integer(in: 0...5))
      let interval = random.pick([0, 0, 3, 7, 20])
      let moves = Set((0..<random.integer(in: 0...6)).map { _ in random.integer(in: 1...70) })
        .sorted()
      let workload = Workload([JobSketch(at: 0, runs: duration, on: 3)])
      let log = run(
        workload, on: .equal(4, islands: [2]), moves.map { (at: $0, job: 0) },
        cost(save, restore, every: interval))
      let expected = SecondByStep.finish(duration, (save, restore, interval), moves: moves)
      #expect(log.finish.map(\.wholeSeconds) == [expected.second], "seed \(seed)")
      #expect(log.migrations == expected.moves, "seed \(seed)")
      #expect(ChaosAudit(log, workload, hasFullPace: true).complaints == [], "seed \(seed)")
      // Where every attempt restores and works before it is moved on.
      let isWhole = zip(moves, moves.dropFirst()).allSatisfy { $1 - $0 >= save + restore }
      if interval == 0 && isWhole && moves.first ?? save >= save {
        #expect(expected.second == duration + expected.moves * (save + restore), "seed \(seed)")
      }
    }
  }

  /// Work that is counted in units, here seconds: 10 s for a job on one node. It moves at 6 from rack 0
  /// to rack 1, where the same work goes on.
  @Test(arguments: [TransferModel.none, .fixed, .shared])
  func `work in units moves with its job`(transfers: TransferModel) {
    var workload = Workload([JobSketch(at: 0, runs: 10, on: 2), JobSketch(at: 1, runs: 10, on: 2)])
    workload.give(
      [(10, 0), (10, 0)], of: [ModelWork(model: "a", task: .training(globalBatch: 1))])
    let speeds = TableSpeeds([.init("a", nil, WorkSpeed(unit_ns: 1e9, uplink_gb_s: 1))])
    let log = run(
      workload, on: .racks(2, nodes: 4, uplink_gb_s: 100), [(6, 0), (8, 1)], cost(2, 3),
      performance: Performance(speeds: speeds, transfers: transfers))
    #expect(log.finish.map(\.wholeSeconds) == [15, 16])
    #expect(log.migrations == 2)
    #expect(log.ledger.total(.checkpoint) == 2 * 2000 * 2_000_000_000)
    #expect(log.ledger.total(.lost) == 2 * 2000 * 3_000_000_000)
    #expect(log.ledger.isBalanced)
  }
}
