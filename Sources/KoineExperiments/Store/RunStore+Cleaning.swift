import GRDB
public import KoineFormats

/// What a store can do without.
public struct RunCleaning: Hashable, Sendable {
  /// Runs of programs other than this one.
  public var exceptVersion: String?
  /// Runs that no experiment uses.
  public var withoutExperiment = false
  /// Runs that are not as they were written.
  public var damaged = false

  public init() {}

  /// - Parameter unsound: the numbers of damaged runs.
  fileprivate func condition(
    _ unsound: [Int64]
  ) -> (sql: String, arguments: StatementArguments) {
    var parts: [String] = []
    var arguments = StatementArguments()
    if let exceptVersion {
      parts.append("version <> ?")
      arguments += [exceptVersion]
    }
    if withoutExperiment { parts.append("id NOT IN (SELECT run FROM experiment_runs)") }
    if !unsound.isEmpty {
      parts.append("id IN (\(unsound.map(String.init).joined(separator: ", ")))")
    }
    return (parts.isEmpty ? "0" : parts.joined(separator: " OR "), arguments)
  }
}

extension RunStore {
  /// How many runs ``clean(_:)`` would remove.
  public func count(_ cleaning: RunCleaning) throws(InputError) -> Int {
    let (condition, arguments) = cleaning.condition(try unsound(cleaning))
    return try read { db in
      try Int.fetchOne(
        db, sql: "SELECT count(*) FROM runs WHERE \(condition)", arguments: arguments)
        ?? 0
    }
  }

  /// Removes runs, and scenarios and experiments that have none left, and gives the room back.
  ///
  /// - Returns: how many runs were removed.
  public func clean(_ cleaning: RunCleaning) throws(InputError) -> Int {
    try refuseReadOnly()
    let unsound = try unsound(cleaning)
    let (condition, arguments) = cleaning.condition(unsound)
    let removed = try write { db in
      // An index may say something else than a damaged row, which then could not be removed.
      if !unsound.isEmpty { try db.execute(sql: "REINDEX") }
      try db.execute(sql: "DELETE FROM runs WHERE \(condition)", arguments: arguments)
      let count = db.changesCount
      try db.execute(
        sql: "DELETE FROM scenarios WHERE id NOT IN (SELECT scenario FROM runs)")
      try db.execute(
        sql: "DELETE FROM experiments WHERE id NOT IN (SELECT experiment FROM experiment_runs)")
      try db.execute(sql: "DELETE FROM shapes WHERE id NOT IN (SELECT shape FROM results)")
      return count
    }
    try Self.checked(path) { try database.vacuum() }
    return removed
  }

  /// The numbers of the runs of which some part is damaged, where they are to be removed.
  ///
  /// - Complexity: reads the whole store.
  private func unsound(_ cleaning: RunCleaning) throws(InputError) -> [Int64] {
    guard cleaning.damaged else { return [] }
    return try read { db in
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT \(try Self.columns(db)), \(try Self.resultColumns(db)),
            x.summary, x.ledger, x.series, r.rowid AS number \(Self.tables)
          """)
      var inspection = RowInspection(path)
      var found: [Int64] = []
      while let row = try rows.next() {
        guard let number: Int64 = try? row.value("number") else { continue }
        do throws(InputError) { _ = try inspection.stored(row) } catch { found.append(number) }
      }
      return found
    }
  }
}
