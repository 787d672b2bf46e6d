import KoineEngine
import KoineModel
import KoineTestSupport
import Testing

@testable import KoinePolicies

/// Rounds in the engine.
@Suite struct AllocatorPolicyTests {
  /// No chip of a workload without speeds of its own is asked about.
  private struct NoSpeeds: SpeedSource {
    func speed(
      of work: ModelWork, accelerators: Int, on pool: PoolHandle, spread: PlacementSpread
    ) -> WorkSpeed? { nil }
  }

  private func run(
    _ trace: GavelTrace, _ capacities: [Int], _ policy: PolicySpecification, seed: UInt64 = 0
  ) -> (log: RunLog, workload: Workload) {
    let topology = GavelTrace.cluster(capacities)
    let workload = trace.workload
    let speeds = MeasuredSpeeds(workload.measured, on: topology, other: NoSpeeds())
    let ready = workload.usingMeasuredSpeeds(on: topology)
    let log = simulate(
      ready, on: topology, policy: policy,
      options: RunOptions(seed: seed, performance: Performance(speeds: speeds)))
    return (log, ready)
  }

  private func meanCompletion_s(_ log: RunLog, _ workload: Workload) -> Double {
    let times = (0..<workload.count).map { (log.finish[$0] - workload.submit[$0]).seconds }
    return times.reduce(0, +) / Double(times.count)
  }

  /// Every accelerator-second is spent once: productive time is the steps over the speed of where they
  /// ran, so that no job can have been at two places, and the ledger adds up.
  @Test(arguments: PolicySpecification.inRounds.map(\.name))
  func everyJobIsDoneAndTheLedgerAddsUp(name: String) throws {
    let policy = try #require(PolicySpecification.named(name))
    let trace = GavelTrace(seed: 3, jobs: 40, gap_s: 400, severalGPUs: name != "allox")
    let (log, workload) = run(trace, [6, 4, 4], policy)
    #expect(log.state.allSatisfy { $0 == .completed })
    #expect(log.ledger.isBalanced)
    for job in 0..<workload.count { #expect(log.start[job] >= workload.submit[job]) }
    if !policy.allocator.isElastic {
      let counts = try #require(log.allocation)
      #expect(counts.allocations > 0)
      #expect(counts.fallbacks == 0)
    }
    // Once more, the same bytes.
    #expect(run(trace, [6, 4, 4], policy).log.decisionHash == log.decisionHash)
  }

  /// The engine against the loop written from Gavel's: rounds are a little longer, since a job goes on
  /// through the part of a step that is left, and nothing else differs.
  @Test(arguments: [
    "gavel-max-min", "gavel-water-filling", "gavel-max-throughput",
  ])
  func theEngineAgreesWithTheLoop(name: String) throws {
    let policy = try #require(PolicySpecification.named(name))
    let trace = GavelTrace(seed: 1, jobs: 100, gap_s: 500, severalGPUs: true)
    let (log, workload) = run(trace, [12, 12, 12], policy)
    var rule = AllocatorRule(policy.allocator, policy.values(of: .allocator))
    var loop = GavelLoop(trace.jobs, capacities: [12, 12, 12])
    var solver = SharingSolver()
    let mean_s = loop.run(kindOrder: { [0, 1, 2] }, &solver) { problem, solver in
      rule.allocate(problem, held: problem.names.map { _ in nil }, &solver)
    }
    #expect(abs(meanCompletion_s(log, workload) / mean_s - 1) < 0.02)
  }

  /// One chip, two jobs of an hour: they take turns of six minutes, and both end after two hours, less
  /// what the first gains by being first.
  @Test func equalJobsTakeTurns() {
    let jobs = Workload([
      JobSketch(at: 0, runs: 3600, on: 1), JobSketch(at: 0, runs: 3600, on: 1),
    ])
    let log = simulate(
      jobs, on: .flat(1), policy: PolicySpecification(allocator: .waterFilling))
    #expect(log.finish.map(\.wholeSeconds) == [6840, 7200])
    #expect(log.preemptions == 18)
  }

  /// Two jobs of an hour on one chip: over twenty rounds shares are set when the jobs come and when one
  /// has ended, and never else; a common level takes one program each time.
  @Test(
    arguments: PolicySpecification.inRounds.filter { !$0.policy.allocator.isElastic }.map(\.name))
  func nothingIsSolvedWhereNothingChanged(name: String) throws {
    let jobs = Workload([
      JobSketch(at: 0, runs: 3600, on: 1), JobSketch(at: 0, runs: 3600, on: 1),
    ])
    let policy = try #require(PolicySpecification.named(name))
    let counts = try #require(simulate(jobs, on: .flat(1), policy: policy).allocation)
    #expect(counts.allocations == 2)
    if policy.allocator == .maxMin { #expect(counts.programs == 2) }
  }

  /// Jobs that ask for processors and memory are placed with regard to them, under every placement: two
  /// that need more than half of a node's processors stand on different nodes, and a third waits.
  @Test(arguments: PolicySpecification.inRounds.map(\.name))
  func processorsAndMemoryCount(name: String) throws {
    let request = Request(accelerators: 1, cpu_milli: 6000, memory_mib: 100)
    let jobs = Workload((0..<3).map { _ in JobSketch(at: 0, runs: 5000, asks: request) })
    var topology = Topology.equal(2, islands: [8])
    topology.nodeTypes[0].cpu_milli = 10_000
    topology.nodeTypes[0].memory_mib = 1000
    for placement in PlacementName.allCases {
      var policy = try #require(PolicySpecification.named(name))
      policy.placement = placement
      let log = simulate(
        jobs, on: topology, policy: policy, options: RunOptions(until: .second(300)))
      #expect(log.state.count { $0 == .running } == 2, "\(placement)")
      #expect(log.state.count { $0 == .waiting } == 1, "\(placement)")
    }
  }

  /// AlloX has no share for a job on two chips; it runs when nobody else wants them.
  @Test func whoHasNoShareTakesWhatIsLeft() {
    let jobs = Workload([JobSketch(at: 0, runs: 100, on: 2), JobSketch(at: 0, runs: 100, on: 1)])
    let log = simulate(jobs, on: .flat(2), policy: PolicySpecification(allocator: .allox))
    #expect(log.start.map(\.wholeSeconds) == [360, 0])
    #expect(log.finish.map(\.wholeSeconds) == [460, 100])
  }
}
