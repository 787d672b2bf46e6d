import Yams

extension YAMLDocument {
  /// The library's error with its line, as a fact of ours.
  static func diagnostic(of error: YamlError, in text: String, file: String) -> Diagnostic {
    switch error {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      located(problem, context: context?.text, line: mark.line, text: text, file: file)
    case .duplicatedKeysInMapping(let keys, let context):
      duplicate(keys, from: context.mark, in: text, file: file)
    case .reader(_, let offset, _, _):
      Diagnostic(
        file: file, line: offset.map { line(at: $0, in: text) },
        .syntax("a control character is not allowed here"))
    // The parser reports its own nesting limit as a lack of memory.
    case .memory: Diagnostic(file: file, .tooDeep(limit: depthLimit))
    default: Diagnostic(file: file, .unreadable(reason: "the YAML reader failed"))
    }
  }

  /// A key that comes again, at the line where it does.
  ///
  /// The library knows of several only the first by name, and of it where it comes first.
  private static func duplicate(
    _ keys: [String], from mark: Mark, in text: String, file: String
  ) -> Diagnostic {
    let key = keys.first ?? ""
    let again = secondLine(of: key, from: mark, in: text)
    return Diagnostic(
      file: file, line: again ?? mark.line,
      .duplicateName(kind: "key", found: key, firstLine: again.map { _ in mark.line }))
  }

  /// Where `key` stands again in the mapping that has it first at `mark`; `nil` where it does so on the
  /// same line, or in braces.
  private static func secondLine(of key: String, from mark: Mark, in text: String) -> Int? {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let column = max(0, mark.column - 1)
    for (index, line) in lines.enumerated().dropFirst(max(0, mark.line)) {
      let indentation = line.prefix { $0 == " " }.count
      let content = line.dropFirst(indentation)
      if content.first.map({ $0 == "#" || $0.isWhitespace }) ?? true { continue }
      if indentation < column { return nil }
      guard indentation == column else { continue }
      for name in [key, "\"\(key)\"", "'\(key)'"] where content.hasPrefix(name) {
        let rest = content.dropFirst(name.count).drop { $0 == " " }
        if rest.first == ":" { return index + 1 }
      }
    }
    return nil
  }

  private static func located(
    _ problem: String, context: String?, line: Int, text: String, file: String
  ) -> Diagnostic {
    if problem.contains("nesting level") {
      return Diagnostic(file: file, line: line, .tooDeep(limit: depthLimit))
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let last = lines.lastIndex { !$0.allSatisfy(\.isWhitespace) } ?? 0
    let isAtEnd = line > last + 1 || problem.contains("end of stream")
    if isAtEnd {
      let expected = problem.split(separator: "did not find expected ").last.map(String.init)
      let isNamed = problem.contains("did not find expected ") && expected?.first != "<"
      return Diagnostic(
        file: file, line: last + 1,
        .truncated(expected: isNamed ? expected! : "the end of a value"))
    }
    let isTab =
      line > 0 && line <= lines.count
      && lines[line - 1].prefix { $0 == " " || $0 == "\t" }.contains("\t")
    if isTab {
      return Diagnostic(
        file: file, line: line, .syntax("is not YAML: a tab stands where only spaces may"))
    }
    let words = [context, problem].compactMap { $0 }.joined(separator: " ")
    return Diagnostic(file: file, line: line, .syntax("is not YAML: \(words)"))
  }

  private static func line(at offset: Int, in text: String) -> Int {
    text.prefix(offset).count { $0.isNewline } + 1
  }
}
