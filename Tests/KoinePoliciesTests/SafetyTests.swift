import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// What no policy may do, whatever it is made of, on random clusters of unlike nodes.
@Suite struct SafetyTests {
  @Test(arguments: PlacementName.allCases, BackfillName.allCases)
  func `no run breaks a rule`(placement: PlacementName, backfill: BackfillName) {
    for order in OrderName.allCases {
      let policy = PolicySpecification(order: order, placement: placement, backfill: backfill)
      for seed in TestScale.seeds(12) {
        let cluster = RandomCluster(seed: seed)
        let log = simulate(
          cluster.workload, on: cluster.topology, policy: policy, options: RunOptions(seed: seed))
        let complaints = RunAudit(log, cluster.workload, cluster.topology).complaints
        if complaints.isEmpty { continue }
        Issue.record("\(order), seed \(seed): \(complaints.joined(separator: "; "))")
        return
      }
    }
  }

  @Test(arguments: PlacementName.allCases)
  func `strict fifo never lets anybody overtake`(placement: PlacementName) {
    let policy = PolicySpecification(order: .fifo, placement: placement, backfill: .none)
    for seed in TestScale.seeds(60) {
      let cluster = RandomCluster(seed: seed)
      let log = simulate(cluster.workload, on: cluster.topology, policy: policy)
      let starts = log.start.filter(\.isReached)
      #expect(starts == starts.sorted(), "seed \(seed)")
    }
  }

  /// Twice the same run, at the same time, on two threads: the same in every column.
  @Test(arguments: PlacementName.allCases, BackfillName.allCases)
  func `a run repeats itself on another thread`(
    placement: PlacementName, backfill: BackfillName
  ) async {
    for order in [OrderName.fifo, .wfp3] {
      let policy = PolicySpecification(order: order, placement: placement, backfill: backfill)
      for seed in TestScale.seeds(3) {
        let cluster = RandomCluster(seed: seed)
        @Sendable func run() async -> RunLog {
          simulate(
            cluster.workload, on: cluster.topology, policy: policy,
            options: RunOptions(seed: seed))
        }
        async let first = run()
        async let second = run()
        let (a, b) = await (first, second)
        #expect(a.decisionHash == b.decisionHash, "\(order), seed \(seed)")
        #expect(a.start == b.start && a.finish == b.finish && a.state == b.state)
        #expect(a.pool == b.pool && a.nodes == b.nodes && a.events == b.events)
        #expect(a.ledger.rows == b.ledger.rows)
      }
    }
  }

  /// The hash digests decisions: another decision is another hash.
  @Test func `another schedule has another hash`() {
    let workload = TiedWorkload(estimates: .over, jobs: 60...60, processors: 8...8)
    var random = SplitMix64(seed: 3)
    let (jobs, processors) = workload.draw(&random)
    let logs = ["fifo", "easy", "conservative", "sjf"].map {
      simulate(jobs, on: .flat(processors), policy: .named($0)!)
    }
    for (a, b) in zip(logs, logs.dropFirst()) where a.start != b.start {
      #expect(a.decisionHash != b.decisionHash)
    }
    #expect(Set(logs.map(\.decisionHash)).count > 1)
  }
}
