import ArgumentParser
import Foundation
import KoineExperiments
import KoineFormats

/// Runs the requests of an experiment under the eyes of the user: progress, Ctrl-C, shards, store.
struct ExperimentSession {
  let runner: Runner
  let store: RunStore?
  let part: ExperimentOptions.Shard?
  private let experiment: Int64?
  private let planned = PlannedRuns()
  private let interruption: Interruption

  /// - Parameters:
  ///   - cache: what was read before.
  ///   - kind: the command, for the list of experiments.
  ///   - digest: tells this experiment from others; the same when it is resumed.
  /// - Throws: what is wrong with the store; `ExitCode` 130 after Ctrl-C while it was locked.
  init(
    _ document: ScenarioDocument, measures: [String], _ options: ExperimentOptions,
    _ cache: InputCache, subject: String?, kind: String, digest: String, runs: Int
  ) throws {
    let interruption = Interruption()
    self.interruption = interruption
    part = try options.part()
    let store = try interruption.leavingOnLock {
      try options.openStore(for: subject, control: interruption.control)
    }
    let experiment = try interruption.leavingOnLock {
      try store?.open(experiment: digest, kind: kind, command: Self.commandLine, runs: runs)
    }
    self.store = store
    self.experiment = experiment
    runner = Runner(
      document, measures: measures, cache: cache, store: store, experiment: experiment,
      threads: options.threads ?? ParallelLoop.allCores)
  }

  /// What the user typed, so that it can be typed again.
  static var commandLine: String {
    ShellCommand.line(["koine"] + CommandLine.arguments.dropFirst())
  }

  /// All outcomes in the order of the requests; those of other shards are not run.
  ///
  /// - Throws: `ExitCode` 130 after Ctrl-C, when the user has been told how to go on.
  func run(_ requests: [RunRequest], best: BestSoFar? = nil) throws -> [RunOutcome] {
    try runner.check(requests)
    planned.count += runner.countDistinct(requests)
    if let store, let experiment {
      try interruption.leavingOnLock { try store.plan(planned.count, of: experiment) }
    }
    let mine = requests.indices.filter { part?.contains($0) ?? true }
    let progress = RunProgress(total: mine.count, best: best)
    let control = interruption.control
    let outcomes = runner.run(mine.map { requests[$0] }, control: control) { index, outcome in
      // What is wrong with one run is wrong with the experiment.
      if case .refused = outcome { control.stop() }
      progress.ended(outcome, request: requests[mine[index]])
    }
    progress.finish()
    if interruption.wasInterrupted {
      try leave(done: outcomes.count { $0.record != nil }, of: mine.count)
    }
    if part == nil { return outcomes }
    var all = [RunOutcome](repeating: .notRun, count: requests.count)
    for (place, outcome) in zip(mine, outcomes) { all[place] = outcome }
    return all
  }

  private func leave(done: Int, of total: Int) throws {
    let kept =
      store.map { "they are kept in \($0.path). To go on: \(Self.commandLine)" }
      ?? "nothing is kept without a store."
    writeError("koine: stopped after \(done) of \(total) runs; \(kept)")
    throw ExitCode(130)
  }

  /// Says what a shard has done, where there is one.
  func reportShard(_ outcomes: [RunOutcome]) -> String? {
    guard let part, let store else { return nil }
    let records = outcomes.compactMap(\.record)
    let stored = records.count { $0.isStored }
    return """
      Part \(part.index) of \(part.count): \(records.count) runs, \(stored) of them found, are in \
      \(store.path).
      When all parts are done: koine runs merge STORE... --into koine.db, then the same command \
      without --shard.
      """
  }
}

/// How many runs an experiment has asked for so far: rounds for a precision add to it.
private final class PlannedRuns {
  var count = 0
}

/// Writes a line on standard error.
func writeError(_ line: String) {
  FileHandle.standardError.write(Data((line + "\n").utf8))
}

/// Says on standard error why nothing happens, in the place of a bar of progress if there is one.
@Sendable func tellOfWaiting(_ path: String) {
  let start = isatty(STDERR_FILENO) == 1 ? "\r\u{1B}[K" : ""
  let limit = Int(RunStore.patience_s)
  writeError("\(start)koine: waiting for \(path), locked by another process, for up to \(limit) s")
}

/// Turns the first Ctrl-C, or a request to terminate, into an orderly stop; the second ends the
/// program at once.
final class Interruption {
  let control = RunControl()
  private let flag = RunControl()
  private let sources: [any DispatchSourceSignal]

  init() {
    let control = control
    let flag = flag
    let queue = DispatchQueue(label: "interruption")
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        control.stop()
        flag.stop()
        signal(number, SIG_DFL)
      }
      source.resume()
      return source
    }
  }

  var wasInterrupted: Bool { flag.isStopped }

  /// Calls `body`, which may wait for a store that another process has locked.
  ///
  /// - Throws: what `body` throws; `ExitCode` 130 where the user did not want to wait any longer.
  func leavingOnLock<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as InputError where wasInterrupted {
      guard let locked = error.diagnostics.first(where: { $0.problem == .storeLocked }) else {
        throw error
      }
      writeError(
        "koine: stopped while \(locked.file) was locked by another process. To go on: "
          + ExperimentSession.commandLine)
      throw ExitCode(130)
    }
  }

  deinit {
    for source in sources { source.cancel() }
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }
}
