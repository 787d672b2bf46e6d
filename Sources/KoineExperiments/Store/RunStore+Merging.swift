import GRDB
public import KoineFormats

extension RunStore {
  /// Takes over every run and experiment of another store that is not here yet.
  ///
  /// An experiment of both is afterwards that of all parts, kept here.
  /// - Returns: how many runs were new.
  /// - Throws: that the other store cannot be read.
  public func merge(_ other: RunStore) throws(InputError) -> Int {
    try refuseReadOnly()
    return try Self.checked(path) {
      try database.writeWithoutTransaction { db in
        try db.execute(sql: "ATTACH DATABASE ? AS other", arguments: [other.location])
        defer { try? db.execute(sql: "DETACH DATABASE other") }
        var new = 0
        try db.inTransaction {
          let before = try Int.fetchOne(db, sql: "SELECT count(*) FROM runs") ?? 0
          let theirs = try db.columns(in: "runs", in: "other").map(\.name)
          for statement in Self.mergeStatements {
            // A store that may only be read can be of a version without checksums.
            let source = theirs.contains("checksum") ? statement : statement.withoutTheirChecksums
            try db.execute(sql: source)
          }
          try joinCommands(db)
          new = (try Int.fetchOne(db, sql: "SELECT count(*) FROM runs") ?? 0) - before
          return .commit
        }
        return new
      }
    }
  }

  /// Parts that another build of the program made would be of no use to this one, which trusts its own
  /// runs only.
  ///
  /// - Parameter version: the program whose runs may be there.
  /// - Throws: every store that has runs of another one.
  public static func refuseOtherPrograms(
    _ stores: [RunStore], than version: String
  ) throws(InputError) {
    var problems: [Diagnostic] = []
    for store in stores {
      guard let other = try store.versions().first(where: { $0 != version }) else { continue }
      problems.append(
        Diagnostic(
          file: store.path,
          .conflict(
            "holds runs of koine \(other), which this one, \(version), would not use; nothing is "
              + "merged: merge with the program that made them, remove them with koine runs gc "
              + "--store \(ShellCommand.quoted(store.path)), or take them with --any-version")))
    }
    if !problems.isEmpty { throw InputError(problems) }
  }

  /// Makes the commands of experiments that came together go on with the whole of them, here.
  private func joinCommands(_ db: Database) throws {
    let rows = try Row.fetchAll(
      db,
      sql:
        "SELECT id, command FROM experiments WHERE digest IN (SELECT digest FROM other.experiments)"
    )
    for row in rows {
      let id: Int64 = try row.value("id")
      let command: String = try row.value("command")
      try db.execute(
        sql: "UPDATE experiments SET command = ? WHERE id = ?",
        arguments: [ShellCommand.whole(command, store: path), id])
    }
  }

  /// The programs whose runs are here, sorted.
  public func versions() throws(InputError) -> [String] {
    try read { db in
      try String?.fetchAll(db, sql: "SELECT DISTINCT version FROM runs ORDER BY version")
        .compactMap { $0 }
    }
  }

  private static let mergeStatements = [
    """
    INSERT OR IGNORE INTO main.scenarios (digest, topology, workload, policy, settings, document,
      checksum)
    SELECT o.digest, o.topology, o.workload, o.policy, o.settings, o.document, o.checksum FROM other.scenarios o ORDER BY o.id
    """,
    "INSERT OR IGNORE INTO main.shapes (names) SELECT names FROM other.shapes ORDER BY id",
    """
    INSERT OR IGNORE INTO main.runs (digest, version, scenario, seed, jobs, wait_mean_s,
      bounded_slowdown_mean, utilization_allocated, wall_s, checksum)
    SELECT r.digest, r.version, s.id, r.seed, r.jobs, r.wait_mean_s, r.bounded_slowdown_mean,
      r.utilization_allocated, r.wall_s, r.checksum
    FROM other.runs r JOIN other.scenarios o ON o.id = r.scenario
      JOIN main.scenarios s ON s.digest = o.digest ORDER BY r.id
    """,
    """
    INSERT OR IGNORE INTO main.results (run, shape, measures, summary, ledger, series, checksum)
    SELECT m.id, p.id, x.measures, x.summary, x.ledger, x.series, x.checksum
    FROM other.results x JOIN other.runs r ON r.id = x.run
      JOIN main.runs m ON m.digest = r.digest AND m.version = r.version
      JOIN other.shapes o ON o.id = x.shape JOIN main.shapes p ON p.names = o.names
    """,
    """
    INSERT OR IGNORE INTO main.experiments (digest, kind, command, runs)
    SELECT digest, kind, command, runs FROM other.experiments ORDER BY id
    """,
    """
    INSERT OR IGNORE INTO main.experiment_runs (experiment, run)
    SELECT e.id, m.id
    FROM other.experiment_runs x JOIN other.experiments o ON o.id = x.experiment
      JOIN main.experiments e ON e.digest = o.digest JOIN other.runs r ON r.id = x.run
      JOIN main.runs m ON m.digest = r.digest AND m.version = r.version
    """,
  ]
}

extension String {
  /// A statement that takes over no checksums, where there are none.
  fileprivate var withoutTheirChecksums: String {
    ["o", "r", "x"].reduce(self) { $0.replacing(", \($1).checksum", with: ", NULL") }
  }
}
