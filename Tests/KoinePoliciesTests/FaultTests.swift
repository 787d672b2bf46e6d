import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// Nodes that fail and come back, in scenes worked out by hand and on random clusters.
@Suite struct FaultTests {
  private func change(_ second: Int, _ node: Int, fails: Bool) -> FaultSchedule.Change {
    .init(time: .second(second), node: NodeHandle(node), isFailure: fails)
  }

  private let fifo = PolicySpecification(order: .fifo, placement: .firstFit, backfill: .none)

  private func run(
    _ jobs: [JobSketch], nodes: Int, _ changes: [FaultSchedule.Change]
  ) -> RunLog {
    simulate(
      Workload(jobs), on: .equal(nodes, islands: [8]), policy: fifo,
      options: RunOptions(faults: FaultSchedule(changes)))
  }

  /// One job on each of two nodes; the first node is down from 10 to 30 s.
  @Test func aFailedNodeTakesItsJobAlong() {
    let log = run(
      [
        JobSketch(at: 0, runs: 100, on: 8), JobSketch(at: 0, runs: 100, on: 8),
        JobSketch(at: 20, runs: 5, on: 8),
      ],
      nodes: 2, [change(10, 0, fails: true), change(30, 0, fails: false)])
    #expect(log.state == [.failed, .completed, .completed])
    #expect(log.finish.map(\.wholeSeconds) == [10, 100, 35])
    #expect(log.start.map(\.wholeSeconds) == [0, 0, 30])
    #expect(log.nodeFailures == 1)
    #expect(log.ledger.isBalanced)
    #expect(log.ledger.total(.down) == 8000 * 20_000_000_000)
    #expect(log.ledger.total(.lost) == 8000 * 10_000_000_000)
    #expect(log.ledger.total(.productive) == 8000 * 105_000_000_000)
  }

  /// What failed before the first submission is down when the run begins, and counts from there.
  @Test func faultsBeforeTheRunCountAtItsBegin() {
    let log = run(
      [JobSketch(at: 20, runs: 10, on: 8)], nodes: 1,
      [change(10, 0, fails: true), change(25, 0, fails: false)])
    #expect(log.start.map(\.wholeSeconds) == [25])
    #expect(log.ledger.isBalanced)
    #expect(log.ledger.total(.down) == 8000 * 5_000_000_000)
  }

  /// At one instant: the job ends, then the repair, then the failure, then the arrival.
  @Test func theOrderOfOneInstant() {
    let log = run(
      [JobSketch(at: 0, runs: 10, on: 8), JobSketch(at: 10, runs: 10, on: 8)], nodes: 2,
      [
        change(5, 1, fails: true), change(10, 0, fails: true), change(10, 1, fails: false),
        change(40, 0, fails: false),
      ])
    #expect(log.state == [.completed, .completed])
    #expect(log.start.map(\.wholeSeconds) == [0, 10])
    #expect(log.ledger.total(.down) == 8000 * (5 + 10) * 1_000_000_000)
  }

  @Test func overlappingFaultsEndWithTheLast() {
    let log = run(
      [JobSketch(at: 0, runs: 1, on: 1), JobSketch(at: 2, runs: 10, on: 16)], nodes: 2,
      [
        change(1, 0, fails: true), change(3, 0, fails: true), change(5, 0, fails: false),
        change(9, 0, fails: false), change(9, 1, fails: true), change(9, 1, fails: false),
      ])
    #expect(log.start.map(\.wholeSeconds) == [0, 9])
    #expect(log.ledger.total(.down) == 8000 * 8_000_000_000)
  }

  /// A job across nodes is lost with any of them, and its other nodes are free at once.
  @Test func aGangIsLostWithOneNode() {
    let log = run(
      [JobSketch(at: 0, runs: 50, on: 16), JobSketch(at: 1, runs: 10, on: 8)], nodes: 2,
      [change(7, 1, fails: true)])
    #expect(log.state == [.failed, .completed])
    #expect(log.start.map(\.wholeSeconds) == [0, 7])
    #expect(log.ledger.total(.down) == 8000 * 10_000_000_000)
  }

  /// A flat machine is a count of nodes unless they have to be told apart.
  @Test func flatMachinesFailProcessorByProcessor() {
    let log = simulate(
      Workload([JobSketch(at: 0, runs: 20, on: 3), JobSketch(at: 1, runs: 5, on: 1)]),
      on: .flat(4), policy: fifo,
      options: RunOptions(
        faults: FaultSchedule([change(2, 3, fails: true), change(4, 3, fails: false)])))
    #expect(log.state == [.completed, .failed])
    #expect(log.ledger.isBalanced)
    #expect(log.ledger.total(.down) == 1000 * 2_000_000_000)
  }

  @Test func faultsAfterTheLastEndAreLeftOut() {
    let log = run([JobSketch(at: 0, runs: 10, on: 1)], nodes: 1, [change(99, 0, fails: true)])
    #expect(log.end.wholeSeconds == 10)
    #expect(log.nodeFailures == 0)
  }

  private func faults(_ topology: Topology, seed: UInt64) -> FaultSchedule {
    var random = SplitMix64(seed: seed &* 77)
    var changes: [FaultSchedule.Change] = []
    for _ in 0..<random.integer(in: 1...20) {
      let node = random.integer(in: 0...topology.nodeCount - 1)
      let begin = random.integer(in: 0...60)
      changes.append(change(begin, node, fails: true))
      changes.append(change(begin + random.integer(in: 0...40), node, fails: false))
    }
    return FaultSchedule(changes)
  }

  /// Whatever the policy: the ledger adds up, nobody is forgotten, and the same seed repeats itself.
  @Test(arguments: BackfillName.allCases)
  func noRunWithFaultsBreaksARule(backfill: BackfillName) {
    for placement in PlacementName.allCases {
      let policy = PolicySpecification(order: .fifo, placement: placement, backfill: backfill)
      for seed in TestScale.seeds(12) {
        let cluster = RandomCluster(seed: seed)
        let options = RunOptions(seed: seed, faults: faults(cluster.topology, seed: seed))
        let log = simulate(
          cluster.workload, on: cluster.topology, policy: policy, options: options)
        let comment: Comment = "\(placement), seed \(seed)"
        #expect(log.ledger.isBalanced, comment)
        #expect(!log.state.contains(.pending) && !log.state.contains(.running), comment)
        for job in log.state.indices where log.state[job] == .completed {
          let ran = log.finish[job] - log.start[job]
          #expect(ran == cluster.workload.duration[job], comment)
        }
        let again = simulate(
          cluster.workload, on: cluster.topology, policy: policy, options: options)
        #expect(again.decisionHash == log.decisionHash, comment)
      }
    }
  }
}
