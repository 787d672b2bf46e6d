import GRDB
public import KoineFormats

/// An experiment as the store knows it: which runs it asked for, and which of them are done.
public struct StoredExperiment: Hashable, Sendable {
  public var id: Int64
  /// Of what it asks for.
  public var digest: String
  /// The command: `compare`, `sweep`, `tune`.
  public var kind: String
  /// What to type to go on with it.
  public var command: String
  /// Runs that it asks for.
  public var runs: Int
  /// Of those, the ones that are stored.
  public var done: Int
}

extension RunStore {
  /// Notes an experiment, or finds the one with the same digest; its command becomes `command`.
  ///
  /// - Returns: its number.
  public func open(
    experiment digest: String, kind: String, command: String, runs: Int
  ) throws(InputError) -> Int64 {
    try write { db in
      try db.execute(
        sql: """
          INSERT INTO experiments (digest, kind, command, runs) VALUES (?, ?, ?, ?)
          ON CONFLICT (digest) DO UPDATE SET command = excluded.command, runs = max(runs, excluded.runs)
          """, arguments: [digest, kind, command, runs])
      return try Int64.fetchOne(
        db, sql: "SELECT id FROM experiments WHERE digest = ?", arguments: [digest])!
    }
  }

  /// Notes that an experiment uses run `run` of the store.
  func note(run: Int64, of experiment: Int64) throws(InputError) {
    try write { db in try Self.note(run: run, of: experiment, db) }
  }

  static func note(run: Int64, of experiment: Int64, _ db: Database) throws {
    try db.cachedStatement(
      sql: "INSERT OR IGNORE INTO experiment_runs (experiment, run) VALUES (?, ?)"
    ).execute(arguments: [experiment, run])
  }

  /// All experiments, newest first.
  public func experiments() throws(InputError) -> [StoredExperiment] {
    try read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT e.id, e.digest, e.kind, e.command, e.runs, (SELECT count(*) FROM experiment_runs m WHERE m.experiment = e.id) AS done
          FROM experiments e ORDER BY e.id DESC
          """
      ).map { row in
        do {
          return StoredExperiment(
            id: try row.value("id"), digest: try row.value("digest"), kind: try row.value("kind"),
            command: try row.value("command"), runs: try row.value("runs"),
            done: try row.value("done"))
        } catch {
          throw InputError(
            Diagnostic(file: path, .storeDamaged(reason: "an experiment cannot be read")))
        }
      }
    }
  }
}
