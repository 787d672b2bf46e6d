import Foundation
import KoineFormats
import KoineModel
import KoinePolicies
import Testing

@testable import KoineExperiments

/// Which jobs short trials and held-out days have.
struct TuneWindowTests {
  /// A job of ten seconds every hour for eight days, on one accelerator; on the third day on 64.
  private static func workload() throws -> Workload {
    let rows = (0..<192).map { hour in
      "\(hour),\(hour * 3600),10,\((48..<72).contains(hour) ? 64 : 1)"
    }
    let text = "job_id,submit_s,duration_s,accelerators\n" + rows.joined(separator: "\n") + "\n"
    return try withFolder { folder in
      let path = folder + "/week.csv"
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      return try WorkloadSource.load(path).0
    }
  }

  private static func span(_ settings: [ScenarioSetting]) throws -> (from: Double, to: Double) {
    let from = try #require(settings.first { $0.key == "submit_from" }.flatMap { Double($0.value) })
    let to = try #require(settings.first { $0.key == "submit_to" }.flatMap { Double($0.value) })
    return (from, to)
  }

  /// Short trials begin with what somebody would try first: every named composition without an
  /// allocator, and of those that a search does not allow none.
  @Test func namedCompositionsAreTriedFirst() throws {
    let own = try #require(PolicySpecification.named("easy"))
    let named = PolicySpecification.named.map(\.policy).filter { $0.allocator == .none }
    let all = PolicySpace(own, PolicyRanges())
    #expect(Set(all.namedPoints.map(all.policy)) == Set(named))
    let few = PolicySpace(own, try PolicyRanges(["order=fifo,shortest", "preemption=none"]))
    #expect(
      Set(few.namedPoints.map(few.policy))
        == Set(named.filter { [.fifo, .shortest].contains($0.order) }))
    let fixed = PolicySpace(own, try PolicyRanges(["order=fifo", "placement=best-fit"]))
    #expect(Set(fixed.namedPoints.map(fixed.policy)).contains(own))
  }

  @Test func wholeDaysAreHeldOut() throws {
    let windows = TuneWindows(try Self.workload(), heldOut: 0.25, until: nil)
    #expect(windows.split == Instant.zero + Interval(seconds: Int64(6 * 86_400)))
    #expect(windows.jobs == 144 && windows.holdsOut)
    let unseen = try Self.span(windows.unseen)
    #expect(abs(unseen.from - 6 * 86_400) < 1e-6 && unseen.to > 191 * 3600)
    let seen = try Self.span(windows.stretch(1).settings)
    #expect(seen.from == 0 && abs(seen.to - 6 * 86_400) < 1e-6)
    #expect(!TuneWindows(try Self.workload(), heldOut: 0, until: nil).holdsOut)
  }

  /// A sixth of six days is the third day; shorter stretches lie in it, and none reaches beyond the
  /// split.
  @Test func shortTrialsTakeTheBusiestStretch() throws {
    let windows = TuneWindows(try Self.workload(), heldOut: 0.25, until: nil)
    let day = try Self.span(windows.stretch(1.0 / 6).settings)
    #expect(day.from == 2 * 86_400 && abs(day.to - 3 * 86_400) < 1e-3)
    let hours = try Self.span(windows.stretch(1.0 / 36).settings)
    #expect(hours.from >= 2 * 86_400 && hours.to <= 3 * 86_400 + 1e-3)
    let most = try Self.span(windows.stretch(0.9).settings)
    #expect(most.from <= 2 * 86_400 && most.to <= 6 * 86_400 + 1e-3)
  }

  /// A share is one of jobs, also where they come in bursts: the trial costs what it is counted for.
  @Test func shortTrialsHaveTheirShareOfTheJobs() throws {
    for preset in [WorkloadPreset.philly, .helios, .pai] {
      for seed: UInt64 in 1...2 {
        let text = "workload: \(preset.rawValue)\njobs: 600"
        let document = ScenarioDocument(text: text, name: "scene.yaml")
        let plan = RunPlan(try document.scenario([], .all), seed: seed)
        let windows = TuneWindows(
          try RunInputs(plan, InputCache()).workload, heldOut: 0, until: nil)
        for part in [1.0 / 4, 1.0 / 16] {
          let jobs = windows.stretch(part).jobs
          let most = Int((part * Double(windows.jobs)).rounded())
          #expect(
            jobs <= most && jobs >= most / 4, "\(preset), seed \(seed): \(jobs) of \(most)")
        }
      }
    }
  }
}
