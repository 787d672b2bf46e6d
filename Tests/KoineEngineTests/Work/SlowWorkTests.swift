import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// Jobs that name a model on nodes that slow down: only the part of their time that it concerns grows.
@Suite struct SlowWorkTests {
  /// 8,000 units of 1.25 ms on two nodes of a rack, a fifth of it transfers: 10 s.
  private func run(_ changes: [(second: Int, kind: FaultSchedule.Kind)]) -> RunLog {
    var workload = Workload([JobSketch(at: 0, runs: 0, on: 16)])
    workload.give(
      [(8000, 0)], of: [ModelWork(model: "a", task: .training(globalBatch: 64))])
    let speeds = TableSpeeds([
      .init("a", .rack, WorkSpeed(unit_ns: 1.25e6, communication_ppm: 200_000))
    ])
    let faults = changes.map {
      FaultSchedule.Change(time: .second($0.second), node: NodeHandle(0), $0.kind)
    }
    return simulate(
      workload, on: .equal(2, islands: [8]),
      policy: PolicySpecification(order: .fifo, placement: .firstFit, backfill: .none),
      options: RunOptions(
        performance: Performance(speeds: speeds), faults: FaultSchedule(faults),
        attempts: AttemptPlan(workload)))
  }

  private func seconds(_ log: RunLog, _ ledgerClass: LedgerClass) -> Double {
    Double(log.ledger.total(ledgerClass)) / 1e12
  }

  private func isNear(_ value: Double, _ expected: Double) -> Bool {
    abs(value - expected) < 1e-5
  }

  /// From 5 s on computing takes twice as long: 5 s x (0.8 x 2 + 0.2) = 9 s. Half of the accelerators
  /// wait for half of the 8 s of computing, 2 s on average over all.
  @Test func slowChipsStretchComputing() {
    let log = run([(5, .pace(compute_ppm: 500_000))])
    #expect(isNear(log.finish[0].seconds, 14))
    #expect(isNear(seconds(log, .imbalance), 16 * 2))
    #expect(isNear(seconds(log, .communication), 16 * 2))
    #expect(isNear(seconds(log, .productive), 16 * 10))
    #expect(log.ledger.isBalanced)
  }

  /// From 5 s on transfers take twice as long: 5 s x (0.8 + 0.2 x 2) = 6 s.
  @Test func slowPortsStretchTransfers() {
    let log = run([(5, .portPace(network_ppm: 500_000))])
    #expect(isNear(log.finish[0].seconds, 11))
    #expect(isNear(seconds(log, .communication), 16 * 3))
    #expect(seconds(log, .imbalance) == 0)
  }

  /// Nothing is done from 5 to 8 s.
  @Test func hangingNodesCostTheirTime() {
    let log = run([(5, .pace(compute_ppm: 0)), (8, .pace(compute_ppm: 1_000_000))])
    #expect(isNear(log.finish[0].seconds, 13))
    #expect(isNear(seconds(log, .lost), 16 * 3))
    #expect(isNear(seconds(log, .productive), 16 * 8))
    #expect(isNear(log.working[0].seconds, 10))
  }
}
