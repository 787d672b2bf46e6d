import GRDB
public import KoineFormats

/// What a store can do without.
public struct RunCleaning: Hashable, Sendable {
  /// Runs of programs other than this one.
  public var exceptVersion: String?
  /// Runs that no experiment uses.
  public var withoutExperiment = false

  public init() {}

  fileprivate var condition: (sql: String, arguments: StatementArguments) {
    var parts: [String] = []
    var arguments = StatementArguments()
    if let exceptVersion {
      parts.append("version <> ?")
      arguments += [exceptVersion]
    }
    if withoutExperiment { parts.append("id NOT IN (SELECT run FROM experiment_runs)") }
    return (parts.isEmpty ? "0" : parts.joined(separator: " OR "), arguments)
  }
}

extension RunStore {
  /// How many runs ``clean(_:)`` would remove.
  public func count(_ cleaning: RunCleaning) throws(InputError) -> Int {
    let (condition, arguments) = cleaning.condition
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
    let (condition, arguments) = cleaning.condition
    let removed = try write { db in
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
}
