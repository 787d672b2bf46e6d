import CAllocationCounter
import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// The loop asks for no memory: a thousand more jobs, and no more allocations.
///
/// Setting up a run takes a number of blocks that depends on the policy and the cluster, not on the
/// number of jobs; so a run of 2n jobs may take no more than one of n but for a handful. Whoever breaks this finds the
/// place with `perf record -e probe_libc:malloc`, or by a breakpoint on `malloc` after the set-up.
@Suite struct AllocationTests {
  @inline(never)
  private func allocations(
    _ workload: Workload, on topology: Topology, _ policy: PolicySpecification
  )
    -> Int
  {
    let before = koine_allocation_count()
    let log = simulate(workload, on: topology, policy: policy)
    let after = koine_allocation_count()
    precondition(log.decisions > 0)
    return Int(after - before)
  }

  /// Jobs of one to four accelerators and now and then eight, at a load that keeps a queue.
  private func workload(_ count: Int) -> Workload {
    var random = SplitMix64(seed: 5)
    return Workload(
      (0..<count).map { index in
        let duration = random.integer(in: 1...40)
        return JobSketch(
          at: index, runs: duration, estimate: duration + random.integer(in: 0...20),
          on: random.happens(0.1) ? 8 : random.integer(in: 1...4))
      })
  }

  @Test func `the counter counts`() {
    let before = koine_allocation_count()
    let block = [Int](repeating: 1, count: 100)
    #expect(koine_allocation_count() > before && block.count == 100)
  }

  @Test(arguments: BackfillName.allCases, [OrderName.fifo, .shortest, .wfp3])
  func `no allocation per event on identical processors`(
    backfill: BackfillName, order: OrderName
  ) {
    expectNoMore(
      on: .flat(60), PolicySpecification(order: order, placement: .bestFit, backfill: backfill))
  }

  @Test(arguments: PlacementName.allCases, [BackfillName.none, .skip, .easy])
  func `no allocation per event on nodes`(placement: PlacementName, backfill: BackfillName) {
    expectNoMore(
      on: .equal(8, islands: [8], nodesPerRack: 4),
      PolicySpecification(order: .fifo, placement: placement, backfill: backfill))
  }

  /// Stopping jobs and going on with them, and orders that keep lists of their own.
  ///
  /// Unoptimised, a call of the standard library here and there allocates: far less than one a job.
  @Test(arguments: ["las", "tiresias", "gandiva", "themis", "edf"])
  func `no allocation per event where jobs are stopped`(policy: String) throws {
    let policy = try #require(PolicySpecification.named(policy))
    expectNoMore(on: .equal(8, islands: [8], nodesPerRack: 4), policy, allowed: 250)
  }

  /// Looking for jobs to move, and moving them.
  @Test(arguments: [BackfillName.none, .easy])
  func `no allocation per event where jobs move`(backfill: BackfillName) throws {
    var policy = PolicySpecification(
      order: .fifo, placement: .bestFit, backfill: backfill, preemption: .defragment)
    try policy.set("preemption.least_run_s", to: "0")
    let topology = Topology.equal(8, islands: [8], nodesPerRack: 4)
    #expect(simulate(workload(1000), on: topology, policy: policy).migrations > 10)
    expectNoMore(on: topology, policy, allowed: 250)
  }

  /// Speeds are read from a table that was filled by the first look-up of each.
  @Test func `no allocation per look-up of a speed`() {
    var workload = Workload(name: "look-ups")
    for work in 0..<8 {
      workload.works.append(ModelWork(model: "model-\(work)", task: .training(globalBatch: 8)))
      workload.requests.append(Request(accelerators: 2, work: WorkHandle(work)))
    }
    var lookUps = SpeedLookUps(
      workload, on: .equal(8, islands: [8], nodesPerRack: 4),
      speeds: TableSpeeds(
        (0..<8).map { .init("model-\($0)", nil, WorkSpeed(unit_ns: Double($0 + 1))) }))
    var sum = lookUps.read(10_000)
    // Tests beside this one allocate too: hence the least of several.
    let fewest = (0..<5).map { _ in
      let before = koine_allocation_count()
      sum += lookUps.read(100_000)
      return koine_allocation_count() - before
    }.min()!
    #expect(fewest < 10, "\(fewest) allocations in 100,000 look-ups")
    #expect(sum > 0)
  }

  /// Jobs that name a model take no memory per event either, whether uplinks are shared or not.
  @Test(arguments: [TransferModel.none, .fixed, .shared])
  func `no allocation per event with models`(transfers: TransferModel) {
    func allocations(_ count: Int) -> Int {
      var jobs = workload(count)
      jobs.give(
        jobs.duration.map { ($0.seconds, 0) },
        of: [ModelWork(model: "model", task: .training(globalBatch: 8))])
      let speeds = TableSpeeds([.init("model", nil, WorkSpeed(unit_ns: 1e9, uplink_gb_s: 30))])
      let options = RunOptions(performance: Performance(speeds: speeds, transfers: transfers))
      let topology = Topology.racks(8, nodes: 8, uplink_gb_s: 40)
      let before = koine_allocation_count()
      let log = simulate(
        jobs, on: topology, policy: PolicySpecification.named("easy")!, options: options)
      let after = koine_allocation_count()
      precondition(log.decisions > 0)
      return Int(after - before)
    }
    let few = (0..<4).map { _ in allocations(1000) }.min()!
    let more = (0..<3).map { _ in allocations(2000) }.min()!
    #expect(more <= few + 8, "1,000 jobs: \(few) allocations; 2,000 jobs: \(more)")
  }

  /// - Parameter allowed: for 1,000 more jobs; by default what tests beside this one may add.
  private func expectNoMore(
    on topology: Topology, _ policy: PolicySpecification, allowed: Int = 8
  ) {
    let (small, large) = (workload(1000), workload(2000))
    // The first run of a policy in a process also fills the runtime's caches of types, and tests beside
    // this one go on filling them: hence the least of several.
    let few = (0..<4).map { _ in allocations(small, on: topology, policy) }.min()!
    let more = (0..<3).map { _ in allocations(large, on: topology, policy) }.min()!
    #expect(more <= few + allowed, "1,000 jobs: \(few) allocations; 2,000 jobs: \(more)")
  }
}
