import KoineExperiments
import KoineFormats
import KoineReports
import KoineStatistics
import Testing

/// Comparisons of variants on the same jobs.
struct ComparisonTests {
  private static func report(
    _ comparison: Comparison, jobs: Int = 300
  ) throws -> ComparisonReport {
    let document = ScenarioDocument(
      text: "topology: flat:32\nworkload: helios\njobs: \(jobs)\nload: 0.9", name: "scene.yaml")
    let runner = Runner(document, measures: comparison.runnerMeasures)
    var state = ComparisonRun(comparison)
    while case let requests = state.next(), !requests.isEmpty {
      try state.add(runner.run(requests))
    }
    return state.report(scenario: "scene.yaml")
  }

  private static func comparison(
    _ policies: [String], seeds: Int, measures: [String] = ["wait_s.mean"]
  ) -> Comparison {
    Comparison(
      variants: policies.map { .init(name: $0, settings: [.init("policy", $0)]) },
      workloads: [.init(name: "helios", settings: [])], measures: measures, seeds: seeds)
  }

  @Test func theSamePolicyDiffersInNothing() throws {
    var comparison = Self.comparison(["easy", "easy"], seeds: 3)
    comparison.variants[1] = Variant(
      name: "composed", settings: [.init("policy", "{order: fifo, backfill: easy}")])
    let report = try Self.report(comparison)
    #expect(report.contrasts[0].difference.pValue == 1)
    #expect(
      report.text(style: TerminalStyle()).contains(
        "- composed and easy gave the same mean wait in every run."))
    #expect(report.runs == 6 && report.seeds == 3)
  }

  @Test func backfillingIsShownToHelp() throws {
    let report = try Self.report(
      Self.comparison(
        ["fifo", "easy"], seeds: 40, measures: ["bounded_slowdown.mean", "utilization.allocated"]))
    let text = report.text(style: TerminalStyle(width: 200))
    #expect(text.contains("- easy beats fifo on mean slowdown by "), "\(text)")
    #expect(report.contrasts[0].difference.difference.estimate < 0)
    #expect(report.contrasts.allSatisfy { $0.adjustedP! >= $0.difference.pValue! })
  }

  @Test func precisionAddsSeedsUntilTheLimit() throws {
    var comparison = Self.comparison(["fifo", "easy"], seeds: 2)
    comparison.precision = 0.000_001
    comparison.seedLimit = 9
    let capped = try Self.report(comparison, jobs: 60)
    #expect(capped.seeds == 9 && !capped.isPrecise)
    comparison.precision = 1e9
    let loose = try Self.report(comparison, jobs: 60)
    #expect(loose.seeds == 2 && loose.isPrecise)
  }

  @Test(arguments: [40, 80, 120, 200]) func reportsFitTheTerminal(width: Int) throws {
    let report = try Self.report(
      Self.comparison(
        ["fifo", "easy", "conservative"], seeds: 3,
        measures: ["wait_s.mean", "wait_s.p99", "bounded_slowdown.mean", "utilization.allocated"]))
    for style in [TerminalStyle(width: width), TerminalStyle(width: width, usesUnicode: false)] {
      for line in report.text(style: style).split(separator: "\n") {
        #expect(line.count <= max(width, 58), "\(line)")
      }
    }
  }

  @Test func oneSeedShowsNothing() throws {
    let report = try Self.report(Self.comparison(["fifo", "easy"], seeds: 1))
    #expect(report.text(style: TerminalStyle()).contains("One seed cannot show whether"))
    #expect(report.json.text.contains(#""p": null"#))
  }
}
