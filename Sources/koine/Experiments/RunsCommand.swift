import ArgumentParser
import Foundation
import KoineExperiments
import KoineFormats
import KoinePolicies
import KoineReports

/// `koine runs`: what is in a run store.
struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs",
    abstract: "Lists, compares, exports and cleans the runs that experiments have kept.",
    subcommands: [
      RunsList.self, RunsShow.self, RunsDiff.self, RunsExport.self, RunsMerge.self, RunsClean.self,
    ])
}

/// The store that a command reads.
struct StoreOptions: ParsableArguments {
  @Option(help: "The run store.")
  var store = RunStore.defaultName

  func open() throws(InputError) -> RunStore {
    try RunStore(reading: store, onWait: tellOfWaiting)
  }

  /// The run that a user names by its number or the beginning of its digest.
  func row(_ name: String, in store: RunStore) throws(InputError) -> RunRow {
    if let row = try store.row(named: name) { return row }
    throw InputError(
      Diagnostic(
        file: store.path,
        .unknownName(kind: "run", found: name, nearest: nil)))
  }

  func side(_ name: String, in store: RunStore) throws(InputError) -> (
    RunDiffReport.Side, StoredRun
  ) {
    let row = try row(name, in: store)
    guard let run = try store.run(id: row.id) else {
      throw InputError(
        Diagnostic(file: store.path, .storeDamaged(reason: "run \(row.id) has no results")))
    }
    return (
      RunDiffReport.Side(
        name: "\(row.id)", version: run.version, seed: run.seed,
        document: run.document.split(separator: "\n").map(String.init), names: run.names,
        values: run.values), run
    )
  }
}

/// Conditions on runs.
struct FilterOptions: ParsableArguments {
  @Option(help: "Only runs on this topology.")
  var topology: String?

  @Option(help: "Only runs of this workload.")
  var workload: String?

  @Option(
    help: "Only runs of this policy: a short name, or order/placement/backfill. Any parameters.")
  var policy: String?

  @Option(help: "Only runs with this seed.")
  var seed: UInt64?

  @Option(help: "Only runs whose settings hold this text, such as load=0.9.")
  var settings: String?

  @Option(help: "Only runs of this experiment, by its number.")
  var experiment: Int64?

  /// - Throws: a policy that there is not.
  func filter() throws(InputError) -> RunFilter {
    var filter = RunFilter()
    if let policy { _ = try PolicySpecification(listed: policy, option: "--policy") }
    filter.topology = topology
    filter.workload = workload
    filter.policy = policy
    filter.seed = seed
    filter.settings = settings.map(Self.asStored)
    filter.experiment = experiment
    return filter
  }
}

extension FilterOptions {
  /// Settings in the form in which they are stored: `load=0.90` finds `load=0.9`.
  private static func asStored(_ text: String) -> String {
    text.split(separator: " ", omittingEmptySubsequences: false).map { word in
      let sides = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2 else { return String(word) }
      return "\(sides[0])=\(ScenarioSetting(String(sides[0]), String(sides[1])).value)"
    }.joined(separator: " ")
  }
}

/// `koine runs list`.
struct RunsList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists runs, newest first, or experiments.",
    discussion: """
      Examples:
        koine runs list --policy easy --limit 20
        koine runs list --experiments
      """)

  @OptionGroup var options: StoreOptions
  @OptionGroup var conditions: FilterOptions

  @Option(help: "Runs to show.")
  var limit = 50

  @Flag(help: "List experiments instead, with the commands that go on with them.")
  var experiments = false

  @Option(help: "How to print the results.")
  var format: OutputFormat = .text

  func validate() throws {
    if !(1...1_000_000_000).contains(limit) {
      throw ValidationError("--limit \(limit) is not a number from 1 to 1000000000.")
    }
  }

  func run() throws {
    let store = try options.open()
    if experiments { return try listExperiments(store) }
    let (rows, count) = try store.rows(try conditions.filter(), limit: limit)
    let report = RunListReport(store: store.path, entries: rows.map(\.entry), count: count)
    switch format {
    case .text: print(report.text(style: .ofStandardOutput()), terminator: "")
    case .json: print(report.json.text)
    }
  }

  private func listExperiments(_ store: RunStore) throws {
    let found = try store.experiments(version: ProgramVersion.current)
    switch format {
    case .text:
      let sections = found.map { experiment in
        (
          name: "\(experiment.id)",
          meaning:
            "\(experiment.kind), \(experiment.progress): " + experiment.command
        )
      }
      let title =
        "\(grouped(found.count)) \(found.count == 1 ? "experiment" : "experiments") in \(store.path)"
      print(nameLists([(title: title, names: sections)], .ofStandardOutput()), terminator: "")
    case .json:
      print(
        JSONValue.array(
          found.map { experiment in
            .object([
              ("experiment", .integer(Int(experiment.id))), ("digest", .string(experiment.digest)),
              ("kind", .string(experiment.kind)), ("command", .string(experiment.command)),
              ("runs", .integer(experiment.runs)), ("done", .integer(experiment.done)),
            ])
          }
        ).text)
    }
  }
}

extension StoredExperiment {
  /// How many runs are done, and of how many where that is known before: a search counts its effort in
  /// jobs, and short trials are runs too.
  fileprivate var progress: String {
    if kind == "tune" { return "\(grouped(done)) \(done == 1 ? "run" : "runs")" }
    return "\(grouped(done)) of \(grouped(runs)) runs"
  }
}

extension RunRow {
  var entry: RunListReport.Entry {
    RunListReport.Entry(
      id: id, digest: digest, version: version, topology: topology, workload: workload,
      policy: policy, settings: settings, seed: seed, jobs: jobs, wait_s: waitMean_s,
      slowdown: boundedSlowdownMean, utilization: utilizationAllocated)
  }
}

/// `koine runs show`.
struct RunsShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows one run: its scenario and its results.",
    discussion: "Example: koine runs show 12 --part summary")

  /// What is kept of a run as JSON.
  enum Part: String, CaseIterable, ExpressibleByArgument { case summary, ledger, series }

  @Argument(help: "The number of a run, or the beginning of its digest.")
  var name: String

  @OptionGroup var options: StoreOptions

  @Option(help: "Print this part as it is kept, in JSON.")
  var part: Part?

  @Option(help: "How to print the results.")
  var format: OutputFormat = .text

  func run() throws {
    let store = try options.open()
    let (side, run) = try options.side(name, in: store)
    switch part {
    case .summary: print(run.summary)
    case .ledger: print(run.ledger)
    case .series: print(run.series)
    case nil:
      let report = RunDiffReport(side)
      switch format {
      case .text: print(report.text(style: .ofStandardOutput()), terminator: "")
      case .json: print(report.json.text)
      }
    }
  }
}

/// `koine runs diff`.
struct RunsDiff: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Shows in what two runs differ.",
    discussion: "Example: koine runs diff 12 13")

  @Argument(help: "The number of a run, or the beginning of its digest.")
  var first: String

  @Argument(help: "Another one.")
  var second: String

  @OptionGroup var options: StoreOptions

  @Option(help: "How to print the results.")
  var format: OutputFormat = .text

  func run() throws {
    let store = try options.open()
    let report = RunDiffReport(
      try options.side(first, in: store).0, try options.side(second, in: store).0)
    switch format {
    case .text: print(report.text(style: .ofStandardOutput()), terminator: "")
    case .json: print(report.json.text)
    }
  }
}
