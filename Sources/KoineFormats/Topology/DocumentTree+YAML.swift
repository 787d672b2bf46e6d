extension DocumentTree {
  /// The tree as a YAML document.
  func yaml() -> String {
    var text = ""
    writeYAML(to: &text, indentation: 0)
    return text
  }

  private func writeYAML(to text: inout String, indentation: Int) {
    let margin = String(repeating: " ", count: indentation)
    switch self {
    case .text, .integer, .number: text += margin + inlineYAML() + "\n"
    case .list(let entries): Self.writeList(entries, to: &text, indentation: indentation)
    case .mapping(let entries):
      for (key, value) in entries {
        text += margin + Self.plainOrQuoted(key) + ":"
        if value.isInline {
          text += " " + value.inlineYAML() + "\n"
        } else if case .list(let values) = value, values.allSatisfy(\.isScalar) {
          text += " " + Self.wrapped(values, indentation: indentation + 2) + "\n"
        } else {
          text += "\n"
          value.writeYAML(to: &text, indentation: indentation + 2)
        }
      }
    }
  }

  private static func writeList(
    _ entries: [DocumentTree], to text: inout String, indentation: Int
  ) {
    for entry in entries {
      var block = ""
      entry.writeYAML(to: &block, indentation: indentation + 2)
      // The entry's first line starts behind the dash.
      text += String(repeating: " ", count: indentation) + "- " + block.dropFirst(indentation + 2)
    }
  }

  private func inlineYAML() -> String {
    switch self {
    case .text(let text): Self.plainOrQuoted(text)
    case .integer(let integer): String(integer)
    case .number(let number): Self.digits(number)
    case .list(let entries): "[" + entries.map { $0.inlineYAML() }.joined(separator: ", ") + "]"
    case .mapping(let entries):
      "{" + entries.map { "\($0.key): \($0.value.inlineYAML())" }.joined(separator: ", ") + "}"
    }
  }

  /// A list of scalars in brackets, its lines at most 96 wide where the entries allow.
  private static func wrapped(_ entries: [DocumentTree], indentation: Int) -> String {
    let margin = "\n" + String(repeating: " ", count: indentation)
    var result = "["
    var width = 48
    for (index, entry) in entries.enumerated() {
      let text = entry.inlineYAML() + (index + 1 < entries.count ? "," : "]")
      if width + text.count > 96 {
        result += margin
        width = indentation
      } else if index > 0 {
        result += " "
      }
      result += text
      width += text.count + 1
    }
    return entries.isEmpty ? "[]" : result
  }

  private static let words: Set<String> = [
    "null", "true", "false", "yes", "no", "on", "off", "y", "n",
  ]

  /// The text as it is where YAML reads it as text, in quotes elsewhere.
  private static func plainOrQuoted(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || " ._/@+()-".utf8.contains(byte)
    }
    let startsWithLetter = text.utf8.first.map { $0 >= 0x41 } ?? false
    let isSafe =
      isPlain && startsWithLetter && text.last != " " && !words.contains(text.lowercased())
    return isSafe ? text : quoted(text)
  }
}
