import GRDB
public import KoineFormats

extension RunStore {
  /// Takes over every run and experiment of another store that is not here yet.
  ///
  /// - Parameter acceptsOtherPrograms: whether the runs may be of a program that made none of ours.
  /// - Returns: how many runs were new.
  /// - Throws: that the other store cannot be read, or that other programs made its runs.
  public func merge(_ other: RunStore, acceptsOtherPrograms: Bool = false) throws(InputError) -> Int
  {
    try refuseReadOnly()
    if !acceptsOtherPrograms { try refuseOtherPrograms(other) }
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
          new = (try Int.fetchOne(db, sql: "SELECT count(*) FROM runs") ?? 0) - before
          return .commit
        }
        return new
      }
    }
  }

  /// A worker with another build of the program would mix results that do not belong together.
  private func refuseOtherPrograms(_ other: RunStore) throws(InputError) {
    let ours = try versions()
    let theirs = try other.versions()
    guard let expected = ours.first ?? theirs.first else { return }
    let foreign = theirs.filter { $0 != expected && !ours.contains($0) }
    if let version = foreign.first {
      throw InputError(
        Diagnostic(
          file: other.path,
          .conflict(
            "holds runs of koine \(version), but the others are of \(expected): make them again with "
              + "one program, or merge with --any-version")))
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
