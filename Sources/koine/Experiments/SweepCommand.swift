import ArgumentParser
import Foundation
import KoineExperiments
import KoineFormats
import KoineReports

/// `koine sweep`: one scenario at many points.
struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Runs a scenario at every point of a grid or a list and tables the results.",
    discussion: """
      Examples:
        koine sweep --vary policy.backfill=none,easy --vary load=0.6..1.2/7
        koine sweep my-scenario.yaml --vary topology=fleet-2022,fleet-2024 --seeds 10
        koine sweep domestic-share
        koine sweep big.yaml --shard 3/16 --store part-3.db

      Any key of a scenario can vary. A study file holds a scenario, what varies and its sources;
      shipped ones are named without their folder. docs/experiments.md tells more.
      """)

  @Argument(
    help: "A study file or the name of a shipped one; a scenario file; or a topology.")
  var subject: String?

  @Option(
    help: ArgumentHelp(
      "A key of the scenario and its values: load=0.6..1.2/7, policy=fifo,easy; may be repeated.",
      valueName: "key=values"))
  var vary: [String] = []

  @Option(help: "Seeds at each point; 1 if not given.")
  var seeds: Int?

  @OptionGroup var options: ExperimentOptions

  @Option(help: "How to print the results.")
  var format: OutputFormat = .text

  func run() throws {
    try options.check()
    let path = try subject.map { subject throws(InputError) in
      try TopologyResolver.ofProcess().studyPath(of: subject)
    }
    var sweep = try Sweep(try study(path))
    let cache = InputCache()
    sweep.spareCopies(cache)
    let requests = sweep.requests
    if options.dryRun {
      return try RunInventory(
        sweep.study.document, requests, measures: sweep.measures, options, subject: path
      ).show(format)
    }
    let session = try ExperimentSession(
      sweep.study.document, measures: sweep.runnerMeasures, options, cache, subject: path,
      kind: "sweep",
      digest: try ExperimentDigest.of("sweep", sweep.study.document, requests.map(\.text)),
      runs: requests.count)
    let best = BestSoFar(measure: 0, words: MeasureWords(sweep.measures[0]))
    let outcomes: [RunOutcome]
    do {
      outcomes = try session.run(requests, best: best)
    } catch let error as InputError {
      throw sweep.located(error)
    }
    if let text = session.reportShard(outcomes) {
      _ = try sweep.report(outcomes)
      print(text)
      return
    }
    var report = try sweep.report(outcomes)
    report.notes += sweep.fleetNotes(cache)
    switch format {
    case .text: print(report.text(style: .ofStandardOutput()), terminator: "")
    case .json: print(report.json.text)
    }
  }

  /// The study with the arguments over it.
  private func study(_ path: String?) throws(InputError) -> Study {
    var problems: [Diagnostic] = []
    if let seeds, !(1...1_000_000).contains(seeds) {
      problems.append(
        Diagnostic(
          file: "--seeds",
          .outOfRange(found: String(seeds), expected: "a whole number from 1 to 1000000")))
    }
    let axes = vary.compactMap { text in
      collect(&problems) { () throws(InputError) in try StudyAxis(parsing: text) }
    }
    let read = collect(&problems) { () throws(InputError) in
      guard let path else { return Study(try ScenarioDocument(subject: nil)) }
      if Self.isFileName(path), !FileManager.default.fileExists(atPath: path) {
        throw InputError(Diagnostic(file: path, .unreadable(reason: "no such file")))
      }
      guard StudyReader.isStudy(path: path) else {
        return Study(try ScenarioDocument(subject: path))
      }
      return try StudyReader().study(path: path)
    }
    guard problems.isEmpty, var study = read else { throw InputError(problems) }
    let document = study.document
    study.base += try options.scenarioSettings().map(document.fromCurrentFolder)
    study.axes += axes.map { axis in
      let values = axis.values.map { value in
        document.fromCurrentFolder(ScenarioSetting(axis.key, value)).value
      }
      return StudyAxis(key: axis.key, values: values, origin: axis.origin)
    }
    if options.seed != nil && study.keys.contains("seed") {
      throw InputError(
        Diagnostic(file: "--seed", .conflict("would not be used: points have seeds of their own")))
    }
    study.seeds = seeds ?? study.seeds
    study.firstSeed = options.seed ?? study.firstSeed
    if !options.measures.isEmpty {
      study.measures = options.measures
      study.measureOrigin = "--measure"
    }
    return study
  }

  /// Whether it can only be a file, so that nobody is asked what varies in one that is not there.
  private static func isFileName(_ subject: String) -> Bool {
    subject.hasSuffix(".yaml") || subject.hasSuffix(".yml")
  }
}
