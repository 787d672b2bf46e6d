import KoineEngine
import KoineFormats
import KoineMetrics
import KoineModel
import KoinePerformance
import KoinePolicies
import KoineServing
import KoineTestSupport
import Testing

/// Services whose replicas are jobs, on a shipped cluster of eight-accelerator nodes.
@Suite struct ServiceAccountTests {
  private let resolver = TopologyResolver(catalogue: Repository.topologies)

  private func deploy(_ service: Service, on topology: Topology) throws -> ServiceDeployment {
    try ServiceDeployment(service, model: try resolver.model(service.model), on: topology)
  }

  /// Rates in multiples of what one replica takes, an hour each.
  private func service(
    _ multiples: [Double], scaling: ScalingRule, on topology: Topology
  ) throws -> ServiceDeployment {
    var service = Service(
      name: "chat", model: "llama-3-8b", load: LoadCurve(requests_per_s: 1), promptTokens: 1000,
      outputTokens: 200, replica: ReplicaRequest(accelerators: 8), scaling: scaling)
    let one = try deploy(service, on: topology).capacity.requests_per_s
    service.load = LoadCurve(
      rates: multiples.map { $0 * one }, interval: Interval(seconds: Int64(3600)), repeats: false)
    return try deploy(service, on: topology)
  }

  private func run(
    _ deployment: ServiceDeployment, on topology: Topology, until hours: Int,
    beside others: [JobSketch] = []
  ) -> (usage: ServiceUsage, log: RunLog, workload: Workload) {
    var workload = Workload(others)
    let end = Instant.second(hours * 3600)
    workload.add([deployment], on: topology, until: end)
    var log = simulate(
      workload, on: topology, policy: .named("fifo")!, options: RunOptions(until: end))
    let account = ServiceAccount(of: ServiceHandle(0), deployment, workload, log)
    account.charge(&log, workload)
    return (account.usage(on: topology), log, workload)
  }

  /// Half a replica's load for an hour, then one and a half, then none, without head-room: one, two
  /// and, at least one staying, one replica. Of the 4 replica-hours 2 have load.
  @Test func `replicas follow the load`() throws {
    let topology = try resolver.topology("h800-reference", scale: 1)
    let deployment = try service(
      [0.5, 1.5, 0], scaling: ScalingRule(headRoom: 0, minimum: 1), on: topology)
    let (usage, log, workload) = run(deployment, on: topology, until: 3)
    #expect(workload.count == 2)
    #expect(workload.submit.map(\.wholeSeconds) == [0, 3600])
    #expect(log.finish.map(\.wholeSeconds) == [10800, 7200])
    #expect(abs(usage.meanReplicas - 4.0 / 3) < 1e-9)
    #expect(abs(usage.idleShare - 0.5) < 1e-9)
    #expect(usage.servedRequests == usage.offeredRequests)
    let hour = Int128(3_600_000_000_000) * 8000
    let reserved = log.ledger.total(.reservedIdle)
    #expect(abs(Double(reserved) / Double(2 * hour) - 1) < 1e-9)
    #expect(log.ledger.total(.productive) + reserved == 4 * hour)
    #expect(log.ledger.isBalanced)
  }

  /// Head-room of a half asks for two replicas for a load of 1.2; a lead of ten minutes starts them ten
  /// minutes early, and a hold keeps them.
  @Test func `head-room, lead and hold`() throws {
    let topology = try resolver.topology("h800-reference", scale: 1)
    let rule = ScalingRule(
      headRoom: 0.5, minimum: 0, lead: Interval(seconds: Int64(600)),
      hold: Interval(seconds: Int64(1200)))
    let deployment = try service([0, 1.2, 0, 0], scaling: rule, on: topology)
    let (usage, log, _) = run(deployment, on: topology, until: 4)
    #expect(log.start.map(\.wholeSeconds) == [3000, 3000])
    #expect(log.finish.allSatisfy { (8400...8401).contains($0.seconds) })
    #expect(usage.objectiveAttainment == 1)
  }

  /// Three replicas are wanted and at most two allowed: a third of the load finds no room.
  @Test func `load beyond the most replicas is not served`() throws {
    let topology = try resolver.topology("h800-reference", scale: 1)
    let deployment = try service(
      [3, 3], scaling: ScalingRule(headRoom: 0, minimum: 1, maximum: 2), on: topology)
    let (usage, log, _) = run(deployment, on: topology, until: 2)
    #expect(abs(usage.objectiveAttainment! - 2.0 / 3) < 1e-9)
    #expect(log.ledger.total(.reservedIdle) == 0)
  }

  /// Replicas queue like any job: what they could not serve while they waited is not served.
  @Test func `a full cluster keeps replicas waiting`() throws {
    let topology = try resolver.topology("h800-reference", scale: 1)
    let deployment = try service(
      [0, 1, 1], scaling: ScalingRule(headRoom: 0, minimum: 0), on: topology)
    let all = JobSketch(at: 0, runs: 7200, on: topology.acceleratorCount)
    let (usage, log, _) = run(deployment, on: topology, until: 3, beside: [all])
    #expect(log.start[1].wholeSeconds == 7200)
    #expect(abs(usage.objectiveAttainment! - 0.5) < 1e-9)
    #expect(log.ledger.isBalanced)
  }

  /// The only cluster-wide job keeps the replica out to the end: it waits, and its wait is no job's. The
  /// replica of the first hour is taken back without ever having run.
  @Test func `a replica that never ran`() throws {
    let topology = try resolver.topology("h800-reference", scale: 1)
    let deployment = try service(
      [0, 1, 0, 1], scaling: ScalingRule(headRoom: 0, minimum: 0), on: topology)
    let all = JobSketch(at: 0, runs: 5 * 3600, on: topology.acceleratorCount)
    let (usage, log, workload) = run(deployment, on: topology, until: 4, beside: [all])
    #expect(workload.names[JobHandle(1)] == "chat/1" && workload.names[JobHandle(2)] == "chat/1.2")
    #expect(log.state == [.running, .cancelled, .waiting])
    #expect(log.start[1] == .never && log.start[2] == .never)
    #expect(usage.meanReplicas == 0 && usage.servedRequests == 0)
    #expect(log.ledger.isBalanced)
    let summary = Summary(log, workload, on: topology)
    #expect(summary.wait?.max == 0 && summary.jobs.waiting == 1 && summary.jobs.cancelled == 1)
  }

  /// Two nodes, of which another job has the second for three hours; on the first runs the only replica.
  private func withFailure(
    at failure: Int, repairedAt repair: Int?, wanted: [Double], restarts: Bool = true
  ) throws -> (usage: ServiceUsage, log: RunLog, counts: JobCounts) {
    let full = try resolver.topology("h800-reference", scale: 1)
    var topology = Topology(name: "two nodes")
    topology.chips = full.chips
    topology.nodeTypes = full.nodeTypes
    topology.append(
      full.pools[0].nodeType, count: 2, names: ["first", "second"], racks: .nodesPerRack(2))
    let deployment = try service(
      wanted, scaling: ScalingRule(headRoom: 0, minimum: 0), on: topology)
    var workload = Workload([JobSketch(at: 0, runs: 3 * 3600, on: 8)])
    let end = Instant.second(3 * 3600)
    workload.add([deployment], on: topology, until: end)
    var changes = [
      FaultSchedule.Change(time: .second(failure), node: NodeHandle(0), isFailure: true)
    ]
    if let repair {
      changes.append(.init(time: .second(repair), node: NodeHandle(0), isFailure: false))
    }
    var log = simulate(
      workload, on: topology, policy: .named("fifo")!,
      options: RunOptions(
        until: end, faults: FaultSchedule(changes),
        attempts: AttemptPlan(workload, restartsAfterFailure: restarts)))
    let account = ServiceAccount(of: ServiceHandle(0), deployment, workload, log)
    account.charge(&log, workload)
    #expect(log.nodeFailures == 1 && log.ledger.isBalanced)
    return (
      account.usage(on: topology), log, Summary(log, workload, on: topology).jobs
    )
  }

  /// The node fails after half an hour of two that the replica is wanted, for ten minutes: it waits, goes
  /// on, and completes with the load. It serves 110 of the 120 minutes.
  @Test func `a replica goes on when its node is repaired`() throws {
    let (usage, log, counts) = try withFailure(at: 1800, repairedAt: 2400, wanted: [1, 1, 0])
    #expect(log.restarts == 1 && log.state[0] == .completed)
    #expect(counts.completed == 2 && counts.cancelled == 0)
    #expect(log.finish[0].wholeSeconds == 7200)
    #expect(abs(usage.meanReplicas - 6600.0 / 10_800) < 1e-9)
    #expect(abs(usage.objectiveAttainment! - 6600.0 / 7200) < 1e-9)
  }

  /// Without recovery it has failed at once, and serves 30 of the 120 minutes.
  @Test func `a replica that may not start again has failed`() throws {
    let (usage, log, counts) = try withFailure(
      at: 1800, repairedAt: 2400, wanted: [1, 1, 0], restarts: false)
    #expect(log.state[0] == .failed && counts.failed == 1 && counts.cancelled == 0)
    #expect(log.finish[0].wholeSeconds == 1800)
    #expect(abs(usage.objectiveAttainment! - 0.25) < 1e-9)
  }

  /// Nobody repairs the node: the load wants the replica no more before it could start again. It has not
  /// been cancelled; the failure has ended it.
  @Test func `a replica that found no node again has failed`() throws {
    let (usage, log, counts) = try withFailure(at: 1800, repairedAt: nil, wanted: [1, 1, 0])
    #expect(log.state[0] == .failed && counts.failed == 1 && counts.cancelled == 0)
    #expect(log.start[0] == .zero && log.finish[0].wholeSeconds == 7200)
    #expect(abs(usage.objectiveAttainment! - 0.25) < 1e-9)
  }

  /// Where the load wants it to the end of the run, it still waits then.
  @Test func `a replica that waits for a node at the end of the run`() throws {
    let (usage, log, counts) = try withFailure(at: 1800, repairedAt: nil, wanted: [1, 1, 1])
    #expect(log.state[0] == .waiting && counts.waiting == 1 && counts.cancelled == 0)
    #expect(log.finish[0] == .never)
    #expect(abs(usage.objectiveAttainment! - 1800.0 / 10_800) < 1e-9)
  }

  /// Half an hour of work and half of waiting for requests: 8 x (700 W + 60 W) x 0.5 h.
  @Test func `replicas without load draw idle power`() throws {
    var topology = try resolver.topology("h800-reference", scale: 1)
    for chip in topology.chips.indices {
      topology.chips[chip].busy_w = Figure(700, confidence: .measured)
      topology.chips[chip].idle_w = Figure(60, confidence: .measured)
    }
    let deployment = try service(
      [0.5], scaling: ScalingRule(headRoom: 0, minimum: 1), on: topology)
    let (_, log, workload) = run(deployment, on: topology, until: 1)
    let row = JobTable(log, workload, on: topology)[0]
    #expect(abs((row.energy_kwh ?? 0) - 8 * 0.76 * 0.5) < 1e-6)
  }

  @Test func `random loads add up`() throws {
    let topology = try resolver.topology("h800-reference", scale: 1)
    for seed in TestScale.seeds(20) {
      var random = SplitMix64(seed: seed)
      let rates = (0..<12).map { _ in random.happens(0.2) ? 0 : 6 * random.unit() }
      let rule = ScalingRule(
        headRoom: random.unit(), minimum: random.integer(in: 0...2),
        maximum: random.integer(in: 2...9), lead: Interval(seconds: Int64(random.next() % 900)),
        hold: Interval(seconds: Int64(random.next() % 900)))
      let deployment = try service(rates, scaling: rule, on: topology)
      let (usage, log, workload) = run(deployment, on: topology, until: 12)
      #expect(log.ledger.isBalanced, "seed \(seed)")
      #expect(usage.servedRequests <= usage.offeredRequests * (1 + 1e-12), "seed \(seed)")
      let held_s = workload.submit.indices.reduce(0.0) {
        $0 + (min(log.finish[$1], log.end) - log.start[$1]).seconds
      }
      let span_s = (log.end - log.begin).seconds
      #expect(abs(usage.meanReplicas * span_s - held_s) < 1e-6 * (1 + held_s), "seed \(seed)")
      let reserved_s = Double(log.ledger.total(.reservedIdle)) * 1e-9 / 8000
      #expect(abs(reserved_s - usage.idleShare * held_s) < 1, "seed \(seed)")
    }
  }

  @Test func `nobody can serve it`() throws {
    let topology = try resolver.topology("h800-reference", scale: 1)
    let service = Service(
      name: "chat", model: "llama-3-405b", load: LoadCurve(requests_per_s: 1), promptTokens: 1000,
      outputTokens: 200, replica: ReplicaRequest(accelerators: 1))
    #expect(throws: ServingRefusal.self) { try deploy(service, on: topology) }
  }
}
