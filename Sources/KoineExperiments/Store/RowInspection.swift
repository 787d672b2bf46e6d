import Foundation
import GRDB
import KoineFormats

/// Reads rows of a store and compares them with their checksums, so that a damaged file is an error and
/// never another number.
///
/// What was stored before there were checksums is taken as it is.
struct RowInspection {
  private let path: String
  /// Scenarios that were found to be as they were written.
  private var sound: Set<Int64> = []

  init(_ path: String) { self.path = path }

  /// A run with its scenario, from ``RunStore/columns(_:)``.
  ///
  /// - Throws: that one of them is damaged.
  mutating func run(_ row: Row) throws(InputError) -> RunRow {
    let id = Int64.fromDatabaseValue(row["id"])
    guard let run = try? RunRow(checking: row),
      let scenario: String = try? row.value("scenario_digest")
    else { throw damage(id, "it is") }
    let isSame = row.isSum("run_checksum") { RowChecksum.run(run, scenario: scenario) }
    if !isSame { throw damage(id, "it is") }
    let number: Int64? = try? row.value("scenario")
    if let number, sound.contains(number) { return run }
    guard let document: String = try? row.value("document") else {
      throw damage(id, "its scenario is")
    }
    let isSound = row.isSum("scenario_checksum") {
      RowChecksum.scenario(
        digest: scenario, topology: run.topology, workload: run.workload, policy: run.policy,
        settings: run.settings, document: document)
    }
    if !isSound { throw damage(id, "its scenario is") }
    if let number { sound.insert(number) }
    return run
  }

  /// Names, one a line, and values of the measures of a run, from ``RunStore/resultColumns(_:)``.
  ///
  /// - Throws: that they are damaged.
  func measures(
    _ row: Row, of run: RunRow
  ) throws(InputError) -> (names: String, values: [Double]) {
    guard let packed: Data = try? row.value("measures"), let text: String = try? row.value("names"),
      row.isSum(
        "results_checksum",
        {
          RowChecksum.results(
            digest: run.digest, version: run.version, names: text, measures: packed)
        })
    else { throw damage(run.id, "its measures are") }
    return (text, [Double](packed: packed))
  }

  /// All of a run.
  ///
  /// - Throws: that a part of it is damaged.
  mutating func stored(_ row: Row) throws(InputError) -> StoredRun {
    let run = try run(row)
    let (names, values) = try measures(row, of: run)
    func text(_ column: String) throws(InputError) -> String {
      // zlib has a checksum of its own.
      guard let packed: Data = try? row.value(column), let text = Compression.decompress(packed)
      else { throw damage(run.id, "its \(column) is") }
      return text
    }
    guard let digest: String = try? row.value("scenario_digest"),
      let document: String = try? row.value("document")
    else { throw damage(run.id, "its scenario is") }
    return StoredRun(
      digest: run.digest, version: run.version, scenarioDigest: digest, document: document,
      settings: run.settings, topology: run.topology, workload: run.workload, policy: run.policy,
      seed: run.seed, jobs: run.jobs, wall_s: run.wall_s,
      names: names.split(separator: "\n").map(String.init), values: values,
      summary: try text("summary"), ledger: try text("ledger"), series: try text("series"))
  }

  private func damage(_ id: Int64?, _ what: String) -> InputError {
    InputError(Diagnostic(file: path, key: id.map { "run \($0)" }, .runDamaged(what: what)))
  }
}

/// A value of another kind than was written.
private struct WrongKind: Error {}

extension Row {
  /// The value of a column. GRDB's own subscript ends the program where it has another kind.
  ///
  /// - Throws: that it is missing or of another kind.
  func value<Value: DatabaseValueConvertible>(_ column: String) throws -> Value {
    guard let value = Value.fromDatabaseValue(self[column] as DatabaseValue) else {
      throw WrongKind()
    }
    return value
  }

  fileprivate func number(_ column: String) throws -> Double? {
    let found = self[column] as DatabaseValue
    if found.isNull { return nil }
    return try value(column) as Double
  }

  /// Whether a checksum is right, or there is none.
  fileprivate func isSum(_ column: String, _ sum: () -> Int64) -> Bool {
    let found = self[column] as DatabaseValue
    return found.isNull || Int64.fromDatabaseValue(found) == sum()
  }
}

extension RunRow {
  fileprivate init(checking row: Row) throws {
    self.init(
      id: try row.value("id"), digest: try row.value("digest"), version: try row.value("version"),
      topology: try row.value("topology"), workload: try row.value("workload"),
      policy: try row.value("policy"), settings: try row.value("settings"),
      seed: UInt64(bitPattern: try row.value("seed")), jobs: try row.value("jobs"),
      waitMean_s: try row.number("wait_mean_s"),
      boundedSlowdownMean: try row.number("bounded_slowdown_mean"),
      utilizationAllocated: try row.number("utilization_allocated"),
      wall_s: try row.value("wall_s"))
  }
}
