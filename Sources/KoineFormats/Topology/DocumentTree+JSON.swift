extension DocumentTree {
  /// The tree as JSON, indented by two spaces; mappings of scalars and lists of scalars on one line.
  func json(indentation: Int = 0) -> String {
    let margin = "\n" + String(repeating: " ", count: indentation + 2)
    let end = "\n" + String(repeating: " ", count: indentation)
    switch self {
    case .text(let text): return Self.quoted(text)
    case .integer(let integer): return String(integer)
    case .number(let number): return Self.digits(number)
    case .list(let entries):
      let texts = entries.map { $0.json(indentation: indentation + 2) }
      if entries.allSatisfy(\.isScalar) { return "[" + texts.joined(separator: ", ") + "]" }
      return "[" + margin + texts.joined(separator: "," + margin) + end + "]"
    case .mapping(let entries):
      let texts = entries.map {
        "\(Self.quoted($0.key)): \($0.value.json(indentation: indentation + 2))"
      }
      if entries.isEmpty { return "{}" }
      if isInline { return "{" + texts.joined(separator: ", ") + "}" }
      return "{" + margin + texts.joined(separator: "," + margin) + end + "}"
    }
  }
}
