import GRDB
public import KoineFormats

extension RunStore {
  /// The names of all measures that some run of the filter has, those of the first shape first.
  public func measureNames() throws(InputError) -> [String] {
    let shapes = try read { db in
      try String.fetchAll(db, sql: "SELECT names FROM shapes ORDER BY id")
    }
    var names: [String] = []
    var seen: Set<String> = []
    for name in shapes.flatMap({ $0.split(separator: "\n") }).map(String.init)
    where seen.insert(name).inserted {
      names.append(name)
    }
    return names
  }

  /// Calls `body` for every run that `filter` lets through, oldest first, with the values of `measures`.
  ///
  /// - Throws: what the store or `body` throws.
  public func forEachRun(
    _ filter: RunFilter, measures: [String], _ body: (RunRow, [Double?]) throws -> Void
  ) throws(InputError) {
    let (condition, arguments) = filter.condition
    try read { db in
      var places: [Int64: [Int?]] = [:]
      for shape in try Row.fetchAll(db, sql: "SELECT id, names FROM shapes") {
        let names = (shape["names"] as String).split(separator: "\n").map(String.init)
        places[shape["id"]] = measures.map { names.firstIndex(of: $0) }
      }
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT r.*, s.topology, s.workload, s.policy, s.settings, x.shape, x.measures
          FROM runs r JOIN scenarios s ON s.id = r.scenario JOIN results x ON x.run = r.id\(condition)
          ORDER BY r.id
          """, arguments: arguments)
      while let row = try rows.next() {
        let all = [Double](packed: row["measures"])
        let values = (places[row["shape"]] ?? []).map { place -> Double? in
          guard let place, place < all.count, !all[place].isNaN else { return nil }
          return all[place]
        }
        try body(RunRow(row), values)
      }
    }
  }
}
