import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// Jobs that go on after a failure, and what nodes that are slow, drained or spare do to jobs: scenes
/// worked out by hand.
@Suite struct RestartTests {
  private let fifo = PolicySpecification(order: .fifo, placement: .firstFit, backfill: .none)

  private func change(_ second: Int, _ node: Int, _ kind: FaultSchedule.Kind)
    -> FaultSchedule.Change
  {
    FaultSchedule.Change(time: .second(second), node: NodeHandle(node), kind)
  }

  private func run(
    _ jobs: [JobSketch], nodes: Int, _ changes: [FaultSchedule.Change],
    save: Int = 0, restore: Int = 0, interval: Int = 0, mostRestarts: Int = .max,
    policy: PolicySpecification? = nil
  ) -> RunLog {
    let workload = Workload(jobs)
    let cost = AttemptCost(
      save: Interval(seconds: Int64(save)), restore: Interval(seconds: Int64(restore)),
      interval: Interval(seconds: Int64(interval)))
    return simulate(
      workload, on: .equal(nodes, islands: [8]), policy: policy ?? fifo,
      options: RunOptions(
        faults: FaultSchedule(changes),
        attempts: AttemptPlan(
          costs: workload.requests.map { _ in cost }, mostRestarts: mostRestarts)))
  }

  private func seconds(_ log: RunLog, _ ledgerClass: LedgerClass) -> Int {
    Int(log.ledger.total(ledgerClass) / 1_000_000_000_000)
  }

  /// 100 s of work, a checkpoint of 2 s after every 20 s: at 50 s two are written and 6 s of the third
  /// interval are done. The node is back at 60 s, restoring takes 5 s, and 60 s are left with two
  /// checkpoints between: 60 + 5 + 60 + 2 x 2 = 129.
  @Test func aJobGoesOnFromItsLastCheckpoint() {
    let log = run(
      [JobSketch(at: 0, runs: 100, on: 8)], nodes: 1,
      [change(50, 0, .fails), change(60, 0, .isRepaired)], save: 2, restore: 5, interval: 20)
    #expect(log.state == [.completed])
    #expect(log.finish.map(\.wholeSeconds) == [129])
    #expect(log.attempts == [2] && log.restarts == 1)
    #expect(seconds(log, .productive) == 8 * 100)
    #expect(seconds(log, .checkpoint) == 8 * 8)
    #expect(seconds(log, .lost) == 8 * (6 + 5))
    #expect(seconds(log, .down) == 8 * 10)
    #expect(log.waited == [Interval(seconds: Int64(10))])
    #expect(log.held == [Interval(seconds: Int64(119))])
    #expect(log.effectiveTrainingTimeRatio(of: 0) == 100.0 / 129)
    #expect(log.ledger.isBalanced)
  }

  /// Without checkpoints everything is done again; another node takes the job at once.
  @Test func withoutCheckpointsAllIsLost() {
    let log = run(
      [JobSketch(at: 0, runs: 100, on: 8)], nodes: 2, [change(50, 0, .fails)], restore: 5)
    #expect(log.finish.map(\.wholeSeconds) == [155])
    #expect(seconds(log, .lost) == 8 * 55)
  }

  @Test func aJobThatMayNotRestartFails() {
    let log = run(
      [JobSketch(at: 0, runs: 100, on: 8)], nodes: 2,
      [change(50, 0, .fails), change(70, 1, .fails)], mostRestarts: 1)
    #expect(log.state == [.failed])
    #expect(log.finish.map(\.wholeSeconds) == [70])
    #expect(log.restarts == 1)
  }

  /// The node hangs at 30 s, which is found at 40 s: nothing is done meanwhile, and what was done
  /// before is lost with it.
  @Test func aHangingNodeHoldsItsJobUp() {
    let log = run(
      [JobSketch(at: 0, runs: 100, on: 16), JobSketch(at: 1, runs: 10, on: 8)], nodes: 3,
      [
        change(30, 0, .pace(compute_ppm: 0)), change(40, 0, .fails),
        change(40, 0, .pace(compute_ppm: 1_000_000)),
      ])
    // The second job ran on the third node; the first one goes on with it.
    #expect(log.finish.map(\.wholeSeconds) == [140, 11])
    #expect(seconds(log, .lost) == 16 * 40)
    #expect(log.ledger.isBalanced)
  }

  /// Half the nodes at half the pace from 20 s to 60 s: 20 + 20 + 60 s of work. The fast half waits for
  /// half of the 40 s.
  @Test func oneSlowNodeHoldsUpTheOthers() {
    let log = run(
      [JobSketch(at: 0, runs: 100, on: 16)], nodes: 2,
      [
        change(20, 0, .pace(compute_ppm: 500_000)), change(60, 0, .pace(compute_ppm: 1_000_000)),
      ])
    #expect(log.finish.map(\.wholeSeconds) == [120])
    #expect(seconds(log, .imbalance) == 8 * 20)
    #expect(seconds(log, .productive) == 16 * 120 - 8 * 20)
  }

  /// Ports matter to the job on two nodes only.
  @Test func slowPortsHoldUpJobsOnSeveralNodes() {
    let log = run(
      [JobSketch(at: 0, runs: 30, on: 16), JobSketch(at: 0, runs: 30, on: 8)], nodes: 3,
      [change(10, 0, .portPace(network_ppm: 500_000)), change(10, 2, .portPace(network_ppm: 1))])
    #expect(log.finish.map(\.wholeSeconds) == [50, 30])
    #expect(seconds(log, .communication) == 16 * 20)
  }

  /// What runs on a drained node ends there; what waits goes elsewhere. The free half is down.
  @Test func drainedNodesTakeNothingNew() {
    let log = run(
      [
        JobSketch(at: 0, runs: 50, on: 4), JobSketch(at: 20, runs: 10, on: 4),
        JobSketch(at: 21, runs: 10, on: 8),
      ],
      nodes: 2, [change(10, 0, .drains), change(70, 0, .isOpen)])
    #expect(log.start.map(\.wholeSeconds) == [0, 20, 30])
    // Second and third share node 1 one after the other; the run ends at 50 s with the first job.
    #expect(log.finish.map(\.wholeSeconds) == [50, 30, 40])
    #expect(seconds(log, .down) == 4 * 40)
    #expect(log.ledger.isBalanced)
  }

  /// The second node is held ready, takes the first one's job over, and the first is ready afterwards.
  @Test func sparesAreReserved() {
    let log = run(
      [JobSketch(at: 0, runs: 20, on: 8), JobSketch(at: 1, runs: 20, on: 8)], nodes: 2,
      [
        change(0, 1, .becomesSpare), change(10, 0, .fails), change(10, 1, .isNoSpare),
        change(15, 0, .isRepaired), change(15, 0, .becomesSpare),
      ])
    #expect(log.start.map(\.wholeSeconds) == [0, 30])
    #expect(log.finish.map(\.wholeSeconds) == [30, 50])
    #expect(seconds(log, .reservedIdle) == 8 * (10 + 35))
    #expect(seconds(log, .down) == 8 * 5)
    #expect(log.ledger.isBalanced)
  }
}
