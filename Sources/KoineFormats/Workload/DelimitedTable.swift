/// A table of text with one record a line, read record by record without a string per field.
///
/// Fields may stand in double quotes, which then hold delimiters and doubled quotes, but no line
/// break. Blank lines are skipped; a line may end in CR LF; the last may lack its end.
struct DelimitedTable {
  let bytes: [UInt8]
  let delimiter: UInt8
  /// Where each field of the current record stands, quotes aside.
  private(set) var fields: [Range<Int>] = []
  /// Number of the current line, from 1.
  private(set) var line = 0
  /// Whether a quote of the current record is not closed, or text follows it.
  private(set) var quotesAreBroken = false
  private var position = 0

  init(_ bytes: [UInt8], delimiter: UInt8 = Ascii.comma) {
    self.bytes = bytes
    self.delimiter = delimiter
  }

  /// Moves to the next record; answers whether there is one.
  mutating func next() -> Bool {
    while position < bytes.count {
      line += 1
      readRecord()
      if fields.count > 1 || !fields[0].isEmpty { return true }
    }
    return false
  }

  /// The field as text, spaces around it aside.
  func text(_ index: Int) -> String {
    let field = String(decoding: bytes[fields[index]], as: UTF8.self)
    let isQuoted =
      fields[index].lowerBound > 0 && bytes[fields[index].lowerBound - 1] == Ascii.quote
    return (isQuoted ? field.replacing("\"\"", with: "\"") : field).trimmingSpaces
  }

  private mutating func readRecord() {
    fields.removeAll(keepingCapacity: true)
    quotesAreBroken = false
    var isLast = false
    while !isLast {
      fields.append(readField())
      isLast = isLineEnd
      position += 1
    }
  }

  private var isLineEnd: Bool { position >= bytes.count || bytes[position] == Ascii.newline }

  private mutating func readField() -> Range<Int> {
    if !isLineEnd, bytes[position] == Ascii.quote { return readQuotedField() }
    let start = position
    position = fieldEnd(from: position)
    let hasReturn =
      isLineEnd && position > start && bytes[position - 1] == Ascii.carriageReturn
    return start..<(hasReturn ? position - 1 : position)
  }

  /// Where the unquoted text from `start` on meets a delimiter or the end of the line.
  private func fieldEnd(from start: Int) -> Int {
    var end = start
    let span = bytes.span
    while end < span.count, span[end] != delimiter, span[end] != Ascii.newline { end += 1 }
    return end
  }

  private mutating func readQuotedField() -> Range<Int> {
    position += 1
    let start = position
    while !isLineEnd {
      if bytes[position] == Ascii.quote {
        let isDoubled = position + 1 < bytes.count && bytes[position + 1] == Ascii.quote
        if !isDoubled { break }
        position += 1
      }
      position += 1
    }
    let end = position
    guard !isLineEnd else {
      quotesAreBroken = true
      return start..<end
    }
    position += 1
    let rest = position
    position = fieldEnd(from: position)
    let tail = bytes[rest..<position]
    if !tail.allSatisfy({ $0 == Ascii.carriageReturn || $0 == Ascii.space }) {
      quotesAreBroken = true
    }
    return start..<end
  }
}
