import Foundation
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
    #expect(capped.seeds == 9 && capped.isPrecise == false)
    comparison.precision = 1e9
    let loose = try Self.report(comparison, jobs: 60)
    // Two seeds may have narrow intervals by chance: nothing is precise before eight.
    #expect(loose.seeds == 8 && loose.isPrecise == true)
    comparison.seedLimit = 7
    let few = try Self.report(comparison, jobs: 60)
    #expect(few.seeds == 7 && few.isPrecise == false)
  }

  @Test(arguments: [40, 80, 120, 200]) func reportsFitTheTerminal(width: Int) throws {
    let report = try Self.report(
      Self.comparison(
        ["fifo", "easy", "conservative"], seeds: 3,
        measures: ["wait_s.mean", "wait_s.p99", "bounded_slowdown.mean", "utilization.allocated"]))
    for style in [TerminalStyle(width: width), TerminalStyle(width: width, usesUnicode: false)] {
      let text = report.text(style: style)
      // What one table of means has no room for stands in the next.
      for name in ["mean wait", "p99 wait", "mean slowdown", "utilization"] {
        let heads = text.split(separator: "\n").prefix { $0 != "Against fifo" }
          .filter { $0.hasPrefix("variant") }
        #expect(heads.contains { $0.contains(name) }, "\(text)")
      }
      for line in report.text(style: style).split(separator: "\n") {
        #expect(line.count <= max(width, 58), "\(line)")
      }
    }
  }

  /// A trace without faults has nothing random: its runs are one, however many seeds are asked for.
  @Test func copiesOfOneRunAreNoEvidence() throws {
    let jobs = (0..<40).map { "\($0 + 1) \($0 * 10) -1 \(100 + $0 * 37 % 400) \(1 + $0 * 13 % 20)" }
    let rows = jobs.map { row in
      let fields = row.split(separator: " ")
      return "\(row) -1 -1 \(fields[4]) \(fields[3]) -1 1 1 1 1 1 -1 -1 -1"
    }
    let folder = FileManager.default.temporaryDirectory.appending(path: "koine-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let trace = folder.appending(path: "jobs.swf").path
    try Data((rows.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: trace))
    let document = ScenarioDocument(text: "topology: flat:32", name: "scene.yaml")
    var comparison = Self.comparison(["fifo", "easy"], seeds: 4)
    comparison.precision = 0.02
    func report(_ workloads: [String]) throws -> (ComparisonReport, seeds: Int) {
      comparison.workloads = workloads.map {
        .init(
          name: String($0.split(separator: "/").last!),
          settings: [.init("workload", $0), .init("jobs", "40")])
      }
      let runner = Runner(document, measures: comparison.runnerMeasures)
      var state = ComparisonRun(comparison)
      while case let requests = state.next(), !requests.isEmpty {
        try state.add(runner.run(requests))
      }
      return (state.report(scenario: "scene.yaml"), state.seeds)
    }
    let (fixed, seeds) = try report([trace])
    #expect(seeds == 4 && fixed.isPrecise == nil && fixed.isFixed)
    let text = fixed.text(style: TerminalStyle(width: 300)).replacing("\n", with: " ")
    #expect(
      text.contains(
        "Nothing in this scenario depends on the seed: one run of each policy stands for all. There is "
          + "no interval to narrow."), "\(text)")
    #expect(
      !text.contains("± 0") && !text.contains("<0.0001") && !text.contains("beats"), "\(text)")
    #expect(
      text.contains("- On these jobs, easy has ")
        && text.contains("less mean wait than fifo; one run of each shows nothing about others."),
      "\(text)")
    let json = fixed.json.text
    for member in ["half_width", "relative_half_width", "p", "p_holm", "effect_size", "is_precise"]
    {
      #expect(json.contains("\"\(member)\": null"), "\(member)")
    }
    // Beside a workload that is random, each is judged on its own.
    comparison.seedLimit = 4
    let (mixed, _) = try report([trace, "philly"])
    #expect(!mixed.isFixed && mixed.contrasts[0].isFixed && !mixed.contrasts[1].isFixed)
    #expect(mixed.contrasts[0].adjustedP == nil && mixed.contrasts[1].adjustedP != nil)
    #expect(
      mixed.text(style: TerminalStyle(width: 300)).replacing("\n", with: " ").contains(
        "What has no ± does not depend on the seed."))
  }

  /// Where no input depends on the seed, two runs of a pair show it, and the others are not made.
  @Test func copiesAreNotMade() throws {
    try withFolder { folder in
      let rows = (0..<40).map { "j\($0),\($0 * 10),\(100 + $0 * 37 % 400),\(1 + $0 * 13 % 20)" }
      let trace = folder + "/jobs.csv"
      let text = (["job_id,submit_s,duration_s,accelerators"] + rows).joined(separator: "\n") + "\n"
      try Data(text.utf8).write(to: URL(filePath: trace))
      let document = ScenarioDocument(
        text: "topology: flat:32\nworkload: \(trace)", name: "scene.yaml")
      func state(_ comparison: Comparison) throws -> ComparisonRun {
        let runner = Runner(document, measures: comparison.runnerMeasures)
        var state = ComparisonRun(comparison)
        while case let requests = state.next(), !requests.isEmpty {
          try state.add(runner.run(requests))
        }
        return state
      }
      var comparison = Self.comparison(["fifo", "easy"], seeds: 5)
      let all = try state(comparison).report(scenario: "scene.yaml")
      comparison.spareCopies(document, InputCache())
      let spared = try state(comparison)
      #expect(spared.runs == 4 && spared.seeds == 2)
      let report = spared.report(scenario: "scene.yaml")
      #expect(report.isFixed && report.sparedRuns == 6)
      #expect(report.means.map(\.value) == all.means.map(\.value))
      #expect(report.contrasts.map(\.difference) == all.contrasts.map(\.difference))
      let words = report.text(style: TerminalStyle(width: 300)).replacing("\n", with: " ")
      #expect(
        words.contains(
          "4 runs: 2 seeds from 1 on, each the same jobs for all variants."), "\(words)")
      #expect(
        words.contains("Two seeds showed that, so 6 runs more were not needed."), "\(words)")
      // Beside what is random, a copy stands for every seed that is added.
      comparison = Self.comparison(["easy", "fifo"], seeds: 3)
      comparison.workloads.append(.init(name: "philly", settings: [.init("workload", "philly")]))
      comparison.workloads[1].settings.append(.init("jobs", "40"))
      comparison.variants[1].settings.append(.init("policy.placement", "random"))
      comparison.precision = 1e-9
      comparison.seedLimit = 6
      comparison.spareCopies(document, InputCache())
      let mixed = try state(comparison)
      #expect(mixed.seeds == 6)
      #expect(mixed.runs == 2 + 6 + 6 + 6)
      let means = mixed.report(scenario: "scene.yaml")
      #expect(means.contrasts.allSatisfy { $0.isFixed || $0.difference.pairs == 6 })
      #expect(means.sparedRuns == 4)
    }
  }

  /// The same of a sweep: points with generated jobs keep all their seeds.
  @Test func sweepsMakeNoCopies() throws {
    try withFolder { folder in
      let trace = folder + "/jobs.csv"
      let text = "job_id,submit_s,duration_s,accelerators\na,0,100,8\nb,10,100,8\n"
      try Data(text.utf8).write(to: URL(filePath: trace))
      var study = Study(ScenarioDocument(text: "topology: flat:8\njobs: 2", name: "scene.yaml"))
      study.axes = [StudyAxis(key: "workload", values: [trace, "philly"])]
      study.seeds = 4
      study.measures = ["wait_s.mean"]
      var sweep = try Sweep(study)
      #expect(sweep.requests.count == 8)
      sweep.spareCopies(InputCache())
      #expect(sweep.requests.map(\.seed) == [1, 2, 1, 2, 3, 4])
      let runner = Runner(study.document, measures: sweep.runnerMeasures)
      let report = try sweep.report(runner.run(sweep.requests))
      #expect(report.points[0].means[0]?.estimate == 45)
      #expect(report.fixedPoints == 1 && report.sparedRuns == 2 && report.seeds == 4)
      let words = report.text(style: TerminalStyle(width: 300)).replacing("\n", with: " ")
      #expect(
        words.contains(
          "2 points of scene.yaml, 6 runs: 4 seeds from 1 on. Means ± 95 % confidence (Student). "
            + "Points without ± do not depend on the seed. Two seeds showed that, so 2 runs more were "
            + "not needed."), "\(words)")
    }
  }

  /// What is odd about several verdicts is explained once, below them.
  @Test func skewedVerdictsAreExplainedOnce() throws {
    let skewed = PairedDifference(
      Array(repeating: 10, count: 6), [11, 11, 11, 11, 11, 30], confidence: 0.95)
    #expect(skewed.intervalsDisagree)
    func text(_ variants: [String]) -> String {
      var report = ComparisonReport(
        scenario: "scene.yaml", variants: ["fifo"] + variants, workloads: ["philly"],
        measures: [MeasureWords("wait_s.mean")], firstSeed: 1, seeds: 6, runs: 12, storedRuns: 0,
        warmUp: "No warm-up is left out.", confidence: 0.95, precision: nil, isPrecise: nil)
      report.contrasts = variants.map {
        .init(
          workload: "philly", variant: $0, measure: MeasureWords("wait_s.mean"), difference: skewed,
          adjustedP: 0.2)
      }
      return report.text(style: TerminalStyle(width: 300)).split { $0.isWhitespace }
        .joined(separator: " ")
    }
    let one = text(["easy"])
    #expect(one.contains("). The differences are skewed: ") && !one.contains(": skewed."), "\(one)")
    let two = text(["easy", "skip"])
    #expect(
      two.hasSuffix(
        "): skewed. Skewed: one of Student's and the bootstrap's interval holds 0 and the other does "
          + "not, so that more seeds should decide."), "\(two)")
    #expect(!two.contains("The differences are skewed"))
  }

  @Test func pathsAreNamedByWhatTellsThemApart() {
    func check(_ paths: [String], _ labels: [String]) {
      #expect(Variant.labels(of: paths) == labels)
    }
    check(["fifo", "aa/mine.yaml"], ["fifo", "mine.yaml"])
    check(["aa/p.yaml", "bb/p.yaml", "cc/q.yaml"], ["aa/p.yaml", "bb/p.yaml", "q.yaml"])
    check(["/x/aa/p", "/y/aa/p", "/z/bb/p"], ["/x/aa/p", "/y/aa/p", "bb/p"])
    check(["easy", "./easy", "/easy"], ["easy", "./easy", "/easy"])
    check(["aa/p", "./aa/p", "aa//p"], ["aa/p", "./aa/p", "aa//p"])
    check([], [])
  }

  /// Whoever gives two variants one name still gets the numbers of both.
  @Test func variantsOfOneNameKeepTheirNumbers() throws {
    var comparison = Self.comparison(["fifo", "easy"], seeds: 2)
    let right = try Self.report(comparison, jobs: 60)
    for index in 0..<2 { comparison.variants[index].name = "mine" }
    let report = try Self.report(comparison, jobs: 60)
    #expect(report.variants == ["mine", "mine (2)"])
    #expect(report.means.map(\.value) == right.means.map(\.value))
    let style = TerminalStyle(width: 200)
    #expect(
      report.text(style: style).split(separator: "\n").count { $0.hasPrefix("mine (2) ") } == 1)
  }

  @Test func whatIsUnknownIsNotCompared() throws {
    for precision in [nil, 0.02] {
      var comparison = Self.comparison(["fifo", "easy"], seeds: 2, measures: ["energy_kwh"])
      comparison.precision = precision
      do {
        _ = try Self.report(comparison, jobs: 30)
        Issue.record("was compared")
      } catch let error as InputError {
        #expect(
          error.diagnostics.map(\.description) == [
            "--measure: energy_kwh is unknown in a run of fifo"
          ])
      }
    }
  }

  /// Nobody waits on the first of two clusters: nothing can be a share of that.
  @Test func aBaselineOfNothingIsNotPrecise() throws {
    var comparison = Self.comparison(["easy"], seeds: 2)
    comparison.variants = ["flat:100000", "flat:32"].map {
      Variant(name: $0, settings: [.init("topology", $0), .init("load", "~")])
    }
    comparison.precision = 0.02
    let report = try Self.report(comparison, jobs: 60)
    #expect(report.isPrecise == false && report.seeds == 2)
    #expect(
      report.text(style: TerminalStyle(width: 300)).replacing("\n", with: " ").contains(
        "Beside a baseline of 0 there is no relative difference that could be as narrow as asked"))
  }

  /// Every measure that the sentence about the warm-up speaks of leaves it out.
  @Test func theWarmUpIsLeftOutOfWholeFamilies() throws {
    let families = ["wait_s", "completion_s", "bounded_slowdown"].flatMap { quantity in
      ["mean", "p50", "p90", "p99", "max"].map { "\(quantity).\($0)" }
    }
    var comparison = Self.comparison(["fifo", "easy"], seeds: 1, measures: families)
    comparison.warmUp = .percent(0)
    let whole = try Self.report(comparison)
    comparison.warmUp = .percent(50)
    let half = try Self.report(comparison)
    let asked = families.map { "after_warm_up.50.\($0)" }
    let runner = Runner(
      ScenarioDocument(
        text: "topology: flat:32\nworkload: helios\njobs: 300\nload: 0.9", name: "scene.yaml"),
      measures: asked)
    let right = runner.run([RunRequest([.init("policy", "fifo")], seed: 1)])[0].record!.values
    let values = half.means.filter { $0.variant == "fifo" }.map { $0.value?.estimate }
    #expect(values == right)
    let others = whole.means.filter { $0.variant == "fifo" }.map { $0.value?.estimate }
    #expect(zip(values, others).count { $0 != $1 } >= 12, "\(values) \(others)")
    #expect(half.warmUp.hasPrefix("Of waits, completion times and slowdowns, the first 50 %"))
    comparison.measures = ["utilization.allocated"]
    #expect(try Self.report(comparison).warmUp == "No warm-up is left out.")
  }

  @Test func oneSeedShowsNothing() throws {
    let report = try Self.report(Self.comparison(["fifo", "easy"], seeds: 1))
    #expect(report.text(style: TerminalStyle()).contains("One seed cannot show whether"))
    #expect(report.json.text.contains(#""p": null"#))
  }
}
