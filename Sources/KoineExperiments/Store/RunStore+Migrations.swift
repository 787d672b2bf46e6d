import GRDB
import KoineFormats

extension RunStore {
  /// The steps from an empty file to the present tables. A released step never changes: tests keep a
  /// store of every released version.
  private static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 runs and experiments") { db in
      for statement in firstTables { try db.execute(sql: statement) }
    }
    migrator.registerMigration("2 checksums", foreignKeyChecks: .immediate) { db in
      for table in ["scenarios", "runs", "results"] {
        try db.execute(sql: "ALTER TABLE \(table) ADD COLUMN checksum INTEGER")
      }
    }
    return migrator
  }

  /// Brings the store to the present version; one that can only be read stays what it is.
  ///
  /// - Throws: that it is no run store, or one of a newer version.
  func migrate() throws(InputError) {
    let migrator = Self.migrator
    let state = try read { db in
      try Self.refuseUnreadableNames(db)
      return (
        isNewer: try migrator.hasBeenSuperseded(db),
        isCurrent: try migrator.hasCompletedMigrations(db),
        isForeign: try Self.isForeign(db), isEmpty: try migrator.appliedIdentifiers(db).isEmpty
      )
    }
    if state.isForeign {
      throw InputError(
        Diagnostic(file: path, .storeDamaged(reason: "it is the database of another program")))
    }
    if state.isNewer { throw InputError(Diagnostic(file: path, .storeNewer)) }
    if state.isCurrent { return }
    if isReadOnly {
      if !state.isEmpty { return }
      throw InputError(Diagnostic(file: path, .unreadable(reason: "there is no run store")))
    }
    try Self.checked(path) { try migrator.migrate(database) }
  }

  /// Whether the file has tables, but none that says what was migrated.
  private static func isForeign(_ db: Database) throws -> Bool {
    let tables = try String?.fetchAll(
      db, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")
    return !tables.isEmpty && !tables.contains("grdb_migrations")
  }

  /// GRDB ends the program over a name that has become none.
  private static func refuseUnreadableNames(_ db: Database) throws {
    guard try db.tableExists("grdb_migrations") else { return }
    let names = try DatabaseValue.fetchAll(db, sql: "SELECT identifier FROM grdb_migrations")
    if names.contains(where: { String.fromDatabaseValue($0) == nil }) {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "its version cannot be read")
    }
  }

  /// Scenarios stand apart from runs, since many seeds share one. What lists show is in narrow rows;
  /// what only one run is asked for is in another table, compressed.
  private static let firstTables = [
    """
    CREATE TABLE scenarios (
      id INTEGER PRIMARY KEY,
      digest TEXT NOT NULL UNIQUE,
      topology TEXT NOT NULL,
      workload TEXT NOT NULL,
      policy TEXT NOT NULL,
      settings TEXT NOT NULL,
      document TEXT NOT NULL)
    """,
    """
    CREATE TABLE shapes (id INTEGER PRIMARY KEY, names TEXT NOT NULL UNIQUE)
    """,
    """
    CREATE TABLE runs (
      id INTEGER PRIMARY KEY,
      digest TEXT NOT NULL,
      version TEXT NOT NULL,
      scenario INTEGER NOT NULL REFERENCES scenarios,
      seed INTEGER NOT NULL,
      jobs INTEGER NOT NULL,
      wait_mean_s REAL,
      bounded_slowdown_mean REAL,
      utilization_allocated REAL,
      wall_s REAL NOT NULL,
      UNIQUE (digest, version))
    """,
    "CREATE INDEX runs_by_scenario ON runs (scenario)",
    "CREATE INDEX runs_by_version ON runs (version)",
    "CREATE INDEX scenarios_by_policy ON scenarios (policy)",
    "CREATE INDEX scenarios_by_workload ON scenarios (workload)",
    "CREATE INDEX scenarios_by_topology ON scenarios (topology)",
    """
    CREATE TABLE results (
      run INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
      shape INTEGER NOT NULL REFERENCES shapes,
      measures BLOB NOT NULL,
      summary BLOB NOT NULL,
      ledger BLOB NOT NULL,
      series BLOB NOT NULL)
    """,
    """
    CREATE TABLE experiments (
      id INTEGER PRIMARY KEY,
      digest TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL,
      command TEXT NOT NULL,
      runs INTEGER NOT NULL)
    """,
    """
    CREATE TABLE experiment_runs (
      experiment INTEGER NOT NULL REFERENCES experiments ON DELETE CASCADE,
      run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
      PRIMARY KEY (experiment, run)) WITHOUT ROWID
    """,
    "CREATE INDEX experiment_runs_by_run ON experiment_runs (run)",
  ]
}
