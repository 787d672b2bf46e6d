import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// The engine against the reference, job by job, on small random workloads full of ties.
@Suite struct ExactScheduleTests {
  private static func policy(_ reference: ReferencePolicy) -> PolicySpecification {
    PolicySpecification.named(reference.rawValue)!
  }

  private func compare(
    seeds: ClosedRange<UInt64>, _ reference: ReferencePolicy,
    draw: (inout SplitMix64) -> (Workload, Int)
  ) {
    for seed in seeds {
      var random = SplitMix64(seed: seed)
      let (workload, processors) = draw(&random)
      let log = simulate(workload, on: .flat(processors), policy: Self.policy(reference))
      let expected = ReferenceScheduler.starts(
        of: ReferenceJob.jobs(of: workload), on: processors, by: reference)
      let found = log.start.map { $0.isReached ? $0.nanoseconds : nil }
      if found == expected { continue }
      let job = zip(found, expected).enumerated().first { $1.0 != $1.1 }!.offset
      Issue.record(
        """
        \(reference) differs from the reference: seed \(seed), \(processors) processors, job \(job) \
        starts at \(String(describing: found[job])) ns instead of \
        \(String(describing: expected[job])) ns
        """)
      return
    }
  }

  @Test(arguments: ReferencePolicy.allCases)
  func `with honest estimates`(policy: ReferencePolicy) {
    compare(seeds: TestScale.seeds(2000), policy) { random in
      TiedWorkload(estimates: .exact).draw(&random)
    }
  }

  @Test(arguments: ReferencePolicy.allCases)
  func `with jobs that end early`(policy: ReferencePolicy) {
    compare(seeds: TestScale.seeds(2000), policy) { random in
      TiedWorkload(estimates: .over).draw(&random)
    }
  }

  @Test(arguments: [ReferencePolicy.fifo, .skip, .easy])
  func `with jobs that outlive their estimates`(policy: ReferencePolicy) {
    compare(seeds: TestScale.seeds(2000), policy) { random in
      TiedWorkload(estimates: .any).draw(&random)
    }
  }

  /// A hundred jobs and more, so that the queue grows long and much is pruned and reused.
  @Test(arguments: ReferencePolicy.allCases)
  func `with long queues`(policy: ReferencePolicy) {
    compare(seeds: TestScale.seeds(60), policy) { random in
      TiedWorkload(estimates: .over, jobs: 150...250, processors: 8...64, gap: 0...3)
        .draw(&random)
    }
  }
}
