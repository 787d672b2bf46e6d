import Foundation
import KoineFormats
import KoineModel
import KoineReports
import Testing

@testable import KoineExperiments

/// Measures that no run of an experiment can have are found before the first.
@Suite struct MeasureCheckTests {
  private static func complaints(_ measures: [String], _ text: String = "") -> [String] {
    let document = ScenarioDocument(
      text: "topology: tiny\nworkload: philly\njobs: 5\n" + text, name: "scene.yaml")
    do throws(InputError) {
      try Runner(document, measures: measures, cache: cache).check([RunRequest(seed: 1)])
      return []
    } catch {
      return error.diagnostics.map(\.description)
    }
  }

  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let cache = InputCache(TopologyResolver(catalogue: root.path + "/Topologies"))

  private static let service =
    "services: [{name: chat, model: bert-large, load: 1, prompt_tokens: 256, output_tokens: 1}]\n"

  @Test func whatNoRunHasIsRefused() {
    #expect(Self.complaints(["wait_s.mean", "engine.events", "after_warm_up.20.wait_s.p99"]) == [])
    #expect(
      Self.complaints(["wait_s.meen", "mixed_jobs.jobs"]) == [
        "--measure: unknown measure 'wait_s.meen', did you mean 'wait_s.mean'?",
        "--measure: unknown measure 'mixed_jobs.jobs'",
      ])
    #expect(
      Self.complaints(["wait_s_by_size.2-8.p98", "utilization.by_chip.metax/c505.allocated"]) == [
        "--measure: unknown measure 'wait_s_by_size.2-8.p98', did you mean "
          + "'wait_s_by_size.2-8.p90'?",
        "--measure: unknown measure 'utilization.by_chip.metax/c505.allocated', did you mean "
          + "'utilization.by_chip.metax/c550.allocated'?",
      ])
  }

  @Test func familiesThatTheScenarioHasNotAreSaidSo() {
    func none(_ measure: String, _ owner: String) -> String {
      "--measure: \(measure) is a measure of \(owner), of which these runs have none"
    }
    let stops = "runs in which something stops jobs, as faults and preemption do"
    #expect(
      Self.complaints([
        "deadlines.missed", "interruptions.restarts", "services.chat.slo_attainment",
        "queues.research.used", "engine.allocations",
      ]) == [
        none("deadlines.missed", "jobs with deadlines"), none("interruptions.restarts", stops),
        none("services.chat.slo_attainment", "services"), none("queues.research.used", "queues"),
        none("engine.allocations", "allocators"),
      ])
  }

  @Test func namesAndSlipsWithinAFamilyAreFound() {
    let right = ["services.chat.ttft_s", "interruptions.restarts"]
    let scene = Self.service + "recovery: {save: 20s}"
    #expect(Self.complaints(right, scene) == [])
    #expect(
      Self.complaints(
        ["services.chat.tftt_s", "services.chatt.idle_share", "interruptions.restart"], scene) == [
          "--measure: unknown measure 'services.chat.tftt_s', did you mean 'services.chat.ttft_s'?",
          "--measure: unknown measure 'services.chatt.idle_share', did you mean "
            + "'services.chat.idle_share'?",
          "--measure: unknown measure 'interruptions.restart', did you mean "
            + "'interruptions.restarts'?",
        ])
  }

  /// The check knows every number that a run has: those of the shipped scenarios.
  @Test(arguments: ["two-departments", "tiny-faults", "sharing", "elastic"])
  func whatRunsHaveIsAccepted(name: String) throws {
    let file = Self.root.path + "/Topologies/scenarios/\(name).yaml"
    let document = try ScenarioDocument(subject: file)
    let inputs = try RunInputs(RunPlan(try document.scenario([], .all)), Self.cache)
    let names = RunResult(inputs).summary.numbers.filter { $0.value != nil }.map(\.name)
    #expect(names.count > 100)
    try Runner(document, measures: names, cache: Self.cache).check([RunRequest(seed: 1)])
  }

  /// The members of families that no small scenario has.
  @Test func membersAreThoseOfTheSummary() {
    #expect(MeasureFamily(of: "engine.events") == nil && MeasureFamily(of: "cost") == nil)
    #expect(MeasureFamily.deadlines.paths().contains("deadlines.lateness_s.p99"))
    #expect(
      MeasureFamily.services.paths(["a", "b"]).filter { $0.hasSuffix("replicas.mean") } == [
        "services.a.replicas.mean", "services.b.replicas.mean",
      ])
  }
}
