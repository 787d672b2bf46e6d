/// The comments that open a Standard Workload Format file: `; Key: value`.
///
/// Source: Feitelson, "The Standard Workload Format", version 2.2, Parallel Workloads Archive.
struct SWFHeader {
  /// Every labelled line, in file order; a label may repeat (`Queue`, `Partition`, `Note`).
  private(set) var fields: [(label: String, value: String, line: Int)] = []

  /// Adds a comment line, without its semicolon, if it carries a label.
  mutating func append(_ comment: String, line: Int) {
    guard let colon = comment.firstIndex(of: ":") else { return }
    let label = comment[..<colon].trimmingSpaces
    guard !label.isEmpty, !label.contains(" ") else { return }
    fields.append((label, comment[comment.index(after: colon)...].trimmingSpaces, line))
  }

  /// The value of the first line with this label, whatever the case.
  func value(_ label: String) -> (text: String, line: Int)? {
    fields.first { $0.label.lowercased() == label.lowercased() }.map { ($0.value, $0.line) }
  }

  /// The whole number that opens the value of `label`; a malformed one is noted and ignored.
  func number(_ label: String, _ problems: inout ProblemLog) -> Int64? {
    guard let (text, line) = value(label) else { return nil }
    let opening = text.prefix { $0.isASCII && !$0.isWhitespace }
    if let number = Int64(opening), number.magnitude < 1 << 53 { return number }
    problems.repair(
      .headerIgnored, line: line, key: label,
      .wrongType(found: "'\(text.prefix(40))'", expected: "a whole number"))
    return nil
  }

  /// Numbers and names given by repeated lines such as `Partition: 3 11cb48`.
  func names(_ label: String) -> [Int64: String] {
    var names: [Int64: String] = [:]
    for field in fields where field.label.lowercased() == label.lowercased() {
      let parts = field.value.split(maxSplits: 1, whereSeparator: \.isWhitespace)
      if parts.count == 2, let number = Int64(parts[0]) { names[number] = parts[1].trimmingSpaces }
    }
    return names
  }
}
