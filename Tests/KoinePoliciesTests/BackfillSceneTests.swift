import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// Scenes in which the backfills differ. Jobs are asked for in the order of arrival.
@Suite struct BackfillSceneTests {
  private func starts(
    _ jobs: [JobSketch], on topology: Topology, _ backfill: BackfillName
  ) -> [Int?] {
    let policy = PolicySpecification(order: .fifo, placement: .bestFit, backfill: backfill)
    return simulate(Workload(jobs), on: topology, policy: policy).start.map(\.wholeSeconds)
  }

  /// Four processors. A (3) 0-10. B (4) waits. C (1, for 10) from 1, D (1, for 3) from 2.
  ///
  /// none: nobody overtakes B. skip: C 1-11 and D 10-13 keep B out until 13. easy and conservative: C
  /// would end at 11 and delay B; D ends at 5 and does not.
  @Test(arguments: [
    (BackfillName.none, [0, 10, 20, 20]), (.skip, [0, 13, 1, 10]), (.easy, [0, 10, 20, 2]),
    (.conservative, [0, 10, 20, 2]),
  ])
  func `who may overtake a blocked job`(backfill: BackfillName, starts expected: [Int]) {
    let jobs = [
      JobSketch(at: 0, runs: 10, on: 3), JobSketch(at: 0, runs: 10, on: 4),
      JobSketch(at: 1, runs: 10, on: 1), JobSketch(at: 2, runs: 3, on: 1),
    ]
    #expect(starts(jobs, on: .flat(4), backfill) == expected)
  }

  /// Four processors. A (3) 0-10, B (2) for 10, C (4) for 10, D (1) for 25.
  ///
  /// easy: B's shadow is 10, with 2 extra; D takes one of them at 0, and C waits for D until 25.
  /// conservative: C has 20-30 for its own, so D waits until 30.
  @Test(arguments: [
    (BackfillName.easy, [0, 10, 25, 0]), (.conservative, [0, 10, 20, 30]),
  ])
  func `whom a reservation protects`(backfill: BackfillName, starts expected: [Int]) {
    let jobs = [
      JobSketch(at: 0, runs: 10, on: 3), JobSketch(at: 0, runs: 10, on: 2),
      JobSketch(at: 0, runs: 10, on: 4), JobSketch(at: 0, runs: 25, on: 1),
    ]
    #expect(starts(jobs, on: .flat(4), backfill) == expected)
  }

  /// Two nodes of four: counting is not enough. A (2) 0-100 on n0 and B (3) 0-10 on n1, for A leaves
  /// two. H wants four on one node: n1, at 10, when six are free, two more than its need. D and E (1
  /// each, for 50) would have those two by count. Best fit would put D on n1, beside B, where it would
  /// keep H out until 52: it goes beside A, and so does E. F (1) would have to go to n1: it waits, and
  /// starts when H is done.
  @Test func `easy protects the head's node and not a number`() {
    let jobs = [
      JobSketch(at: 0, runs: 100, on: 2), JobSketch(at: 0, runs: 10, on: 3),
      JobSketch(
        at: 1, runs: 5,
        asks: Request(accelerators: 4, locality: .node, localityIsRequired: true)),
      JobSketch(at: 2, runs: 50, on: 1), JobSketch(at: 2, runs: 50, on: 1),
      JobSketch(at: 3, runs: 50, on: 1),
    ]
    #expect(starts(jobs, on: .equal(2, islands: [4]), .easy) == [0, 0, 10, 2, 2, 15])
  }

  /// One processor; A says 3 and runs 9. B and C wait. Whatever is believed of A, nobody starts before
  /// it ends, and everybody does afterwards.
  @Test(arguments: BackfillName.allCases)
  func `a job that outlives its estimate keeps its processors`(backfill: BackfillName) {
    let jobs = [
      JobSketch(at: 0, runs: 9, estimate: 3, on: 1), JobSketch(at: 1, runs: 2, on: 1),
      JobSketch(at: 5, runs: 1, on: 1),
    ]
    let found = starts(jobs, on: .flat(1), backfill)
    #expect(found == [0, 9, 11])
  }
}
