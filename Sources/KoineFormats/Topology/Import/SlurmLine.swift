/// One logical line of a Slurm configuration: keys in lower case, in the order of the line.
struct SlurmLine {
  var line: Int
  var fields: [(key: String, value: Substring)]

  subscript(key: String) -> Substring? { fields.first { $0.key == key }?.value }

  /// The logical lines of `text`: comments dropped, lines that end in a backslash joined.
  static func lines(of text: String) -> [SlurmLine] {
    var lines: [SlurmLine] = []
    var pending = ""
    var start = 1
    var number = 0
    for raw in text.split(separator: "\n", omittingEmptySubsequences: false) {
      number += 1
      if pending.isEmpty { start = number }
      let content = withoutComment(raw.last == "\r" ? raw.dropLast() : raw)
      if content.last == "\\" {
        pending += content.dropLast() + " "
        continue
      }
      pending += content
      let fields = fields(of: pending)
      if !fields.isEmpty { lines.append(SlurmLine(line: start, fields: fields)) }
      pending = ""
    }
    let fields = fields(of: pending)
    if !fields.isEmpty { lines.append(SlurmLine(line: start, fields: fields)) }
    return lines
  }

  private static func withoutComment(_ line: Substring) -> Substring {
    var previous: Character?
    for index in line.indices {
      if line[index] == "#" && previous != "\\" { return line[..<index] }
      previous = line[index]
    }
    return line
  }

  private static func fields(of text: String) -> [(key: String, value: Substring)] {
    splitOutsideQuotes(text[...]).map { word in
      guard let equals = word.firstIndex(of: "=") else { return (word.lowercased(), "") }
      let value = word[word.index(after: equals)...]
      let isQuoted = value.count > 1 && value.first == "\"" && value.last == "\""
      return (word[..<equals].lowercased(), isQuoted ? value.dropFirst().dropLast() : value)
    }
  }

  private static func splitOutsideQuotes(_ text: Substring) -> [Substring] {
    var words: [Substring] = []
    var start = text.startIndex
    var isQuoted = false
    for index in text.indices {
      if text[index] == "\"" { isQuoted.toggle() }
      if text[index].isWhitespace && !isQuoted {
        if start < index { words.append(text[start..<index]) }
        start = text.index(after: index)
      }
    }
    if start < text.endIndex { words.append(text[start...]) }
    return words
  }
}
