import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// Jobs whose duration follows from where they run.
@Suite struct WorkTests {
  private let training = ModelWork(model: "a", task: .training(globalBatch: 64))
  private let firstFit = PolicySpecification(order: .fifo, placement: .firstFit, backfill: .none)

  private let speeds = TableSpeeds([
    .init("a", .node, WorkSpeed(unit_ns: 1e6)),
    .init("a", .supernode, WorkSpeed(unit_ns: 1.1e6, communication_ppm: 100_000)),
    .init("a", .rack, WorkSpeed(unit_ns: 1.25e6, communication_ppm: 200_000)),
    .init(
      "a", .fabric,
      WorkSpeed(unit_ns: 2e6, communication_ppm: 400_000, imbalance_ppm: 100_000, uplink_gb_s: 10)),
  ])

  /// Two racks of two nodes of eight. The first job has a node to itself; the second gets one node of
  /// each rack; the third, once both have ended, the two nodes of a rack.
  @Test func `speed and ledger follow the spread`() {
    var workload = Workload([
      JobSketch(at: 0, runs: 0, on: 8), JobSketch(at: 0, runs: 0, on: 16),
      JobSketch(at: 2, runs: 0, on: 16),
    ])
    workload.give([(1000, 0), (1000, 0), (1000, 0)], of: [training])
    let log = simulate(
      workload, on: .equal(4, islands: [8]), policy: firstFit,
      options: RunOptions(performance: Performance(speeds: speeds)))
    #expect(log.finish.map(\.seconds) == [1, 2, 3.25])
    let pool = PoolHandle(0)
    let unit = Int128(1_000_000_000 * 1000)
    #expect(log.ledger[pool, .productive] == unit * (8 + 16 + 16))
    #expect(log.ledger[pool, .communication] == unit * 16 * 8 / 10 + unit * 16 / 4)
    #expect(log.ledger[pool, .imbalance] == unit * 16 * 2 / 10)
  }

  @Test func `nodes of one supernode are closer than a rack`() {
    var workload = Workload([JobSketch(at: 0, runs: 0, on: 32)])
    workload.give([(1000, 0)], of: [training])
    var topology = Topology.equal(4, islands: [8], supernodes: [4])
    topology.supernodes[0].switching = .optical
    topology.supernodes[0].reconfiguration_s = Figure(0.5)
    let log = simulate(
      workload, on: topology, policy: firstFit,
      options: RunOptions(performance: Performance(speeds: speeds)))
    #expect(log.finish[0].seconds == 1.6)
    #expect(log.ledger[PoolHandle(0), .reconfiguration] == Int128(32 * 1000) * 500_000_000)
    #expect(log.ledger[PoolHandle(0), .communication] == Int128(32 * 1000) * 110_000_000)
  }

  @Test func `work that nobody knows the speed of is rejected`() {
    var workload = Workload([JobSketch(at: 0, runs: 0, on: 8), JobSketch(at: 0, runs: 5, on: 8)])
    workload.give([(1000, 0), nil], of: [ModelWork(model: "b", task: .training(globalBatch: 64))])
    let log = simulate(
      workload, on: .equal(4, islands: [8]), policy: firstFit,
      options: RunOptions(performance: Performance(speeds: speeds)))
    #expect(log.state == [.rejected, .completed])
    #expect(log.finish[1].seconds == 5)
  }

  /// A job that is cut off has done a part of its work; one that fails has done it for nothing.
  @Test func `unfinished work is charged as far as it came`() {
    var workload = Workload([
      JobSketch(at: 0, runs: 0, on: 16), JobSketch(at: 0, runs: 0, on: 8, ending: .fails),
    ])
    workload.give([(1000, 0), (1000, 0)], of: [training])
    let log = simulate(
      workload, on: .equal(4, islands: [8]), policy: firstFit,
      options: RunOptions(until: .second(1), performance: Performance(speeds: speeds)))
    let unit = Int128(1_000_000_000 * 1000)
    #expect(log.state == [.running, .failed])
    #expect(log.ledger[PoolHandle(0), .lost] == unit * 8)
    #expect(log.ledger[PoolHandle(0), .productive] == unit * 16 * 8 / 10)
    #expect(log.ledger[PoolHandle(0), .communication] == unit * 16 * 2 / 10)
  }

  /// Without an estimate, work is expected to take as long as on its slowest placement: the second job
  /// may overtake the first, which waits for the node of the running one, only if it is short.
  @Test func `the slowest placement is the estimate`() {
    var workload = Workload([
      JobSketch(at: 0, runs: 0, on: 24), JobSketch(at: 0, runs: 1, on: 32),
      JobSketch(at: 0, runs: 2, estimate: 2, on: 8), JobSketch(at: 0, runs: 3, estimate: 3, on: 8),
    ])
    workload.give([(1000, 0), nil, nil, nil], of: [training])
    let log = simulate(
      workload, on: .equal(4, islands: [8]),
      policy: PolicySpecification(order: .fifo, placement: .firstFit, backfill: .easy),
      options: RunOptions(performance: Performance(speeds: speeds)))
    #expect(log.start.map(\.seconds) == [0, 2, 0, 3])
  }
}
