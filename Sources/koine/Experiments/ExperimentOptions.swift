import ArgumentParser
import Foundation
import KoineExperiments
import KoineFormats

/// What `compare` and `sweep` have in common: which seeds, on how many threads, and where runs are kept.
struct ExperimentOptions: ParsableArguments {
  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Change a key of the scenario for all runs, such as load=0.9; may be repeated.",
      valueName: "key=value"))
  var settings: [String] = []

  @Option(
    name: .customLong("measure"),
    help: ArgumentHelp(
      "A number of the JSON summary by its path, such as wait_s.p99; may be repeated.",
      valueName: "path"))
  var measures: [String] = []

  @Option(help: "The first seed; that of the scenario, or 1, if not given.")
  var seed: UInt64?

  @Option(help: ArgumentHelp("Keep runs in this file; koine.db beside the scenario if not given."))
  var store: String?

  @Flag(help: "Keep no runs.")
  var noStore = false

  @Option(help: "Run on this many threads; on all cores if not given.")
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "Make only part I of N of the runs and keep them; koine runs merge joins the stores.",
      valueName: "i/n"))
  var shard: String?

  @Flag(help: "Run nothing: only say how many runs there are and how many of them the store has.")
  var dryRun = false

  /// A part of an experiment.
  struct Shard: Equatable {
    var index: Int
    var count: Int

    func contains(_ run: Int) -> Bool { run % count == index - 1 }
  }

  /// The measures without repetitions: one that is asked for twice is no second test.
  var distinctMeasures: [String] {
    measures.indices.filter { !measures[..<$0].contains(measures[$0]) }.map { measures[$0] }
  }

  /// - Throws: every argument that is wrong, or that does not go with another.
  func check() throws(InputError) {
    var problems: [Diagnostic] = []
    if let threads, !(1...1024).contains(threads) {
      problems.append(
        Diagnostic(
          file: "--threads",
          .outOfRange(found: String(threads), expected: "a whole number from 1 to 1024")))
    }
    if noStore && store != nil {
      problems.append(Diagnostic(file: "--no-store", .conflict("does not go with --store")))
    }
    if noStore && shard != nil {
      problems.append(
        Diagnostic(file: "--shard", .conflict("needs a store, from which the parts are merged")))
    }
    _ = collect(&problems) { () throws(InputError) in try part() }
    _ = collect(&problems) { () throws(InputError) in try scenarioSettings() }
    if !problems.isEmpty { throw InputError(problems) }
  }

  /// The part that `--shard` asks for.
  func part() throws(InputError) -> Shard? {
    guard let shard else { return nil }
    let numbers = shard.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let index = numbers[0], let count = numbers[1],
      (1...1_000_000).contains(count), (1...count).contains(index)
    else {
      throw InputError(
        Diagnostic(
          file: "--shard",
          .wrongType(found: "'\(shard)'", expected: "a part such as 1/4, from 1/4 to 4/4")))
    }
    return Shard(index: index, count: count)
  }

  func scenarioSettings() throws(InputError) -> [ScenarioSetting] {
    var problems: [Diagnostic] = []
    let found = settings.compactMap { text -> ScenarioSetting? in
      guard let sign = text.firstIndex(of: "="), sign > text.startIndex else {
        problems.append(
          Diagnostic(
            file: "--set", .wrongType(found: "'\(text)'", expected: "KEY=VALUE, as in load=0.9")))
        return nil
      }
      let (key, value) = (String(text[..<sign]), String(text[text.index(after: sign)...]))
      if value.allSatisfy(\.isWhitespace) {
        problems.append(Diagnostic(file: "--set", key: key, .empty(what: "value")))
      }
      return ScenarioSetting(key, value, origin: "--set")
    }
    if !problems.isEmpty { throw InputError(problems) }
    return found
  }

  /// The store of an experiment on `subject`, or `nil` where none is wanted.
  ///
  /// - Parameter control: ends waiting for other processes.
  func openStore(for subject: String?, control: RunControl) throws(InputError) -> RunStore? {
    if noStore { return nil }
    return try RunStore(
      path: store ?? RunStore.usualPath(for: subject), control: control, onWait: tellOfWaiting)
  }
}
