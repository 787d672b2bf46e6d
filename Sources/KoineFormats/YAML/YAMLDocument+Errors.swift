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
      Diagnostic(
        file: file, line: context.mark.line,
        .duplicateName(kind: "key", found: keys.sorted().first ?? ""))
    case .reader(_, let offset, _, _):
      Diagnostic(
        file: file, line: offset.map { line(at: $0, in: text) },
        .syntax("a control character is not allowed here"))
    // The parser reports its own nesting limit as a lack of memory.
    case .memory: Diagnostic(file: file, .tooDeep(limit: depthLimit))
    default: Diagnostic(file: file, .unreadable(reason: "the YAML reader failed"))
    }
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
    let words = [context, problem].compactMap { $0 }.joined(separator: " ")
    return Diagnostic(file: file, line: line, .syntax("is not YAML: \(words)"))
  }

  private static func line(at offset: Int, in text: String) -> Int {
    text.prefix(offset).count { $0.isNewline } + 1
  }
}
