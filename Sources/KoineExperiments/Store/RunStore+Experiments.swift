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
  /// Runs that it asks for; those that are the same run count once.
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
          ON CONFLICT (digest) DO UPDATE SET command = excluded.command, runs = excluded.runs
          """, arguments: [digest, kind, command, runs])
      return try Int64.fetchOne(
        db, sql: "SELECT id FROM experiments WHERE digest = ?", arguments: [digest])!
    }
  }

  /// Notes how many runs an experiment asks for, as far as it is known by now.
  public func plan(_ runs: Int, of experiment: Int64) throws(InputError) {
    try write { db in
      try db.execute(
        sql: "UPDATE experiments SET runs = ? WHERE id = ?", arguments: [runs, experiment])
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
  ///
  /// - Parameter version: the program whose runs count; those of all programs if not given.
  public func experiments(version: String? = nil) throws(InputError) -> [StoredExperiment] {
    try read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT e.id, e.digest, e.kind, e.command, e.runs,
            (SELECT count(*) FROM experiment_runs m JOIN runs r ON r.id = m.run
              WHERE m.experiment = e.id AND (?1 IS NULL OR r.version = ?1)) AS done
          FROM experiments e ORDER BY e.id DESC
          """, arguments: [version]
      ).map { row in
        do {
          let done: Int = try row.value("done")
          // Seeds that a precision once asked for are part of it, whether this command got so far or not.
          return StoredExperiment(
            id: try row.value("id"), digest: try row.value("digest"), kind: try row.value("kind"),
            command: try row.value("command"), runs: max(done, try row.value("runs")),
            done: done)
        } catch {
          throw InputError(
            Diagnostic(file: path, .storeDamaged(reason: "an experiment cannot be read")))
        }
      }
    }
  }
}
