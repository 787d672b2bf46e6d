import Yams

/// Turns text into one tree of nodes with line numbers, and refuses what would exhaust the machine.
enum YAMLDocument {
  static let depthLimit = 64
  /// Values of a document with its aliases expanded.
  static let valueLimit = 4_000_000

  /// The root of the document in `text`.
  ///
  /// - Throws: the first syntax error, with its line; that the document is empty, or a bomb.
  static func parse(_ text: String, file: String) throws(InputError) -> YAMLValue {
    try refuseAliasedKeys(text, file: file)
    let root = try compose(text, file: file)
    guard let root, !isNull(root) else {
      throw InputError(Diagnostic(file: file, .empty(what: "values")))
    }
    var remaining = valueLimit
    try measure(root, depth: 0, remaining: &remaining, file: file)
    return YAMLValue(node: root, path: "", file: file, log: DiagnosticLog())
  }

  private static func compose(_ text: String, file: String) throws(InputError) -> Node? {
    do {
      return try Parser(yaml: text, encoding: .utf8).singleRoot()
    } catch let error as YamlError {
      throw InputError(diagnostic(of: error, in: text, file: file))
    } catch {
      throw InputError(Diagnostic(file: file, .unreadable(reason: "the YAML reader failed")))
    }
  }

  /// Whether the node is an empty value, `~` or `null`: what we read as "not given".
  static func isNull(_ node: Node) -> Bool {
    guard case .scalar(let scalar) = node, scalar.style == .plain || scalar.style == .any else {
      return false
    }
    return scalar.string.isEmpty || scalar.string == "~" || scalar.string == "null"
  }

  private static func measure(
    _ node: Node, depth: Int, remaining: inout Int, file: String
  ) throws(InputError) {
    remaining -= 1
    let line = node.mark?.line
    if depth > depthLimit {
      throw InputError(Diagnostic(file: file, line: line, .tooDeep(limit: depthLimit)))
    }
    if remaining < 0 {
      throw InputError(Diagnostic(file: file, line: line, .tooManyValues(limit: valueLimit)))
    }
    switch node {
    case .sequence(let sequence):
      for child in sequence {
        try measure(child, depth: depth + 1, remaining: &remaining, file: file)
      }
    case .mapping(let mapping):
      for (key, child) in mapping {
        try measure(key, depth: depth + 1, remaining: &remaining, file: file)
        try measure(child, depth: depth + 1, remaining: &remaining, file: file)
      }
    case .scalar, .alias: break
    }
  }

  /// Refuses documents in which an alias could stand inside a key.
  ///
  /// The YAML library hashes keys while it parses, before anything can be counted, so that a key made
  /// of nested aliases would cost exponential time. Our files have no use for such keys.
  private static func refuseAliasedKeys(_ text: String, file: String) throws(InputError) {
    guard text.utf8.contains(UInt8(ascii: "*")), text.utf8.contains(UInt8(ascii: "&")) else {
      return
    }
    var line = 0
    for content in text.split(separator: "\n", omittingEmptySubsequences: false) {
      line += 1
      if hasCompoundKey(content) {
        throw InputError(
          Diagnostic(
            file: file, line: line,
            .syntax("keys that are lists, mappings or aliases are not read beside aliases")))
      }
    }
  }

  /// Whether the line has `?` where a key may start, or `]`, `}` or an alias right before a colon.
  private static func hasCompoundKey(_ line: Substring) -> Bool {
    var previous: Character = " "
    var inAlias = false
    var mayStartKey = true
    for character in line {
      if character == "?" && mayStartKey { return true }
      if character == ":" && (inAlias || "]}".contains(previous)) { return true }
      if character == "*" && mayStartKey { inAlias = true }
      if ",[]{}\"'".contains(character) { inAlias = false }
      if !character.isWhitespace {
        previous = character
        mayStartKey = "-{[,:?".contains(character)
      }
    }
    return false
  }
}
