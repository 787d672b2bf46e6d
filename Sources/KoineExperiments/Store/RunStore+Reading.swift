import Foundation
import GRDB
public import KoineFormats

/// Which runs a list holds: all conditions that are given must hold.
public struct RunFilter: Hashable, Sendable {
  public var topology: String?
  public var workload: String?
  public var policy: String?
  public var seed: UInt64?
  public var version: String?
  /// A part of the settings' text, such as `load=0.9`.
  public var settings: String?
  /// The number of an experiment.
  public var experiment: Int64?

  public init() {}

  var condition: (sql: String, arguments: StatementArguments) {
    var parts: [String] = []
    var arguments = StatementArguments()
    func add(_ sql: String, _ value: (any DatabaseValueConvertible)?) {
      guard let value else { return }
      parts.append(sql)
      arguments += [value]
    }
    add("s.topology = ?", topology)
    add("s.workload = ?", workload)
    add("s.policy = ?", policy)
    add("r.seed = ?", seed.map { Int64(bitPattern: $0) })
    add("r.version = ?", version)
    add("instr(s.settings, ?) > 0", settings)
    add("r.id IN (SELECT run FROM experiment_runs WHERE experiment = ?)", experiment)
    return (parts.isEmpty ? "" : " WHERE " + parts.joined(separator: " AND "), arguments)
  }

  var isEmpty: Bool { self == RunFilter() }
}

extension RunStore {
  /// The runs that `filter` lets through, newest first, and how many there are in all.
  ///
  /// - Complexity: a second at most for a million runs.
  public func rows(
    _ filter: RunFilter = RunFilter(), limit: Int
  ) throws(InputError) -> (rows: [RunRow], count: Int) {
    let (condition, arguments) = filter.condition
    return try read { db in
      let rows = try RunRow.fetch(db, condition, arguments, limit: limit)
      let counted =
        filter.isEmpty
        ? "SELECT count(*) FROM runs"
        : "SELECT count(*) FROM runs r JOIN scenarios s ON s.id = r.scenario" + condition
      let count = try Int.fetchOne(db, sql: counted, arguments: arguments) ?? 0
      return (rows, count)
    }
  }

  /// The run whose number is `name` or whose digest begins with it; `nil` where there is none.
  ///
  /// - Throws: that several digests begin so.
  public func row(named name: String) throws(InputError) -> RunRow? {
    let found = try read { db in
      if name.count < 8, let id = Int64(name) {
        return try RunRow.fetch(db, " WHERE r.id = ?", [id], limit: 1)
      }
      return try RunRow.fetch(
        db, " WHERE r.digest >= ? AND r.digest < ?", [name, name + "g"], limit: 2)
    }
    if found.count > 1 && Set(found.map(\.digest)).count > 1 {
      throw InputError(
        Diagnostic(file: path, key: name, .conflict("several runs begin so: give more digits")))
    }
    return found.first
  }

  /// Everything that is kept of a run; `nil` where there is no run of that number.
  ///
  /// - Throws: that what is stored cannot be unpacked.
  public func run(id: Int64) throws(InputError) -> StoredRun? {
    let row = try read { db in
      try Row.fetchOne(
        db,
        sql: """
          SELECT r.*, s.digest AS scenario_digest, s.topology, s.workload, s.policy, s.settings,
            s.document, x.measures, x.summary, x.ledger, x.series, p.names
          FROM runs r JOIN scenarios s ON s.id = r.scenario JOIN results x ON x.run = r.id
            JOIN shapes p ON p.id = x.shape WHERE r.id = ?
          """, arguments: [id])
    }
    guard let row else { return nil }
    return try stored(row)
  }

  /// The measures of a run of this program, in the order of `names`; `nil` where it is not stored.
  func record(
    _ digest: String, version: String, measures: [String]
  ) throws(InputError) -> (record: RunRecord, id: Int64)? {
    let row = try read { db in
      try Row.fetchOne(
        db.cachedStatement(
          sql: """
            SELECT r.id, r.seed, r.jobs, r.wall_s, x.measures, p.names FROM runs r
              JOIN results x ON x.run = r.id JOIN shapes p ON p.id = x.shape
            WHERE r.digest = ? AND r.version = ?
            """), arguments: [digest, version])
    }
    guard let row else { return nil }
    let names = (row["names"] as String).split(separator: "\n").map(String.init)
    let values = [Double](packed: row["measures"])
    var indexes: [String: Int] = [:]
    for (index, name) in names.enumerated() { indexes[name] = index }
    let chosen = measures.map { measure -> Double? in
      guard let index = indexes[measure], index < values.count else { return nil }
      return values[index].isNaN ? nil : values[index]
    }
    var record = RunRecord(
      digest: digest, seed: UInt64(bitPattern: row["seed"]), values: chosen, jobs: row["jobs"],
      wall_s: row["wall_s"], isStored: true)
    record.absent = try Diagnostic.absent(
      measures.filter { indexes[$0].map { $0 >= values.count } ?? true }, known: names)
    return (record, row["id"])
  }

  func stored(_ row: Row) throws(InputError) -> StoredRun {
    func text(_ column: String) throws(InputError) -> String {
      guard let text = Compression.decompress(row[column]) else {
        throw InputError(
          Diagnostic(file: path, .storeDamaged(reason: "\(column) of a run cannot be unpacked")))
      }
      return text
    }
    return StoredRun(
      digest: row["digest"], version: row["version"], scenarioDigest: row["scenario_digest"],
      document: row["document"], settings: row["settings"], topology: row["topology"],
      workload: row["workload"], policy: row["policy"],
      seed: UInt64(bitPattern: row["seed"]), jobs: row["jobs"], wall_s: row["wall_s"],
      names: (row["names"] as String).split(separator: "\n").map(String.init),
      values: [Double](packed: row["measures"]), summary: try text("summary"),
      ledger: try text("ledger"), series: try text("series"))
  }
}

extension RunRow {
  fileprivate static func fetch(
    _ db: Database, _ condition: String, _ arguments: StatementArguments, limit: Int
  ) throws -> [RunRow] {
    // A cross join keeps the runs outside, newest first: by way of an index of scenarios SQLite would
    // sort all that match, up to a million, for the few that are shown.
    let sql = """
      SELECT r.*, s.topology, s.workload, s.policy, s.settings
      FROM runs r CROSS JOIN scenarios s ON s.id = r.scenario\(condition)
      ORDER BY r.id DESC LIMIT \(limit)
      """
    return try Row.fetchAll(db, sql: sql, arguments: arguments).map { RunRow($0) }
  }

  init(_ row: Row) {
    self.init(
      id: row["id"], digest: row["digest"], version: row["version"], topology: row["topology"],
      workload: row["workload"], policy: row["policy"], settings: row["settings"],
      seed: UInt64(bitPattern: row["seed"]), jobs: row["jobs"], waitMean_s: row["wait_mean_s"],
      boundedSlowdownMean: row["bounded_slowdown_mean"],
      utilizationAllocated: row["utilization_allocated"], wall_s: row["wall_s"])
  }
}
