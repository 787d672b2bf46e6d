import Foundation
import KoineEngine
import KoineFormats
import KoineModel
import KoinePolicies
import KoineStatistics
import KoineTestSupport
import Testing

/// Formulas that a run must meet: the best interval between checkpoints, and availability.
@Suite struct CheckpointTests {
  private let save = Interval(seconds: Int64(60))
  private let mean = Interval(seconds: Int64(86_400))

  /// Time that jobs on ten nodes take, each node failing once a day and back at once.
  private func time(interval: Interval, seed: UInt64) -> Double {
    let workload = Workload(
      (0..<10).map { _ in JobSketch(at: 0, runs: 1000 * 86_400, on: 8) })
    let topology = Topology.equal(10, islands: [8])
    let model = FaultModel(
      name: "once a day",
      components: [
        .init(
          name: "node", scope: .node, failure: .exponential(mean: mean.seconds),
          repair: .fixed(0))
      ])
    let cost = AttemptCost(save: save, restore: Interval(seconds: Int64(120)), interval: interval)
    let log = simulate(
      workload, on: topology,
      policy: PolicySpecification(order: .fifo, placement: .firstFit, backfill: .none),
      options: RunOptions(
        faults: GeneratedFaults(model, on: topology, from: .zero, horizon: .never, seed: seed),
        attempts: AttemptPlan(workload, each: cost)))
    #expect(log.state.allSatisfy { $0 == .completed } && log.ledger.isBalanced)
    return log.held.reduce(0) { $0 + $1.seconds }
  }

  /// The least of a parabola through the times of all intervals, over the logarithm of the interval:
  /// the failures are the same for all of them, 10,000 in each run.
  @Test func theBestIntervalIsThatOfYoungAndDaly() {
    let young = CheckpointInterval.young(save: save, meanTimeToFailure: mean)
    let daly = CheckpointInterval.daly(save: save, meanTimeToFailure: mean)
    let logarithms = [-0.6, -0.3, 0, 0.3, 0.6]
    let times = logarithms.map { exponent in
      time(interval: Interval(seconds: young.seconds * exp(exponent)), seed: 7)
    }
    // Overhead is a x exp(-x) + b x exp(x) + c: least squares over the three.
    let best = Self.leastOfOverhead(zip(logarithms, times).map { ($0, $1) })
    let found = young.seconds * exp(best)
    #expect(abs(found / young.seconds - 1) < 0.15, "\(found) s, Young says \(young.seconds)")
    #expect(abs(found / daly.seconds - 1) < 0.15, "\(found) s, Daly says \(daly.seconds)")
  }

  /// Where a exp(-x) + b exp(x) + c, fitted to the points, is least: at ln(a / b) / 2.
  private static func leastOfOverhead(_ points: [(x: Double, y: Double)]) -> Double {
    let rows = points.map { [exp(-$0.x), exp($0.x), 1] }
    var matrix = (0..<3).map { i in
      (0..<3).map { j in rows.reduce(0) { $0 + $1[i] * $1[j] } }
        + [zip(rows, points).reduce(0) { $0 + $1.0[i] * $1.1.y }]
    }
    for pivot in 0..<3 {
      for row in 0..<3 where row != pivot {
        let factor = matrix[row][pivot] / matrix[pivot][pivot]
        for column in 0..<4 { matrix[row][column] -= factor * matrix[pivot][column] }
      }
    }
    let (a, b) = (matrix[0][3] / matrix[0][0], matrix[1][3] / matrix[1][1])
    return log(a / b) / 2
  }

  /// Availability is MTBF / (MTBF + MTTR), whatever the distributions; the interval has four standard
  /// deviations of an alternating renewal process on each side.
  @Test(arguments: [
    (Lifetime.exponential(mean: 10 * 86_400), Lifetime.exponential(mean: 86_400), 1.0, 1.0),
    (
      .weibull(shape: 0.7, mean: 10 * 86_400), .logNormal(median: 43_200, mean: 86_400), 2.14, 3.0
    ),
    (.weibull(shape: 3, mean: 5 * 86_400), .fixed(86_400), 0.132, 0.0),
  ])
  func availabilityIsThatOfTheMeans(
    failure: Lifetime, repair: Lifetime, failureSpread: Double, repairSpread: Double
  ) {
    let (nodes, days) = (100, 1000.0)
    let topology = Topology.equal(nodes, islands: [8])
    let model = FaultModel(
      name: "model",
      components: [.init(name: "node", scope: .node, failure: failure, repair: repair)])
    let faults = GeneratedFaults(
      model, on: topology, from: .zero, horizon: .zero + Interval(seconds: days * 86_400), seed: 5)
    var simulator = Simulator(
      Workload(name: "none"), on: topology,
      policy: ComposedPolicy(order: Fifo(), placement: FirstFit(), backfill: NoBackfill()),
      faults: faults)
    simulator.run(until: .zero + Interval(seconds: days * 86_400))
    let log = simulator.finish()
    let down = Double(log.ledger.total(.down)) / Double(log.ledger.capacityTime)
    let (up_s, down_s) = (failure.mean, repair.mean)
    let cycle_s = up_s + down_s
    // Squared coefficients of variation are the spreads.
    let variance =
      (down_s * down_s * up_s * up_s * (failureSpread + repairSpread)) / cycle_s / cycle_s
      / cycle_s / (days * 86_400) / Double(nodes)
    let availability = up_s / cycle_s
    #expect(
      abs(1 - down - availability) < 4 * variance.squareRoot() + 2e-4,
      "\(1 - down) for \(availability), standard deviation \(variance.squareRoot())")
  }
}
