import ArgumentParser
import Foundation
import KoineExperiments
import KoineFormats
import KoineReports

/// `koine compare`: which variant is better, by how much, and how surely.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compares policies on the same jobs, pair by pair, and says how sure the result is.",
    discussion: """
      Examples:
        koine compare --policy fifo,easy
        koine compare fleet-2024 --policy fifo,easy,conservative --workload philly,kalos --seeds 20
        koine compare my-scenario.yaml --policy easy,mine.yaml --precision 2%
        koine compare tiny --vary backfill=none,skip,easy --measure wait_s.p99

      The first variant is the baseline. docs/experiments.md tells how the intervals are made.
      """)

  @Argument(
    help: "A scenario file, a topology file, the name of a shipped cluster, or flat:N.")
  var subject: String?

  @Option(
    help: ArgumentHelp(
      "Policies to compare, names or files, separated by commas; the first is the baseline. May be repeated.",
      valueName: "policies"))
  var policy: [String] = []

  @Option(
    help: ArgumentHelp(
      "Workloads to compare them on, presets or files, separated by commas; may be repeated.",
      valueName: "workloads"))
  var workload: [String] = []

  @Option(
    help: ArgumentHelp(
      "Compare values of another key of the scenario; may be repeated.", valueName: "key=values"))
  var vary: [String] = []

  @Option(help: "Seeds of each workload; 10 if not given.")
  var seeds = 10

  @Option(
    help: ArgumentHelp(
      "Add seeds until the intervals of the first measure are as narrow, such as 2%.",
      valueName: "share"))
  var precision: String?

  @Option(help: "With --precision: no more seeds than this; 1000 if not given.")
  var maxSeeds: Int?

  @Option(
    help: ArgumentHelp(
      "What of the beginning does not count: auto, none, or 5, 10, 15, 20, 30, 40, 50 % of the jobs.",
      valueName: "share"))
  var warmUp = "auto"

  @OptionGroup var options: ExperimentOptions

  @Option(help: "How to print the results.")
  var format: OutputFormat = .text

  func run() throws {
    try options.check()
    let document = try ScenarioDocument(subject: subject)
    var comparison = try comparison(of: document)
    let cache = InputCache()
    comparison.spareCopies(document, cache)
    if options.dryRun {
      let requests = comparison.requests(0..<comparison.seeds)
      return try RunInventory(
        document, requests, measures: comparison.measures, options, subject: subject
      ).show(format)
    }
    let names = (comparison.variants + comparison.workloads).flatMap { variant in
      [variant.name] + variant.settings.map { "\($0.key)=\($0.value)" }
    }
    let session = try ExperimentSession(
      document, measures: comparison.runnerMeasures, options, cache, subject: subject,
      kind: "compare",
      digest: try ExperimentDigest.of(
        "compare", document, names + ["\(comparison.firstSeed)", "\(comparison.seeds)"]),
      runs: comparison.requests(0..<comparison.seeds).count)
    var state = ComparisonRun(comparison)
    let best = BestSoFar(measure: 0, words: MeasureWords(comparison.measures[0]), isPaired: true)
    while case let requests = state.next(), !requests.isEmpty {
      let outcomes = try session.run(requests, best: best)
      if let text = session.reportShard(outcomes) {
        try Comparison.throwRefusals(outcomes)
        print(text)
        return
      }
      try state.add(outcomes)
    }
    let report = state.report(scenario: document.name)
    switch format {
    case .text: print(report.text(style: .ofStandardOutput()), terminator: "")
    case .json: print(report.json.text)
    }
  }
}

extension CompareCommand {
  private static let usualMeasures = [
    "wait_s.mean", "wait_s.p99", "bounded_slowdown.mean", "utilization.allocated",
  ]

  /// - Throws: every argument that is wrong.
  private func comparison(of document: ScenarioDocument) throws(InputError) -> Comparison {
    var problems = countProblems
    let base = collect(&problems) { () throws(InputError) in
      try options.scenarioSettings().map(document.fromCurrentFolder)
    }
    let axes = collect(&problems) { () throws(InputError) in try variantAxes(document) }
    let workloads = collect(&problems) { () throws(InputError) in try names("workload", workload) }
    if let base, let axes, let workloads {
      problems += conflicts(document, base, axes, workloads)
      if let problem = Study.excess(axes.map(\.count) + [workloads.count, seeds]) {
        problems.append(Diagnostic(file: "--seeds", problem))
      }
    }
    let width = collect(&problems) { () throws(InputError) in try readPrecision() }
    let rule = collect(&problems) { () throws(InputError) in try readWarmUp() }
    let seed = collect(&problems) { () throws(InputError) in
      try document.firstSeed(options.seed, base ?? [])
    }
    guard problems.isEmpty, let seed, let base, let axes, let workloads, let width, let rule
    else {
      throw InputError(problems)
    }
    var places = zip(workloads, Variant.labels(of: workloads)).map { value, label in
      let setting = ScenarioSetting("workload", value, origin: "--workload")
      return Variant(name: label, settings: base + [document.fromCurrentFolder(setting)])
    }
    if places.isEmpty { places = [Variant(name: "the scenario's workload", settings: base)] }
    return Comparison(
      variants: Self.combinations(axes), workloads: places,
      measures: options.measures.isEmpty ? Self.usualMeasures : options.distinctMeasures,
      firstSeed: seed, seeds: seeds, warmUp: rule,
      precision: width > 0 ? width : nil, seedLimit: maxSeeds ?? max(1000, seeds))
  }

  private var countProblems: [Diagnostic] {
    var problems: [Diagnostic] = []
    for (name, value, least) in [("--seeds", seeds, 1), ("--max-seeds", maxSeeds ?? 2, 2)]
    where !(least...1_000_000).contains(value) {
      problems.append(
        Diagnostic(
          file: name,
          .outOfRange(found: String(value), expected: "a whole number from \(least) to 1000000")))
    }
    if let maxSeeds, precision == nil {
      problems.append(
        Diagnostic(
          file: "--max-seeds",
          .conflict("goes with --precision only; --seeds \(maxSeeds) makes as many")))
    } else if let maxSeeds, maxSeeds < seeds, problems.isEmpty {
      problems.append(
        Diagnostic(
          file: "--max-seeds",
          .outOfRange(
            found: String(maxSeeds), expected: "no fewer than there are to begin with, \(seeds)")))
    }
    if precision != nil && options.shard != nil {
      problems.append(
        Diagnostic(
          file: "--precision",
          .conflict("does not go with --shard: no part knows the others' results")))
    }
    if precision != nil && seeds < 2 {
      problems.append(
        Diagnostic(file: "--precision", .conflict("needs at least two seeds to begin with")))
    }
    return problems
  }

  /// The precision as a share; 0 where none is asked for.
  private func readPrecision() throws(InputError) -> Double {
    guard let precision else { return 0 }
    let isPercent = precision.hasSuffix("%")
    let digits = precision.filter { $0 != "%" && $0 != " " }
    guard let number = Double(digits), number.isFinite,
      case let share = isPercent ? number / 100 : number, share > 0, share < 1
    else {
      throw InputError(
        Diagnostic(
          file: "--precision", .wrongType(found: "'\(precision)'", expected: "a share such as 2%")))
    }
    return share
  }

  private func readWarmUp() throws(InputError) -> WarmUpRule {
    if warmUp == "auto" { return .automatic }
    if warmUp == "none" { return .percent(0) }
    let digits = warmUp.filter { $0 != "%" && $0 != " " }
    guard let percent = Int(digits), WarmUpRule.percents.contains(percent) else {
      throw InputError(
        Diagnostic(
          file: "--warm-up",
          .wrongType(
            found: "'\(warmUp)'", expected: "auto, none, 5, 10, 15, 20, 30, 40 or 50 %")))
    }
    return .percent(percent)
  }
}
