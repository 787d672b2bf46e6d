import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// Users who take their jobs back, waiting or running.
@Suite struct CancellationTests {
  private func run(
    _ jobs: [JobSketch], cancel: [Int?], nodes: Int, backfill: BackfillName = .none,
    faults: [FaultSchedule.Change] = [], attempts: AttemptCost? = nil
  ) -> RunLog {
    var workload = Workload(jobs)
    workload.cancel = cancel.map { $0.map { .second($0) } ?? .never }
    return simulate(
      workload, on: .equal(nodes, islands: [8]),
      policy: PolicySpecification(order: .fifo, placement: .firstFit, backfill: backfill),
      options: RunOptions(
        faults: FaultSchedule(faults),
        attempts: attempts.map { AttemptPlan(workload, each: $0) }))
  }

  /// The first runs and is stopped at 30 s; the second leaves the queue at 10 s, so that the third runs.
  @Test(arguments: BackfillName.allCases, [false, true])
  func waitingJobsLeaveAndRunningOnesEnd(backfill: BackfillName, hasAttempts: Bool) {
    let log = run(
      [
        JobSketch(at: 0, runs: 100, on: 8), JobSketch(at: 1, runs: 100, on: 8),
        JobSketch(at: 2, runs: 20, on: 8), JobSketch(at: 3, runs: 5, on: 8),
      ],
      cancel: [30, 10, nil, 99], nodes: 1, backfill: backfill, attempts: hasAttempts ? .free : nil)
    #expect(log.state == [.cancelled, .cancelled, .completed, .completed])
    #expect(log.start.map(\.wholeSeconds) == [0, nil, 30, 50])
    #expect(log.finish.map(\.wholeSeconds) == [30, nil, 50, 55])
    #expect(log.ledger.total(.productive) == 8000 * 55_000_000_000)
    #expect(log.ledger.isBalanced)
  }

  /// The head of the queue asks for both nodes; when it goes, the job behind it starts at once.
  @Test(arguments: BackfillName.allCases)
  func theNextInLineStartsAtOnce(backfill: BackfillName) {
    let log = run(
      [
        JobSketch(at: 0, runs: 100, on: 8), JobSketch(at: 1, runs: 100, on: 16),
        JobSketch(at: 2, runs: 200, on: 8),
      ],
      cancel: [nil, 20, nil], nodes: 2, backfill: backfill)
    let start = backfill == .skip ? 2 : 20
    #expect(log.start.map(\.wholeSeconds) == [0, nil, start])
    #expect(log.state == [.completed, .cancelled, .completed])
  }

  /// A job whose node failed waits again, and is taken back while it does: at once, or later.
  @Test(arguments: [10, 15])
  func interruptedJobsAreTakenBack(cancel: Int) {
    let log = run(
      [JobSketch(at: 0, runs: 100, on: 8)], cancel: [cancel], nodes: 1,
      faults: [
        .init(time: .second(10), node: NodeHandle(0), .fails),
        .init(time: .second(20), node: NodeHandle(0), .isRepaired),
      ], attempts: .free)
    #expect(log.state == [.cancelled])
    #expect(log.start.map(\.wholeSeconds) == [0])
    #expect(log.finish.map(\.wholeSeconds) == [cancel])
    #expect(log.held == [Interval(seconds: Int64(10))])
    #expect(log.waited == [Interval(seconds: Int64(cancel - 10))])
    #expect(log.ledger.isBalanced)
  }

  /// Whatever the policy: the ledger adds up, and everybody ends or leaves.
  @Test(arguments: BackfillName.allCases)
  func cancellationsOnRandomClusters(backfill: BackfillName) {
    for seed in TestScale.seeds(40) {
      let cluster = RandomCluster(seed: seed)
      if backfill == .conservative && cluster.workload.hasMixes { continue }
      var workload = cluster.workload
      var random = SplitMix64(seed: seed &* 31)
      workload.cancel = workload.submit.map { submit in
        random.happens(0.4)
          ? submit + Interval(seconds: Int64(random.integer(in: 1...40))) : .never
      }
      let faults = RandomFaults(on: cluster.topology, seed: seed, hasPaces: true)
      let withFaults = seed % 2 == 0
      let log = simulate(
        workload, on: cluster.topology,
        policy: PolicySpecification(order: .shortest, placement: .bestFit, backfill: backfill),
        options: RunOptions(
          seed: seed, faults: withFaults ? faults.schedule : .none,
          attempts: withFaults ? AttemptPlan(workload) : nil))
      let comment: Comment = "seed \(seed)"
      #expect(log.ledger.isBalanced, comment)
      #expect(!log.state.contains { [.pending, .running, .waiting].contains($0) }, comment)
      for job in workload.cancel.indices where log.finish[job].isReached {
        #expect(log.finish[job] <= workload.cancel[job], comment)
      }
      if withFaults {
        let complaints = ChaosAudit(log, workload, hasFullPace: false).complaints
        #expect(complaints.isEmpty, "seed \(seed): \(complaints)")
      }
    }
  }
}
