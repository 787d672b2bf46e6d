import Foundation
import GRDB
public import KoineFormats

extension RunStore {
  /// Keeps a run; one that is there already, of the same program, stays as it is.
  ///
  /// - Parameter experiment: the number of the experiment that made it, if one did.
  /// - Returns: the run's number in the store.
  /// - Throws: that the store is damaged, locked or full, or cannot be written.
  @discardableResult
  public func insert(_ run: StoredRun, of experiment: Int64? = nil) throws(InputError) -> Int64 {
    let results = PackedResults(run)
    return try write { db in
      let id = try Self.insert(run, results, db)
      if let experiment { try Self.note(run: id, of: experiment, db) }
      return id
    }
  }

  /// Keeps many runs at once: all of them or, where the store fails, none.
  ///
  /// - Throws: that the store is damaged, locked or full, or cannot be written.
  public func insert(contentsOf runs: [StoredRun]) throws(InputError) {
    let results = runs.map { PackedResults($0) }
    try write { db in
      for (run, results) in zip(runs, results) { _ = try Self.insert(run, results, db) }
    }
  }

  private static func insert(
    _ run: StoredRun, _ results: PackedResults, _ db: Database
  ) throws -> Int64 {
    if let known = try Self.id(of: run.digest, run.version, db) { return known }
    let scenario = try Self.scenarioID(run, db)
    try db.cachedStatement(
      sql: """
        INSERT INTO runs (digest, version, scenario, seed, jobs, wait_mean_s,
          bounded_slowdown_mean, utilization_allocated, wall_s, checksum)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      run.digest, run.version, scenario, Int64(bitPattern: run.seed), run.jobs,
      run.value("wait_s.mean"), run.value("bounded_slowdown.mean"),
      run.value("utilization.allocated"), run.wall_s, results.runChecksum,
    ])
    let id = db.lastInsertedRowID
    let shape = try Self.shapeID(run.names, db)
    try db.cachedStatement(
      sql: """
        INSERT INTO results (run, shape, measures, summary, ledger, series, checksum)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      id, shape, results.measures, results.summary, results.ledger, results.series,
      results.checksum,
    ])
    return id
  }

  static func id(of digest: String, _ version: String, _ db: Database) throws -> Int64? {
    try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT id FROM runs WHERE digest = ? AND version = ?"),
      arguments: [digest, version])
  }

  private static func scenarioID(_ run: StoredRun, _ db: Database) throws -> Int64 {
    let known = try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT id FROM scenarios WHERE digest = ?"),
      arguments: [run.scenarioDigest])
    if let known { return known }
    try db.cachedStatement(
      sql: """
        INSERT INTO scenarios (digest, topology, workload, policy, settings, document, checksum)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      run.scenarioDigest, run.topology, run.workload, run.policy, run.settings, run.document,
      RowChecksum.scenario(
        digest: run.scenarioDigest, topology: run.topology, workload: run.workload,
        policy: run.policy, settings: run.settings, document: run.document),
    ])
    return db.lastInsertedRowID
  }

  private static func shapeID(_ names: [String], _ db: Database) throws -> Int64 {
    let text = names.joined(separator: "\n")
    let known = try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT id FROM shapes WHERE names = ?"), arguments: [text])
    if let known { return known }
    try db.cachedStatement(sql: "INSERT INTO shapes (names) VALUES (?)").execute(arguments: [text])
    return db.lastInsertedRowID
  }
}

/// The columns of the table of results and the checksums, made outside the transaction.
private struct PackedResults {
  let measures: Data
  let summary: Data
  let ledger: Data
  let series: Data
  let checksum: Int64
  let runChecksum: Int64

  init(_ run: StoredRun) {
    measures = run.values.packed
    summary = Compression.compress(run.summary)
    ledger = Compression.compress(run.ledger)
    series = Compression.compress(run.series)
    checksum = RowChecksum.results(
      digest: run.digest, version: run.version, names: run.names.joined(separator: "\n"),
      measures: measures)
    runChecksum = RowChecksum.run(run.row, scenario: run.scenarioDigest)
  }
}

extension StoredRun {
  /// What lists show of it, before it has a number.
  fileprivate var row: RunRow {
    RunRow(
      id: 0, digest: digest, version: version, topology: topology, workload: workload,
      policy: policy, settings: settings, seed: seed, jobs: jobs, waitMean_s: value("wait_s.mean"),
      boundedSlowdownMean: value("bounded_slowdown.mean"),
      utilizationAllocated: value("utilization.allocated"), wall_s: wall_s)
  }
}

extension [Double] {
  /// Eight bytes each, the lowest first.
  var packed: Data {
    var data = Data(capacity: count * 8)
    for value in self {
      Swift.withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
    }
    return data
  }

  init(packed data: Data) {
    let bytes = [UInt8](data)
    self = stride(from: 0, to: bytes.count - bytes.count % 8, by: 8).map { start in
      Double(bitPattern: bytes[start..<start + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }
  }
}
