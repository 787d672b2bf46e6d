import Foundation
import GRDB
public import KoineFormats
import KoinePolicies

/// Which runs a list holds: all conditions that are given must hold.
public struct RunFilter: Hashable, Sendable {
  public var topology: String?
  public var workload: String?
  /// A name, which also finds the same parts with other parameters, or parts as ``PolicySpecification``
  /// reads them; what is neither is compared as it is.
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
    if let policy {
      let names = PolicySpecification.storedNames(of: policy) ?? [policy]
      parts.append("s.policy IN (\(names.map { _ in "?" }.joined(separator: ", ")))")
      arguments += StatementArguments(names)
    }
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
  /// - Throws: which of them are damaged.
  public func rows(
    _ filter: RunFilter = RunFilter(), limit: Int
  ) throws(InputError) -> (rows: [RunRow], count: Int) {
    let (condition, arguments) = filter.condition
    return try read { db in
      let rows = try fetch(db, condition, arguments, limit: limit)
      let counted =
        filter.isEmpty
        ? "SELECT count(*) FROM runs"
        : "SELECT count(*) FROM runs r LEFT JOIN scenarios s ON s.id = r.scenario" + condition
      let count = try Int.fetchOne(db, sql: counted, arguments: arguments) ?? 0
      return (rows, count)
    }
  }

  /// The run whose number is `name` or whose digest begins with it; `nil` where there is none.
  ///
  /// - Throws: that several digests begin so, or that the run is damaged.
  public func row(named name: String) throws(InputError) -> RunRow? {
    let found = try read { db in
      if name.count < 8, let id = Int64(name) {
        return try fetch(db, " WHERE r.id = ?", [id], limit: 1)
      }
      return try fetch(db, " WHERE r.digest >= ? AND r.digest < ?", [name, name + "g"], limit: 2)
    }
    if found.count > 1 && Set(found.map(\.digest)).count > 1 {
      throw InputError(
        Diagnostic(file: path, key: name, .conflict("several runs begin so: give more digits")))
    }
    return found.first
  }

  private func fetch(
    _ db: Database, _ condition: String, _ arguments: StatementArguments, limit: Int
  ) throws -> [RunRow] {
    // A left join finds runs whose scenario is lost. With conditions on scenarios, a cross join keeps the
    // runs outside, newest first: by way of an index of scenarios SQLite would sort all that match, up
    // to a million, for the few that are shown.
    let join = condition.contains("s.") ? "CROSS" : "LEFT"
    let sql = """
      SELECT \(try Self.columns(db))
      FROM runs r \(join) JOIN scenarios s ON s.id = r.scenario\(condition)
      ORDER BY r.id DESC LIMIT \(limit)
      """
    let cursor = try Row.fetchCursor(db, sql: sql, arguments: arguments)
    var inspection = RowInspection(path)
    var rows: [RunRow] = []
    var problems: [Diagnostic] = []
    while let row = try cursor.next() {
      do throws(InputError) {
        rows.append(try inspection.run(row))
      } catch {
        problems += error.diagnostics
      }
    }
    if problems.count > 10 {
      problems[10...] = [.init(file: path, .further(count: problems.count - 10))]
    }
    if !problems.isEmpty { throw InputError(problems) }
    return rows
  }

  /// Everything that is kept of a run; `nil` where there is no run of that number.
  ///
  /// - Throws: that what is stored is damaged.
  public func run(id: Int64) throws(InputError) -> StoredRun? {
    try read { db in
      let row = try Row.fetchOne(
        db,
        sql: """
          SELECT \(try Self.columns(db)), \(try Self.resultColumns(db)),
            x.summary, x.ledger, x.series \(Self.tables) WHERE r.id = ?
          """, arguments: [id])
      guard let row else { return nil }
      var inspection = RowInspection(path)
      return try inspection.stored(row)
    }
  }

  /// The measures of a run of this program, in the order of `names`; `nil` where it is not stored.
  ///
  /// - Throws: that the run is damaged.
  func record(
    _ digest: String, version: String, measures: [String]
  ) throws(InputError) -> (record: RunRecord, id: Int64)? {
    let found = try read { db -> (row: RunRow, names: [String], values: [Double])? in
      let row = try Row.fetchOne(
        db.cachedStatement(
          sql: """
            SELECT \(try Self.columns(db)), \(try Self.resultColumns(db)) \(Self.tables)
            WHERE r.digest = ? AND r.version = ?
            """), arguments: [digest, version])
      guard let row else { return nil }
      var inspection = RowInspection(path)
      let run = try inspection.run(row)
      let (names, values) = try inspection.measures(row, of: run)
      return (run, names.split(separator: "\n").map(String.init), values)
    }
    guard let (row, names, values) = found else { return nil }
    var indexes: [String: Int] = [:]
    for (index, name) in names.enumerated() { indexes[name] = index }
    let chosen = measures.map { measure -> Double? in
      guard let index = indexes[measure], index < values.count else { return nil }
      return values[index].isNaN ? nil : values[index]
    }
    var record = RunRecord(
      digest: digest, seed: row.seed, values: chosen, jobs: row.jobs, wall_s: row.wall_s,
      isStored: true)
    record.absent = try Diagnostic.absent(
      measures.filter { indexes[$0].map { $0 >= values.count } ?? true }, known: names)
    return (record, row.id)
  }
}

extension RunStore {
  /// What ``RowInspection/run(_:)`` needs of the tables `r` and `s`.
  static func columns(_ db: Database) throws -> String {
    """
    r.id, r.digest, r.version, r.scenario, r.seed, r.jobs, r.wait_mean_s, r.bounded_slowdown_mean,
      r.utilization_allocated, r.wall_s, \(try checksum("r", "runs", db)) AS run_checksum,
      s.digest AS scenario_digest, s.topology, s.workload, s.policy, s.settings, s.document,
      \(try checksum("s", "scenarios", db)) AS scenario_checksum
    """
  }

  /// What ``RowInspection/measures(_:of:)`` needs of the tables `x` and `p`.
  static func resultColumns(_ db: Database) throws -> String {
    """
    x.measures, p.names, \(try checksum("x", "results", db)) AS results_checksum
    """
  }

  static let tables = """
    FROM runs r LEFT JOIN scenarios s ON s.id = r.scenario LEFT JOIN results x ON x.run = r.id
      LEFT JOIN shapes p ON p.id = x.shape
    """

  /// A store that may only be read can be of a version without checksums.
  static func checksum(_ name: String, _ table: String, _ db: Database) throws -> String {
    let hasChecksum = try db.columns(in: table).contains { $0.name == "checksum" }
    return hasChecksum ? "\(name).checksum" : "NULL"
  }
}
