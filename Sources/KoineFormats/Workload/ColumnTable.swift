/// A delimited table whose first record names its columns.
struct ColumnTable {
  private(set) var table: DelimitedTable
  /// Names of the columns, lower-cased, in file order.
  private(set) var names: [String] = []
  private var places: [String: Int] = [:]

  /// Reads the header.
  init(_ bytes: [UInt8], delimiter: UInt8 = Ascii.comma) {
    table = DelimitedTable(bytes, delimiter: delimiter)
    guard table.next() else { return }
    names = table.fields.indices.map { table.text($0).lowercased() }
    for (place, name) in names.enumerated() where places[name] == nil { places[name] = place }
  }

  /// A table without a header, whose columns are known.
  init(_ bytes: [UInt8], columns: [String], delimiter: UInt8 = Ascii.comma) {
    table = DelimitedTable(bytes, delimiter: delimiter)
    names = columns
    for (place, name) in names.enumerated() { places[name] = place }
  }

  var line: Int { table.line }

  func has(_ column: String) -> Bool { places[column] != nil }

  /// Notes an error for each of `required` that the header lacks.
  func check(required: [String], _ problems: inout ProblemLog) {
    for column in required where places[column] == nil {
      problems.error(line: 1, key: column, .missingKey)
    }
  }

  /// Moves to the next record that has as many fields as the header; others are noted as errors.
  mutating func next(_ problems: inout ProblemLog) -> Bool {
    while !problems.isFull, table.next() {
      if table.quotesAreBroken {
        problems.error(
          line: line,
          .syntax("a double quote is not closed on its line; fields with line breaks are not read"))
      } else if table.fields.count != names.count {
        problems.error(
          line: line, .wrongColumnCount(found: table.fields.count, expected: "\(names.count)"))
      } else {
        return true
      }
    }
    return false
  }

  /// The text of a column; empty if the file has no such column.
  func text(_ column: String) -> String {
    places[column].map { table.text($0) } ?? ""
  }

  /// Whether the field is empty, or the file has no such column.
  func isEmpty(_ column: String) -> Bool { text(column).isEmpty }

  /// The number in a column.
  ///
  /// - Parameter range: what is expected of one that is too large to be read.
  func number(
    _ column: String, in range: @autoclosure () -> String = "a number below 10^18",
    _ problems: inout ProblemLog
  ) -> ScannedNumber? {
    guard let place = places[column] else { return nil }
    if let number = scanNumber(table.bytes.span, in: table.fields[place]) { return number }
    let text = table.text(place)
    let found = String(text.prefix(40))
    let isTooLarge = Double(yaml: text.filter { $0 != " " }).map { abs($0) >= 1e17 } ?? false
    problems.error(
      line: line, key: column,
      isTooLarge
        ? .outOfRange(found: found, expected: range())
        : .wrongType(found: "'\(found)'", expected: "a number"))
    return nil
  }

  /// A time in nanoseconds, from seconds; not negative.
  func nanoseconds(_ column: String, _ problems: inout ProblemLog) -> Int64? {
    let expected = "seconds from 0 to 9223372036"
    guard let number = number(column, in: expected, &problems) else { return nil }
    if !number.isNegative, let nano = number.nano { return nano }
    problems.error(
      line: line, key: column, .outOfRange(found: number.text, expected: expected))
    return nil
  }

  /// A whole number within `range`.
  func whole(
    _ column: String, in range: ClosedRange<Int64>, _ problems: inout ProblemLog
  ) -> Int64? {
    // Numbers of more digits cannot be read at all.
    func expected() -> String {
      let last = min(range.upperBound, ScannedNumber.largestWhole)
      return "a whole number from \(range.lowerBound) to \(last)"
    }
    guard let number = number(column, in: expected(), &problems) else { return nil }
    if number.fraction_nano == 0, range.contains(number.whole) { return number.whole }
    problems.error(
      line: line, key: column, .outOfRange(found: number.text, expected: expected()))
    return nil
  }

  /// `number` x `scale` as a whole number, rounded half up: thousandths from units, for instance.
  func scaled(
    _ column: String, by scale: Double, in range: ClosedRange<Double>, _ problems: inout ProblemLog
  ) -> Int64? {
    func expected() -> String {
      "a number from \(Self.plain(range.lowerBound)) to \(Self.plain(range.upperBound))"
    }
    guard let number = number(column, in: expected(), &problems) else { return nil }
    if range.contains(number.value) { return Int64((number.value * scale).rounded()) }
    problems.error(
      line: line, key: column, .outOfRange(found: number.text, expected: expected()))
    return nil
  }

  private static func plain(_ value: Double) -> String {
    value == value.rounded() ? String(Int64(value)) : String(value)
  }
}
