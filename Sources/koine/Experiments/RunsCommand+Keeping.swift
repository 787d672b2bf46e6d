import ArgumentParser
import Foundation
import KoineExperiments
import KoineFormats
import KoineReports

/// `koine runs export`.
struct RunsExport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Writes runs as a CSV table, oldest first.",
    discussion: """
      Example: koine runs export --policy easy --measure wait_s.mean -o easy.csv

      Without --measure there is a column for every number that some run has.
      """)

  @OptionGroup var options: StoreOptions
  @OptionGroup var conditions: FilterOptions

  @Option(
    name: .customLong("measure"),
    help: ArgumentHelp(
      "A number of the JSON summary by its path; may be repeated.", valueName: "path"))
  var measures: [String] = []

  @Option(name: .shortAndLong, help: "The file to write; - or nothing is standard output.")
  var output: String?

  func run() throws {
    let store = try options.open()
    let filter = try conditions.filter()
    let known = try store.measureNames()
    let problems = measures.filter { !known.contains($0) }.map { measure in
      Diagnostic(
        file: "--measure",
        .unknownName(
          kind: "measure", found: measure, nearest: nearestName(to: measure, among: known)))
    }
    if !problems.isEmpty { throw InputError(problems) }
    let columns = measures.isEmpty ? known : measures
    let place = OutputPlace(output ?? "-")
    try place.probe()
    try place.write(inPieces: { take throws(InputError) in
      try lines(of: store, filter, columns, take)
    })
  }

  /// Hands on the table in pieces of many lines.
  private func lines(
    of store: RunStore, _ filter: RunFilter, _ columns: [String],
    _ take: ([UInt8]) throws(InputError) -> Void
  ) throws(InputError) {
    var text = (Self.fixed + columns.map(Self.quoted)).joined(separator: ",") + "\n"
    try store.forEachRun(filter, measures: columns) { row, values in
      text += Self.line(row, values)
      if text.utf8.count > 1 << 16 {
        try take(Array(text.utf8))
        text = ""
      }
    }
    try take(Array(text.utf8))
  }

  private static let fixed = [
    "run", "digest", "version", "topology", "workload", "policy", "settings", "seed", "jobs",
  ]

  private static func line(_ row: RunRow, _ values: [Double?]) -> String {
    let texts = [
      "\(row.id)", row.digest, row.version, row.topology, row.workload, row.policy, row.settings,
      "\(row.seed)", "\(row.jobs)",
    ]
    let numbers = values.map { $0?.description ?? "" }
    return (texts.map(quoted) + numbers).joined(separator: ",") + "\n"
  }

  private static func quoted(_ text: String) -> String {
    guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}

/// `koine runs merge`.
struct RunsMerge: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Joins run stores, such as those of the parts of an experiment.",
    discussion: """
      Example: koine runs merge part-1.db part-2.db --into koine.db

      Stores with runs of another build are refused, before anything is written; what the store to add
      to has of other builds stays there.
      """)

  @Argument(help: "Stores to read.")
  var stores: [String]

  @Option(help: "The store to add to; it is made if it does not exist.")
  var into = RunStore.defaultName

  @Flag(help: "Take runs of other builds of the program, too.")
  var anyVersion = false

  func run() throws {
    var problems: [Diagnostic] = []
    let sources = stores.compactMap { path in
      collect(&problems) { () throws(InputError) in
        try RunStore(reading: path, onWait: tellOfWaiting)
      }
    }
    if !problems.isEmpty { throw InputError(problems) }
    if !anyVersion { try RunStore.refuseOtherPrograms(sources, than: ProgramVersion.current) }
    let target = try RunStore(path: into, onWait: tellOfWaiting)
    let same = sources.filter { $0.isSame(as: target) }.map {
      Diagnostic(
        file: $0.path,
        .conflict("is the store to add to, \(into): source and target are the same"))
    }
    if !same.isEmpty { throw InputError(same) }
    for source in sources {
      let new = try target.merge(source)
      print("\(source.path): \(grouped(new)) new \(new == 1 ? "run" : "runs")")
    }
    print("\(grouped(try target.rows(limit: 0).count)) runs in \(target.path)")
  }
}

/// `koine runs gc`.
struct RunsClean: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gc", abstract: "Removes runs that are of no use any more.",
    discussion: """
      Example: koine runs gc --dry-run

      Runs of other builds of the program are never used again, so they go. --damaged reads all runs
      and removes those that are not as they were written.
      """)

  @OptionGroup var options: StoreOptions

  @Flag(help: "Keep runs of other builds.")
  var keepOtherVersions = false

  @Flag(help: "Remove runs that belong to no experiment, too.")
  var withoutExperiment = false

  @Flag(help: "Remove damaged runs, too.")
  var damaged = false

  @Flag(help: "Only say what would be removed.")
  var dryRun = false

  func run() throws {
    let store = try options.open()
    var cleaning = RunCleaning()
    if !keepOtherVersions { cleaning.exceptVersion = ProgramVersion.current }
    cleaning.withoutExperiment = withoutExperiment
    cleaning.damaged = damaged
    let count = dryRun ? try store.count(cleaning) : try store.clean(cleaning)
    let left = try store.rows(limit: 0).count - (dryRun ? count : 0)
    print(
      "\(grouped(count)) \(count == 1 ? "run" : "runs") \(dryRun ? "would be " : "")removed, "
        + "\(grouped(left)) \(dryRun ? "would stay" : "left") in \(store.path)")
  }
}
