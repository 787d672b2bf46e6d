import Foundation
import KoineExperiments
import KoineFormats
import KoineReports

/// What `--dry-run` tells: how many runs an experiment has, and which of them are still to be made.
struct RunInventory {
  /// Where the runs are kept, whether there is such a file yet or not; `nil` with `--no-store`.
  private let store: String?
  private let count: Int
  /// Places among all runs of the experiment, from 0.
  private let missing: [Int]

  /// Looks the runs of an experiment, or of the part that `options` name, up in its store, which is
  /// not made if there is none.
  init(
    _ document: ScenarioDocument, _ requests: [RunRequest], measures: [String],
    _ options: ExperimentOptions, subject: String?
  ) throws(InputError) {
    let path = options.noStore ? nil : options.store ?? RunStore.usualPath(for: subject)
    let known = try path.flatMap { path throws(InputError) -> RunStore? in
      FileManager.default.fileExists(atPath: path)
        ? try RunStore(reading: path, onWait: tellOfWaiting) : nil
    }
    let part = try options.part()
    let mine = requests.indices.filter { part?.contains($0) ?? true }
    let runner = Runner(document, measures: measures, store: known, threads: 1)
    try runner.check(requests)
    let found = try runner.areStored(mine.map { requests[$0] })
    store = path
    count = mine.count
    missing = zip(mine, found).compactMap { place, isStored in isStored ? nil : place }
  }

  func show(_ format: OutputFormat) {
    switch format {
    case .text: print(text)
    case .json: print(json.text)
    }
  }

  private var text: String {
    let runs = "\(grouped(count)) \(count == 1 ? "run" : "runs")"
    guard let store else { return "\(runs), none of which would be kept." }
    return
      "\(runs): \(grouped(count - missing.count)) in \(store), \(grouped(missing.count)) to make."
  }

  private var json: JSONValue {
    .object([
      ("program", .string(ProgramVersion.current)), ("store", .optional(store)),
      ("runs", .integer(count)), ("stored", .integer(count - missing.count)),
      ("missing", .array(missing.map { .integer($0) })),
    ])
  }
}
