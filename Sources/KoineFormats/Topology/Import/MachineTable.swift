import KoineModel

/// The lines of a comma-separated list of machines.
struct MachineTable {
  let file: String
  let log: DiagnosticLog

  /// A field of one line.
  struct Field {
    var text: Substring
    var line: Int
    var column: String
  }

  /// Fields of every line that is not blank and not the header, with as many as `columns`.
  func rows(of text: String, columns: [String], hasHeader: Bool) -> [[Field]] {
    var rows: [[Field]] = []
    var line = 0
    var isFirst = true
    for content in text.split(separator: "\n", omittingEmptySubsequences: false) {
      line += 1
      let trimmed = content.last == "\r" ? content.dropLast() : content
      if trimmed.allSatisfy(\.isWhitespace) { continue }
      defer { isFirst = false }
      if isFirst && hasHeader { continue }
      let texts = trimmed.split(separator: ",", omittingEmptySubsequences: false)
      guard texts.count == columns.count else {
        log.add(
          Diagnostic(
            file: file, line: line,
            .wrongColumnCount(found: texts.count, expected: "\(columns.count)")))
        continue
      }
      rows.append(
        zip(texts, columns).map { Field(text: $0, line: line, column: $1) })
    }
    return rows
  }

  /// A whole number within `range`, or a report.
  func integer(_ field: Field, in range: ClosedRange<Int>) -> Int? {
    let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    guard let number = Double(yaml: String(field.text)) else {
      report(field, .wrongType(found: "'\(field.text.prefix(60))'", expected: expected))
      return nil
    }
    guard let integer = Int(exactly: number), range.contains(integer) else {
      report(field, .outOfRange(found: String(field.text.prefix(60)), expected: expected))
      return nil
    }
    return integer
  }

  /// A text that is not empty, or a report.
  func name(_ field: Field) -> String? {
    if field.text.isEmpty || field.text.contains(where: { $0.asciiValue.map { $0 < 32 } ?? false })
    {
      report(field, .wrongType(found: "'\(field.text.prefix(60))'", expected: "a name"))
      return nil
    }
    return String(field.text)
  }

  func report(_ field: Field, _ problem: InputProblem) {
    log.add(Diagnostic(file: file, line: field.line, key: field.column, problem))
  }

  /// The chip of a machine list that names it and says nothing else about it.
  static func chip(_ product: String, of vendor: String) -> Chip {
    Chip(key: "\(vendor)/\(product)", vendor: vendor, product: product)
  }
}
