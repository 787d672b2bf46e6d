import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// One scene in which every order gives a schedule of its own.
///
/// Four processors; a job holds them all until 10. Four jobs arrive at 1, in this order; nobody
/// overtakes, so that the first that does not fit stops the pass.
///
///         processors  duration  estimate  priority
///     J1      3          4         5         0
///     J2      2          6         6         0
///     J3      4          1         9         5
///     J4      1          5         7         9
///
/// fifo: J1 10-14; J2 14-20, J3 does not fit; J3 20-21; J4 21.
/// shortest (J1 J2 J4 J3): J1 10-14; J2 14-20 and J4 14-19; J3 20.
/// shortest-true (J3 J1 J4 J2): J3 10-11; J1 11-15 and J4 11-16; J2 15.
/// smallest (J4 J2 J1 J3): J4 10-15 and J2 10-16; J1 16-20; J3 20.
/// largest (J3 J1 J2 J4): J3 10-11; J1 11-15, J2 does not fit; J2 15 and J4 15.
/// priority (J4 J3 J1 J2): J4 10-15; J3 15-16; J1 16-20, J2 does not fit; J2 20.
/// wfp3 at 10, wait 9: J1 (9/5)³x3 = 17.5, J2 6.8, J3 4, J4 2.1: J1 10-14. At 14, wait 13: J2 20.3,
///     J3 12.1, J4 6.4: J2 14-20. At 20, wait 19: J3 37.6, J4 20.0: as fifo here.
@Suite struct OrderSceneTests {
  private let jobs = [
    JobSketch(at: 0, runs: 10, on: 4),
    JobSketch(at: 1, runs: 4, estimate: 5, on: 3),
    JobSketch(at: 1, runs: 6, on: 2),
    JobSketch(at: 1, runs: 1, estimate: 9, on: 4, priority: 5),
    JobSketch(at: 1, runs: 5, estimate: 7, on: 1, priority: 9),
  ]

  @Test(arguments: [
    (OrderName.fifo, [0, 10, 14, 20, 21]),
    (.shortest, [0, 10, 14, 20, 14]),
    (.shortestTrue, [0, 11, 15, 10, 11]),
    (.smallest, [0, 16, 10, 20, 10]),
    (.largest, [0, 11, 15, 10, 15]),
    (.priority, [0, 16, 20, 15, 10]),
    (.wfp3, [0, 10, 14, 20, 21]),
  ])
  func `each order has its schedule`(order: OrderName, starts: [Int]) {
    let policy = PolicySpecification(order: order, placement: .bestFit, backfill: .none)
    let log = simulate(Workload(jobs), on: .flat(4), policy: policy)
    #expect(log.start.map(\.wholeSeconds) == starts)
  }

  /// What sets wfp3 apart: a long wait lifts a long job over a shorter one. One processor, held until 4.
  /// L (from 1, says 10, runs 5), S (from 3, says 3), T (from 6, says 3).
  ///
  /// At 4: L (3/10)³ = 0.027, S (1/3)³ = 0.037: S 4-7. At 7: L (6/10)³ = 0.22, T 0.037: L 7-12. T 12.
  /// shortest: S 4, T 7, L 10. fifo: L 4, S 9, T 12.
  @Test(arguments: [
    (OrderName.wfp3, [0, 7, 4, 12]), (.shortest, [0, 10, 4, 7]), (.fifo, [0, 4, 9, 12]),
  ])
  func `a long wait lifts a long job`(order: OrderName, starts: [Int]) {
    let jobs = [
      JobSketch(at: 0, runs: 4, on: 1), JobSketch(at: 1, runs: 5, estimate: 10, on: 1),
      JobSketch(at: 3, runs: 3, on: 1), JobSketch(at: 6, runs: 3, on: 1),
    ]
    let policy = PolicySpecification(order: order, placement: .bestFit, backfill: .none)
    let log = simulate(Workload(jobs), on: .flat(1), policy: policy)
    #expect(log.start.map(\.wholeSeconds) == starts)
  }

  /// Jobs that an order holds for equal keep the order of arrival. Three equal jobs, one processor.
  @Test(arguments: OrderName.allCases)
  func `equals keep the order of arrival`(order: OrderName) {
    let jobs = (0..<3).map { _ in JobSketch(at: 0, runs: 2, on: 1) }
    let policy = PolicySpecification(order: order, placement: .bestFit, backfill: .none)
    let log = simulate(Workload(jobs), on: .flat(1), policy: policy)
    #expect(log.start.map(\.wholeSeconds) == [0, 2, 4])
  }
}
