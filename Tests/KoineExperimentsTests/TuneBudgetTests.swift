import Foundation
import KoineExperiments
import KoineFormats
import KoinePolicies
import Testing

/// What a search may cost, and that what it reports is what `simulate` prints.
struct TuneBudgetTests {
  private func tune(_ text: String, _ plan: TunePlan) throws -> TuneResult {
    let document = ScenarioDocument(text: text, name: "scene.yaml")
    let cache = InputCache()
    let runner = Runner(document, measures: plan.measures, cache: cache, threads: 1)
    return try Tuner(document, plan, runner, cache: cache).run()
  }

  /// The mean of a measure over seeds with a policy, by plain runs.
  private func plain(
    _ text: String, _ policy: PolicySpecification, _ measure: String, seeds: ClosedRange<UInt64>
  ) throws -> Double {
    let runner = Runner(
      ScenarioDocument(text: text, name: "scene.yaml"), measures: [measure], threads: 1)
    let setting = ScenarioSetting("policy", policy.yaml, origin: "test")
    let values = try seeds.map { seed in
      let record = try #require(runner.run([RunRequest([setting], seed: seed)])[0].record)
      return try #require(record.values[0])
    }
    return values.reduce(0, +) / Double(values.count)
  }

  private static let scene = "topology: flat:16\nworkload: pai\njobs: 800\nload: 1.1"

  /// However small the budget, the best was run in full: never is the value of a short trial handed out.
  @Test(arguments: TuneMethod.allCases)
  func theBestIsRunInFull(method: TuneMethod) throws {
    for trials in 1...3 {
      let plan = TunePlan(
        goals: [TuneGoal("wait_s.mean")], ranges: try PolicyRanges(["preemption=none"]),
        method: method, trials: trials, heldOut: 0)
      let result = try tune(Self.scene, plan)
      let best = try #require(result.best)
      let value = try plain(Self.scene, best.policy, "wait_s.mean", seeds: 1...1)
      #expect(best.share == 1 && best.seen[0] == value, "\(method), \(trials) trials")
      #expect(result.jobs <= trials * 800)
    }
  }

  /// Every seed of a generated workload has its own last day: all of its jobs are searched.
  @Test func everySeedHasItsOwnWindow() throws {
    let plan = TunePlan(
      goals: [TuneGoal("wait_s.mean")], ranges: try PolicyRanges(["preemption=none"]),
      method: .random, trials: 2, repetitions: 3, heldOut: 0)
    let result = try tune(Self.scene, plan)
    let best = try #require(result.best)
    let value = try plain(Self.scene, best.policy, "wait_s.mean", seeds: 1...3)
    let found = try #require(best.seen[0])
    #expect(abs(found - value) < 1e-9 * value && result.jobs == 2 * 3 * 800)
  }

  /// A scenario's own policy is one of the candidates with its own parameters, too.
  @Test func ownParametersAreInTheSpace() throws {
    let own = """

      policy: {order: srtf, preemption: rounds, backfill: skip, placement: best-fit,
        parameters: {preemption.round_s: 100}}
      """
    let plan = TunePlan(
      goals: [TuneGoal("wait_s.mean")], method: .random, trials: 2, heldOut: 0)
    let result = try tune(Self.scene + own, plan)
    let (best, baseline) = (
      try #require(result.best?.seen[0]), try #require(result.baseline.seen[0])
    )
    #expect(best <= baseline)
  }

  /// A file of the best says everything, so that nothing of the scenario's own policy shines through.
  @Test func thePolicyFileLeavesNothingToTheScenario() throws {
    let easy = try #require(PolicySpecification.named("easy"))
    #expect(easy.yaml.contains("allocator: none\n") && easy.yaml.contains("  backfill.slack: 0"))
    let own = """

      policy: {order: wfp3, backfill: easy, placement: best-fit, preemption: rounds,
        parameters: {order.exponent: 7.5, backfill.slack: 5, preemption.round_s: 7200}}
      """
    let replaced = try plain(Self.scene + own, easy, "wait_s.mean", seeds: 1...1)
    #expect(replaced == (try plain(Self.scene, easy, "wait_s.mean", seeds: 1...1)))
    let beside = try plain(
      Self.scene + "\npolicy: gavel-max-min", easy, "wait_s.mean", seeds: 1...1)
    #expect(beside == replaced)
  }

  @Test func aBudgetOfNoTrialIsRefused() throws {
    let plan = TunePlan(goals: [TuneGoal("wait_s.mean")], jobs: 100, heldOut: 0)
    do throws(InputError) {
      let document = ScenarioDocument(text: Self.scene, name: "scene.yaml")
      let cache = InputCache()
      let runner = Runner(document, measures: plan.measures, cache: cache, threads: 1)
      _ = try Tuner(document, plan, runner, cache: cache).run()
      Issue.record("a budget below one trial is refused")
    } catch {
      #expect(
        error.diagnostics.map(\.description) == [
          "--budget-jobs: 100 pays for no full trial, which has 800 jobs"
        ])
    }
  }
}
