import KoineMetrics
import KoineModel
import Testing

/// Expected values are worked out by hand in the comments.
@Suite struct JobMetricTests {
  private let scene = Scene(
    on: .flat(4),
    jobs: [
      .init(submit: 0, start: 0, finish: 4),
      .init(submit: 0, start: 10, finish: 30, state: .failed),
      .init(submit: 5, start: 25, finish: 125, state: .cancelled),
      .init(submit: 6, start: 106, state: .running, request: Request(accelerators: 2)),
      .init(submit: 7, state: .waiting),
      .init(submit: 8, state: .rejected, request: Request(accelerators: 9)),
      .init(submit: 900, state: .pending),
    ],
    end: 200, ledger: [[:]])

  @Test func countsEveryStateAndTheirSum() {
    let jobs = scene.summary.jobs
    #expect(
      [jobs.completed, jobs.failed, jobs.cancelled, jobs.rejected, jobs.running, jobs.waiting]
        == [1, 1, 1, 1, 1, 1])
    #expect(jobs.submitted == 6)
    #expect(jobs.pending == 1)
  }

  /// Waits 0, 10, 20, 100. p50: h = 1.5, so 15; p90: h = 2.7, so 20 + 0.7 x 80 = 76;
  /// p99: h = 2.97, so 20 + 0.97 x 80 = 97.6.
  @Test func waitsAreOfStartedJobsOnly() throws {
    let wait = try #require(scene.summary.wait)
    #expect(wait == Distribution(count: 4, mean: 32.5, p50: 15, p90: 76, p99: 97.6, max: 100))
  }

  @Test func waitsBySizeLeaveOutSizesWithoutAStart() {
    let sizes = scene.summary.waitBySize
    #expect(sizes.map(\.size) == [.one, .few])
    #expect(sizes.map(\.wait.count) == [3, 1])
    #expect(sizes.map(\.wait.max) == [20, 100])
    #expect(sizes[0].wait.p50 == 10)
  }

  /// Completions 4, 30, 120.
  @Test func completionsAreOfEndedJobsOnly() throws {
    let completion = try #require(scene.summary.completion)
    #expect(completion.count == 3)
    #expect(completion.p50 == 30)
    #expect(completion.max == 120)
    #expect(completion.mean == 154.0 / 3)
  }

  /// 4 s in the system over the bound of 10 s gives 0.4, hence 1; 30 / 20 = 1.5; 120 / 100 = 1.2.
  @Test func slowdownIsBoundedBelowAndByTenSeconds() throws {
    let slowdown = try #require(scene.summary.boundedSlowdown)
    #expect(slowdown.p50 == 1.2)
    #expect(slowdown.max == 1.5)
    #expect(abs(slowdown.mean - 3.7 / 3) < 1e-15)
  }

  @Test func makespanEndsWithTheLastJobThatEnded() {
    #expect(scene.summary.makespan == Interval(seconds: Int64(125)))
    #expect(scene.summary.span == Interval(seconds: Int64(200)))
  }

  @Test func nothingIsDefinedOverNoJobs() {
    let empty = Scene(on: .flat(1), jobs: [], end: 0, ledger: [[:]]).summary
    #expect(empty.wait == nil)
    #expect(empty.completion == nil)
    #expect(empty.boundedSlowdown == nil)
    #expect(empty.makespan == nil)
    #expect(empty.utilization.allocated == nil)
    #expect(empty.fragmentation == 0)
    #expect(empty.losses.isEmpty)
  }
}
