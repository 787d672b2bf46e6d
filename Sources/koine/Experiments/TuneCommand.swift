import ArgumentParser
import Foundation
import KoineExperiments
import KoineFormats
import KoinePolicies
import KoineReports

/// `koine tune`: the policy that serves a scenario best.
struct TuneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tune",
    abstract: "Searches for the policy, with its parameters, that serves a scenario best.",
    discussion: """
      Tries compositions of order, placement and backfill and the parameters that they declare, on the \
      first days of the workload, and checks what it found on the last ones.

      Examples:
        koine tune my-scenario.yaml --minimize wait_s.mean --out best.yaml
        koine tune --set workload=kalos --minimize 'mean wait' --constraint 'p99 wait < 1d'
        koine tune --vary order=wfp3 --vary order.exponent=0..6 --vary placement=best-fit
        koine tune --minimize wait_s.mean --minimize energy_kwh --trials 400
        koine simulate my-scenario.yaml --policy best.yaml

      Measures are paths of simulate --format json or their names in reports; docs/tuning.md says how \
      the search works.
      """)

  @Argument(help: "A scenario file, or a topology as in simulate.")
  var subject: String?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Change a key of the scenario for all runs, such as load=0.9; repeatable.",
      valueName: "key=value"))
  var settings: [String] = []

  @Option(
    help: ArgumentHelp(
      "A measure to be made small; repeatable. wait_s.mean if no goal is given.",
      valueName: "measure"))
  var minimize: [String] = []

  @Option(help: ArgumentHelp("A measure to be made large; repeatable.", valueName: "measure"))
  var maximize: [String] = []

  @Option(
    help: ArgumentHelp(
      "What has to hold, such as 'p99 wait < 1h'; repeatable.", valueName: "measure < limit"))
  var constraint: [String] = []

  @Option(
    help: ArgumentHelp(
      """
      What is searched of a part or parameter, such as order=fifo,wfp3, order.exponent=1..4 or \
      order.exponent=2; repeatable. All that koine list policies shows but allocators, if not given.
      """, valueName: "key=values"))
  var vary: [String] = []

  @Option(
    help: ArgumentHelp(
      "How candidates are found: "
        + TuneMethod.allCases.map { "\($0.rawValue) (\($0.meaning))" }.joined(separator: ", ")
        + ". asha for one goal, nsga2 for several, if not given."))
  var method: String?

  @Option(
    help: "How many full trials the search may cost, counted in simulated jobs; 100 if not given.")
  var trials: Int?

  @Option(help: "How many simulated jobs the search may cost, in the place of --trials.")
  var budgetJobs: Int?

  @Option(help: "Runs of a full trial, with seeds from --seed on.")
  var seeds = 1

  @Option(help: "The last part of the workload's time that the search does not see, up to 0.9.")
  var heldOut = 0.25

  @Option(help: "Fixes everything random; the seed of the scenario, or 1, if not given.")
  var seed: UInt64?

  @Option(help: "Threads; all cores if not given. Results do not depend on it.")
  var threads: Int?

  @Option(help: "The run store; koine.db beside the scenario if not given.")
  var store: String?

  @Flag(help: "Keep no runs, and simulate anew what a store would know.")
  var noStore = false

  @Option(help: "Write the best policy to this file, for simulate --policy.")
  var out: String?

  @Option(help: "How to print the results.")
  var format: OutputFormat = .text

  func run() throws {
    // First, so that Ctrl-C is never without an answer.
    let interruption = Interruption()
    let document = try ScenarioDocument(subject: subject)
    let plan = try plan(for: document)
    let place = out.map { OutputPlace($0, beside: "the report") }
    try place?.probe()
    let cache = InputCache()
    let runStore = try interruption.leavingOnLock {
      noStore
        ? nil
        : try RunStore(
          path: store ?? RunStore.usualPath(for: subject), control: interruption.control,
          onWait: tellOfWaiting)
    }
    let experiment = try interruption.leavingOnLock {
      try runStore.map { try plan.open(in: $0, document, command: ExperimentSession.commandLine) }
    }
    let runner = Runner(
      document, measures: plan.measures, cache: cache, store: runStore, experiment: experiment,
      threads: threads ?? ParallelLoop.allCores)
    let progress = TuneProgressLine(plan.goals[0])
    defer { progress.finish() }
    let tuner = try Tuner(document, plan, runner, cache: cache)
    // By now the workload and all else is read, too.
    try place?.probe()
    let result = try interruption.leavingOnLock {
      try tuner.run(control: interruption.control) { progress.show($0) }
    }
    progress.finish()
    let report = TuneReport(
      result, subject: document.name, out: out,
      drawsInputs: document.drawsInputs(plan.settings, cache),
      width: TerminalStyle.ofStandardOutput().width)
    switch format {
    case .text: print(report.text, terminator: "")
    case .json: print(report.json.text)
    }
    // What the search found is worth more than the file: it is shown first.
    if let file = report.file { try place?.write(Array(file.utf8)) }
    if interruption.wasInterrupted { try leave(runStore) }
  }

  private func leave(_ store: RunStore?) throws {
    let kept =
      store.map { "what was run is kept in \($0.path). To go on: \(ExperimentSession.commandLine)" }
      ?? "nothing is kept without a store."
    writeError("koine: stopped before the budget was spent; \(kept)")
    throw ExitCode(130)
  }
}

extension TuneCommand {
  /// What is asked for.
  ///
  /// - Throws: every argument that is wrong.
  private func plan(for document: ScenarioDocument) throws(InputError) -> TunePlan {
    var problems: [Diagnostic] = []
    checkCounts(&problems)
    var limits: [TuneConstraint] = []
    for text in constraint {
      if let limit = collect(&problems, { () throws(InputError) in try TuneConstraint(text) }) {
        limits.append(limit)
      }
    }
    let settings = collect(&problems) { () throws(InputError) in try scenarioSettings() }
    let seed = collect(&problems) { () throws(InputError) in
      try document.firstSeed(self.seed, settings ?? [])
    }
    let ranges = collect(&problems) { () throws(InputError) in try PolicyRanges(vary) }
    if let method, TuneMethod(rawValue: method) == nil {
      let known = TuneMethod.allCases.map(\.rawValue)
      problems.append(
        Diagnostic(
          file: "--method",
          .unknownName(
            kind: "method", found: method, nearest: nearestName(to: method, among: known),
            known: known)))
    }
    guard problems.isEmpty, let ranges, let settings, let seed else { throw InputError(problems) }
    var plan = TunePlan(
      goals: goals, constraints: limits, ranges: ranges,
      method: method.flatMap(TuneMethod.init), trials: trials ?? 100,
      jobs: budgetJobs, repetitions: seeds, heldOut: heldOut, seed: seed)
    plan.settings = settings
    return plan
  }

  private func scenarioSettings() throws(InputError) -> [ScenarioSetting] {
    var options = ExperimentOptions()
    options.settings = settings
    return try options.scenarioSettings()
  }

  private var goals: [TuneGoal] {
    let goals =
      minimize.map { TuneGoal($0) } + maximize.map { TuneGoal($0, isMaximised: true) }
    return goals.isEmpty ? [TuneGoal("wait_s.mean")] : goals
  }

  private func checkCounts(_ problems: inout [Diagnostic]) {
    if trials != nil && budgetJobs != nil {
      problems.append(
        Diagnostic(file: "--budget-jobs", .conflict("says the same as --trials: give one of them")))
    }
    for (index, goal) in goals.enumerated()
    where goals[..<index].contains(where: { $0.measure == goal.measure }) {
      problems.append(
        Diagnostic(file: "--minimize", .conflict("\(goal.measure) is given as a goal twice")))
    }
    let counts = [
      ("--trials", trials ?? 1, 1...1_000_000), ("--seeds", seeds, 1...10_000),
      ("--budget-jobs", budgetJobs ?? 1, 1...1_000_000_000_000),
      ("--threads", threads ?? 1, 1...1024),
    ]
    for (option, value, range) in counts where !range.contains(value) {
      let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
      problems.append(Diagnostic(file: option, .outOfRange(found: "\(value)", expected: expected)))
    }
    if !(0...0.9).contains(heldOut) {
      problems.append(
        Diagnostic(
          file: "--held-out",
          .outOfRange(found: "\(heldOut)", expected: "a number from 0 to 0.9")))
    }
  }
}
