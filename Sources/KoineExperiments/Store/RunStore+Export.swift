import GRDB
public import KoineFormats

extension RunStore {
  /// The names of all measures that some run has, in an order that does not depend on which run ended
  /// first: those of the runs with most measures come first.
  public func measureNames() throws(InputError) -> [String] {
    let shapes = try read { db in
      try String?.fetchAll(db, sql: "SELECT names FROM shapes ORDER BY length(names) DESC, names")
        .compactMap { $0 }
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
  /// - Throws: which run is damaged; what the store or `body` throws.
  public func forEachRun(
    _ filter: RunFilter, measures: [String], _ body: (RunRow, [Double?]) throws -> Void
  ) throws(InputError) {
    let (condition, arguments) = filter.condition
    try read { db in
      var places: [String: [Int?]] = [:]
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT \(try Self.columns(db)), \(try Self.resultColumns(db)) \(Self.tables)\(condition)
          ORDER BY r.id
          """, arguments: arguments)
      var inspection = RowInspection(path)
      while let row = try rows.next() {
        let run = try inspection.run(row)
        let (text, all) = try inspection.measures(row, of: run)
        let known =
          places[text]
          ?? {
            let names = text.split(separator: "\n").map(String.init)
            return measures.map { names.firstIndex(of: $0) }
          }()
        places[text] = known
        let values = known.map { place -> Double? in
          guard let place, place < all.count, !all[place].isNaN else { return nil }
          return all[place]
        }
        try body(run, values)
      }
    }
  }
}
