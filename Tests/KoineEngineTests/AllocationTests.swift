import CAllocationCounter
import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// The loop asks for no memory: twice the jobs, and not one allocation more.
///
/// Setting up a run takes a number of blocks that depends on the policy and the cluster, not on the
/// number of jobs; so a run of 2n jobs may not take more than one of n. Whoever breaks this finds the
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

  private func expectNoMore(
    on topology: Topology, _ policy: PolicySpecification, allowed: Int = 0
  ) {
    let (small, large) = (workload(1000), workload(2000))
    // The first run of a policy in a process also fills the runtime's caches of types, and tests beside
    // this one go on filling them: hence the least of several.
    let few = (0..<4).map { _ in allocations(small, on: topology, policy) }.min()!
    let more = (0..<3).map { _ in allocations(large, on: topology, policy) }.min()!
    #expect(more <= few + allowed, "1,000 jobs: \(few) allocations; 2,000 jobs: \(more)")
  }
}
