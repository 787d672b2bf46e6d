import KoineTestSupport
import Testing

/// Schedules worked out on paper, with which the reference itself is checked. Times in seconds.
///
/// A job is written `(submit, duration, estimate, processors)`.
@Suite struct ReferenceSchedulerTests {
  private typealias Row = (submit: Int64, duration: Int64, estimate: Int64, processors: Int)

  private func starts(_ rows: [Row], on processors: Int, by policy: ReferencePolicy) -> [Int64?] {
    let second: Int64 = 1_000_000_000
    let jobs = rows.map {
      ReferenceJob(
        submit: $0.submit * second, duration: $0.duration * second,
        estimate: $0.estimate * second, processors: $0.processors)
    }
    return ReferenceScheduler.starts(of: jobs, on: processors, by: policy).map {
      $0.map { $0 / second }
    }
  }

  /// Four processors. A holds three until 10. B wants all four and waits. C wants one for 10 s: it
  /// ends at 11 if started at 1, which would delay B. D wants one for 3 s: it ends by 10.
  ///
  ///     fifo          A 0-10, B 10-20, C and D 20
  ///     skip          C 1-11. D finds nothing free at 2. At 10 A ends; B still lacks C's processor,
  ///                   so D takes 10-13. At 11 C ends, and B lacks D's: B 13.
  ///     easy          shadow 10, extra 0: C would end at 11, D ends at 5. B 10-20, C 20.
  ///     conservative  B reserves 10-20; C fits 1-11? no, so 20; D 2-5.
  private let overtaking: [Row] = [(0, 10, 10, 3), (0, 10, 10, 4), (1, 10, 10, 1), (2, 3, 3, 1)]

  @Test func `who may overtake a blocked job`() {
    #expect(starts(overtaking, on: 4, by: .fifo) == [0, 10, 20, 20])
    #expect(starts(overtaking, on: 4, by: .skip) == [0, 13, 1, 10])
    #expect(starts(overtaking, on: 4, by: .easy) == [0, 10, 20, 2])
    #expect(starts(overtaking, on: 4, by: .conservative) == [0, 10, 20, 2])
  }

  /// Ten processors; A holds eight until 10. B wants nine: the shadow is 10, and extra is 1. C wants
  /// one for 100 s: it outlasts the shadow but fits into extra. D is the same, and extra is used up.
  /// E wants one for 10 s at time 0: it ends exactly at the shadow, which is allowed.
  ///
  /// A 0-10 (8), C 0-100 (1), E 0-10 (1). B 10-20 (9). D starts at 20, when B has ended.
  @Test func `extra processors are used up and a job may end exactly at the shadow`() {
    let rows: [Row] = [
      (0, 10, 10, 8), (0, 10, 10, 9), (0, 100, 100, 1), (0, 100, 100, 1), (0, 10, 10, 1),
    ]
    #expect(starts(rows, on: 10, by: .easy) == [0, 10, 0, 20, 0])
    #expect(starts(rows, on: 10, by: .conservative) == [0, 10, 0, 20, 0])
  }

  /// Five processors. A (2) and B (2) both end at 10; the head H (2) would have enough with either.
  /// Both are free at the shadow, so extra is 5 - 2 = 3, and L (1, for long) starts at once.
  ///
  /// Then four processors: A (2) and B (1) end at 10, the head H wants three, extra is 1: L (1, for
  /// long) takes it. M (1) finds nothing free; it starts with H's end at 15.
  @Test func `all that end at the shadow count as extra`() {
    let rows: [Row] = [(0, 10, 10, 2), (0, 10, 10, 2), (0, 5, 5, 2), (0, 99, 99, 1)]
    #expect(starts(rows, on: 5, by: .easy) == [0, 0, 10, 0])
    let tight: [Row] = [(0, 10, 10, 2), (0, 10, 10, 1), (0, 5, 5, 3), (0, 99, 99, 1), (0, 9, 9, 1)]
    #expect(starts(tight, on: 4, by: .easy) == [0, 0, 10, 0, 15])
  }

  /// EASY and conservative differ: EASY protects the head alone. Four processors: A (3) until 10. The
  /// head B (2) is expected at 10, beside extra = 2. C (4) waits for all. D (1) for 25 s takes
  /// from extra and starts at 0, although C then waits for it.
  ///
  ///     easy          D 0-25, B 10-20, C 25
  ///     conservative  B reserves 10-20, C 20-30; D at 0 would reach into C's, so D 30
  @Test func `conservative protects everybody and easy the head alone`() {
    let rows: [Row] = [(0, 10, 10, 3), (0, 10, 10, 2), (0, 10, 10, 4), (0, 25, 25, 1)]
    #expect(starts(rows, on: 4, by: .easy) == [0, 10, 25, 0])
    #expect(starts(rows, on: 4, by: .conservative) == [0, 10, 20, 30])
  }

  /// Two processors. A (2) says 10 and ends at 4. B (2) reserved 10-15, C (1) 15-18 and D (1) 15-16.
  /// At 4 B is put back at 4-9, C at 9, D at 9.
  @Test func `an early end moves every reservation up in the order of arrival`() {
    let rows: [Row] = [(0, 4, 10, 2), (0, 5, 5, 2), (1, 3, 3, 1), (2, 1, 1, 1)]
    #expect(starts(rows, on: 2, by: .conservative) == [0, 4, 9, 9])
  }

  /// A reservation falls due with no event beside it. Three processors.
  ///
  ///     R  (2) 0 -> 20, says 20, ends at 5. S (1) 0 -> 7, says 7.
  ///     B  (3), for 5, arrives at 1: reserved at 20-25.
  ///     C  (1), for 13, arrives at 2: 7-20 on S's processor, the end being B's beginning.
  ///     At 5, R ends early. B is lifted first: C still holds 7-20, S ends at 7: two are free from 5
  ///     on, three only in no instant before 20. B stays at 20. C is lifted: it fits 5-18. B, behind
  ///     in nothing, stays at 20 although C now ends at 18.
  ///     C runs 5-18 as it said, so nothing ends early at 18, and B starts at 20: no event is there.
  @Test func `a reservation falls due without an event`() {
    let rows: [Row] = [(0, 5, 20, 2), (0, 7, 7, 1), (1, 5, 5, 3), (2, 13, 13, 1)]
    #expect(starts(rows, on: 3, by: .conservative) == [0, 0, 20, 5])
  }

  /// A and B end early at the same instant, 5. W1 wants two, W2 and W3 one each.
  /// Three processors: A (1), B (1) and K (1) say 20; K keeps its word. W1 reserved 20-30, then W2
  /// (1) at 20-30, W3 (1) at 30. With both out of the profile before anybody is put back, W1 gets 5-15;
  /// one at a time, W1 would have stayed and W2 have gone ahead of it.
  @Test func `all that end at one instant leave before anybody is put back`() {
    let rows: [Row] = [
      (0, 5, 20, 1), (0, 5, 20, 1), (0, 20, 20, 1), (1, 10, 10, 2), (1, 10, 10, 1), (1, 10, 10, 1),
    ]
    #expect(starts(rows, on: 3, by: .conservative) == [0, 0, 0, 5, 15, 15])
  }

  /// One processor. Jobs that run no time are there for one pass, and then for no longer. In one
  /// instant: pass, completion, pass, completion, and so on.
  @Test(arguments: ReferencePolicy.allCases)
  func `jobs of no length follow each other in one instant`(policy: ReferencePolicy) {
    let rows: [Row] = [(3, 0, 0, 1), (3, 0, 0, 1), (3, 0, 5, 1), (3, 2, 2, 1), (3, 1, 1, 1)]
    #expect(starts(rows, on: 1, by: policy) == [3, 3, 3, 3, 5])
  }

  /// A (2 of 3 processors) says 5 and runs 9. H wants three: its shadow is 5, later in the past.
  ///
  /// EASY, at 1: D (1, for 4) ends at 5, by the shadow, and starts. At 6: E (1, for 1) would end at
  /// 7, past the shadow 5, and extra is 0, so it waits although H cannot start before 9. H 9-11, E 11.
  @Test func `easy believes an estimate that has run out`() {
    let rows: [Row] = [(0, 9, 5, 2), (0, 2, 2, 3), (1, 4, 4, 1), (6, 1, 1, 1)]
    #expect(starts(rows, on: 3, by: .easy) == [0, 9, 1, 11])
  }

  @Test(arguments: ReferencePolicy.allCases)
  func `a job larger than the machine is rejected and stops nobody`(policy: ReferencePolicy) {
    let rows: [Row] = [(0, 1, 1, 3), (0, 1, 1, 2), (0, 1, 1, 2)]
    #expect(starts(rows, on: 2, by: policy) == [nil, 0, 1])
  }

  @Test func `trying out every instant and sweeping over the profile find the same start`() {
    for seed in TestScale.seeds(300) {
      var random = SplitMix64(seed: seed)
      let (workload, processors) = TiedWorkload(estimates: .over).draw(&random)
      let jobs = ReferenceJob.jobs(of: workload)
      let tried = ReferenceScheduler.starts(of: jobs, on: processors, by: .conservative)
      let swept = ReferenceScheduler.starts(
        of: jobs, on: processors, by: .conservative, sweeps: true)
      #expect(tried == swept, "seed \(seed)")
    }
  }
}
