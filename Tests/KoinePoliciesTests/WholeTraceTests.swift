import Foundation
import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// The engine against the reference on traces as long as they come.
@Suite struct WholeTraceTests {
  private static let philly = "traces/philly/philly_gpu_jobs.swf.gz"
  private static let hasPhilly = SharedData.has(philly)

  private func expectSameStarts(
    _ jobs: [JobSketch], on processors: Int, by reference: ReferencePolicy
  ) {
    let workload = Workload(jobs)
    let log = simulate(
      workload, on: .flat(processors), policy: .named(reference.rawValue)!)
    let expected = ReferenceScheduler.starts(
      of: ReferenceJob.jobs(of: workload), on: processors, by: reference, sweeps: true)
    let differing = expected.indices.filter {
      log.start[$0] != (expected[$0].map { Instant(nanoseconds: $0) } ?? .never)
    }
    #expect(differing.isEmpty, "first: job \(differing.first ?? -1) of \(jobs.count)")
    let waits = zip(log.start, workload.submit).filter { $0.isReached && $0 > $1 }
    #expect(waits.count > jobs.count / 20, "a trace without a queue proves nothing")
  }

  /// 82,247 jobs on 640 processors, an average load of 0.58 with weeks above 1.
  @Test(
    .enabled(if: hasPhilly, "skipped: the shared traces are not there"),
    arguments: [ReferencePolicy.fifo, .skip, .easy])
  func `the Philly trace`(policy: ReferencePolicy) throws {
    try expectSameStarts(StandardWorkload.jobs(Self.philly), on: 640, by: policy)
  }

  /// The same, with reservations for all; on 900 processors, for the reference is cubic in the queue.
  @Test(.enabled(if: hasPhilly, "skipped: the shared traces are not there"))
  func `the Philly trace with reservations for all`() throws {
    try expectSameStarts(StandardWorkload.jobs(Self.philly), on: 900, by: .conservative)
  }

  /// Jobs that say up to five times what they take, so that nearly every end is early.
  @Test(
    .enabled(if: hasPhilly, "skipped: the shared traces are not there"),
    arguments: [ReferencePolicy.easy, .conservative])
  func `the Philly trace with careless estimates`(policy: ReferencePolicy) throws {
    var random = SplitMix64(seed: 7)
    var jobs = try StandardWorkload.jobs(Self.philly)
    for index in jobs.indices {
      jobs[index].estimate += jobs[index].duration * random.integer(in: 0...4)
    }
    let part = jobs[9_000..<Int(9_000 + 3_000 * min(TestScale.factor, 10))]
    expectSameStarts(Array(part), on: 400, by: policy)
  }

  /// Generated: 20,000 jobs, exponential arrivals and run times, sizes that are powers of two, and
  /// estimates rounded up to what users write down. Load 0.85 of 128 processors.
  @Test(arguments: ReferencePolicy.allCases)
  func `a generated trace`(policy: ReferencePolicy) {
    var random = SplitMix64(seed: 11)
    var clock = 0.0
    let habits = [60, 300, 900, 3600, 7200, 14_400, 86_400]
    let count = policy == .conservative ? 6_000 : 20_000
    let jobs = (0..<count).map { _ in
      clock += -log(random.unit()) * 300
      let duration = min(86_400, Int(-log(random.unit()) * 1800))
      return JobSketch(
        at: Int(clock), runs: duration, estimate: habits.first { $0 >= duration }!,
        on: 1 << random.integer(in: 0...6))
    }
    expectSameStarts(jobs, on: 128, by: policy)
  }
}
