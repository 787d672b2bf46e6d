import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// Two scenes in which the scoring functions F1 to F4 and the order of arrival all decide differently.
///
/// Each function weighs the size of a job, by its estimate r and its n processors, against the logarithm
/// of its submission s: F1 = log10(r) n + 870 log10(s), F2 = sqrt(r) n + 25,600 log10(s),
/// F3 = r n + 6,860,000 log10(s), F4 = r sqrt(n) + 530,000 log10(s). The first job comes at 0 and holds all
/// processors; nobody overtakes.
@Suite struct ScoringSceneTests {
  private func expect(
    _ order: OrderName, _ jobs: [JobSketch], on processors: Int, starts: [Int]
  ) {
    let policy = PolicySpecification(order: order, placement: .bestFit, backfill: .none)
    let log = simulate(Workload(jobs), on: .flat(processors), policy: policy)
    #expect(log.start.map(\.wholeSeconds) == [0] + starts)
  }

  /// How large a job may be: all arrive at 1, where log10(s) = 0. Sixteen processors, held until 20.
  ///
  ///          r    n   log10(r) n   sqrt(r) n    r n   r sqrt(n)
  ///     A    4   16          9.6          32     64          16
  ///     B    9   16         15.3          48    144          36
  ///     C   25    1          1.4           5     25          25
  ///     D  100    4          8.0          40    400         200
  ///
  /// f1 (C D A B): C 20-45 and D 20-120; A 120-124; B 124.
  /// f2 (C A D B): C 20-45, A does not fit; A 45-49; D 49-149; B 149.
  /// f3 (C A B D): C 20-45; A 45-49; B 49-58; D 58.
  /// f4 (A C B D): A 20-24; C 24-49, B does not fit; B 49-58; D 58.
  /// fifo: A 20-24; B 24-33; C and D 33.
  @Test(arguments: [
    (OrderName.f1, [120, 124, 20, 20]), (.f2, [45, 149, 20, 49]), (.f3, [45, 49, 20, 58]),
    (.f4, [20, 49, 24, 58]), (.fifo, [20, 24, 33, 33]),
  ])
  func `what counts as a small job`(order: OrderName, starts: [Int]) {
    let jobs = [
      JobSketch(at: 0, runs: 20, on: 16), JobSketch(at: 1, runs: 4, on: 16),
      JobSketch(at: 1, runs: 9, on: 16), JobSketch(at: 1, runs: 25, on: 1),
      JobSketch(at: 1, runs: 100, on: 4),
    ]
    expect(order, jobs, on: 16, starts: starts)
  }

  /// How long a job may be before one of a second passes it that comes ten times later: 900 processors,
  /// held until 100, and all jobs take all of them. A, B, C and D come at 1, S at 10, where log10(s) = 1.
  ///
  ///           r    log10(r) n   sqrt(r) n           r n    r sqrt(n)
  ///     A    400        2,342      18,000       360,000       12,000
  ///     B  2,500        3,058      45,000     2,250,000       75,000
  ///     C 10,000        3,600      90,000     9,000,000      300,000
  ///     D 40,000        4,142     180,000    36,000,000    1,200,000
  ///     S      1          870      26,500     6,860,900      530,030
  ///
  /// Under f1 S goes before A, under f2 before B, under f3 before C, under f4 before D, and by arrival
  /// last; everybody else in their order, one after the other.
  @Test(arguments: [
    (OrderName.f1, [101, 501, 3001, 13_001, 100]), (.f2, [100, 501, 3001, 13_001, 500]),
    (.f3, [100, 500, 3001, 13_001, 3000]), (.f4, [100, 500, 3000, 13_001, 13_000]),
    (.fifo, [100, 500, 3000, 13_000, 53_000]),
  ])
  func `how much a late arrival weighs`(order: OrderName, starts: [Int]) {
    let jobs = [
      JobSketch(at: 0, runs: 100, on: 900), JobSketch(at: 1, runs: 400, on: 900),
      JobSketch(at: 1, runs: 2500, on: 900), JobSketch(at: 1, runs: 10_000, on: 900),
      JobSketch(at: 1, runs: 40_000, on: 900), JobSketch(at: 10, runs: 1, on: 900),
    ]
    expect(order, jobs, on: 900, starts: starts)
  }
}
