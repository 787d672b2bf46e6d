import Foundation

/// A rule of the house as a function: from a file to its violations, each with its line.
enum Rules {
  static let lineLimit = 400

  static func length(_ file: SourceFile) -> [String] {
    let count = file.lines.count - (file.text.hasSuffix("\n") ? 1 : 0)
    return count > lineLimit ? ["\(file.path): \(count) lines, the limit is \(lineLimit)"] : []
  }

  /// Marks of unfinished work. They are spelt in halves, lest this file break its own rule.
  static func unfinished(_ file: SourceFile) -> [String] {
    let marks = [
      "TO" + "DO", "FIX" + "ME", "XX" + "X", "fatal" + "Error(\"not", "fatal" + "Error(\"un",
    ]
    return violations(in: file) { line in marks.first { line.contains($0) } }
  }

  /// Paths that exist on one machine only.
  static func machinePath(_ file: SourceFile) -> [String] {
    let folders = ["work", "tmp", "opt", "home", "root", "mnt", "Users"].joined(separator: "|")
    guard let pattern = try? Regex("(^|[^.~/\\w}\\])*-])/(\(folders))(/|[^\\w/-]|$)") else {
      return ["the pattern of machine paths is malformed"]
    }
    return violations(in: file) { line in
      line.firstMatch(of: pattern).map { String(line[$0.range]) }
    }
  }

  /// Public types and functions without a doc comment in the line above them (or above their
  /// attributes).
  ///
  /// None is asked of initialisers and operators, of properties and subscripts, whose name and type
  /// say most (their comments are for units, ranges and meaning), and of what a protocol prescribes (`requirements`),
  /// which is documented there.
  static func undocumented(_ file: SourceFile, requirements: Set<String> = []) -> [String] {
    let lines = file.lines.map { $0.drop { $0 == " " } }
    let declaration =
      /^(@\w+(\([^)]*\))? )*(public|open) (static |mutating |consuming |final )*(struct|class|enum|protocol|actor|typealias|func)\b *(?<name>\w*).*$/
    return lines.indices.compactMap { index in
      guard let match = lines[index].wholeMatch(of: declaration) else { return nil }
      let isOperator = match.name.isEmpty && lines[index].contains("func ")
      if isOperator || requirements.contains(String(match.name)) { return nil }
      let above = lines[..<index].last { !$0.hasPrefix("@") } ?? ""
      return above.hasPrefix("///")
        ? nil : "\(file.path):\(index + 1): no doc comment: \(lines[index])"
    }
  }

  /// Names of the functions that the file's protocols prescribe: those that stand in a protocol and
  /// hence carry no access level of their own.
  static func requirements(of file: SourceFile) -> [String] {
    var names: [String] = []
    var isInProtocol = false
    for line in file.lines {
      if line.contains(/^(public )?protocol\b/) { isInProtocol = true }
      if line == "}" { isInProtocol = false }
      if isInProtocol, let match = line.firstMatch(of: /^  (mutating |static )*func (?<name>\w+)/) {
        names.append(String(match.name))
      }
    }
    return names
  }

  /// Functions that the standard library's protocols prescribe.
  static let standardRequirements: Set<String> = ["hash", "encode", "next", "makeIterator"]

  private static func violations(
    in file: SourceFile, by rule: (Substring) -> String?
  ) -> [String] {
    file.lines.enumerated().compactMap { index, line in
      rule(line).map { "\(file.path):\(index + 1): \($0)" }
    }
  }
}
