import Foundation

extension Rules {
  /// Reads of a stored field on the right of `&&`, `||` or `??` in the initialisers of noncopyable
  /// structs.
  ///
  /// The right side is an autoclosure. One that captures `self` before all fields are set makes the
  /// optimiser destroy fields that are not there yet, and the program crashes in optimised builds
  /// only: tests, which run in debug builds, see nothing. Read the field into a constant first.
  ///
  /// It looks at text, line by line, of sources that are formatted: where all fields are set already it
  /// forbids more than it must, and what stands on a later line than its operator it does not see.
  static func autoclosures(_ file: SourceFile) -> [String] {
    let lines = file.lines.map(withoutTexts)
    return lines.indices.flatMap { index -> [String] in
      guard let body = noncopyableStruct(at: index, lines) else { return [] }
      let fields = storedFields(lines[body], indentation: indentation(lines[index]) + 2)
      return initialisers(lines, body, indentation: indentation(lines[index]) + 2).flatMap {
        reads(of: fields, in: $0, lines, file)
      }
    }
  }

  /// Lines of an initialiser: what it declares, and what it does.
  private struct Initialiser {
    var signature: String
    var body: Range<Int>
  }

  private static func withoutTexts(_ line: Substring) -> String {
    let code = line.replacing(/"(\\.|[^"\\])*"/, with: "\"\"")
    return String(code.firstRange(of: "//").map { code[..<$0.lowerBound] } ?? code[...])
  }

  private static func indentation(_ line: String) -> Int { line.prefix { $0 == " " }.count }

  /// The lines between the braces of the noncopyable struct that begins here, if one does.
  private static func noncopyableStruct(at index: Int, _ lines: [String]) -> Range<Int>? {
    guard lines[index].prefixMatch(of: /^ *((public|private|fileprivate) )*struct \w/) != nil,
      let opening = lines[index...].firstIndex(where: { $0.contains("{") })
    else { return nil }
    var header = lines[index...opening].joined(separator: " ")
    while header.contains(/<[^<>]*>/) { header = header.replacing(/<[^<>]*>/, with: "") }
    let end = String(repeating: " ", count: indentation(lines[index])) + "}"
    guard header.contains("~Copyable"), let closing = lines[opening...].firstIndex(of: end)
    else { return nil }
    return opening + 1..<closing
  }

  private static func storedFields(_ lines: ArraySlice<String>, indentation: Int) -> Set<String> {
    let field =
      /^ *((public|private|fileprivate|internal|package)(\(set\))? |@\w+ )*(let|var) (?<name>\w+)(?<rest>.*)$/
    return Set(
      lines.compactMap { line in
        guard self.indentation(line) == indentation, let match = line.wholeMatch(of: field)
        else { return nil }
        // Computed ones have a body and no value.
        let isComputed = match.rest.split(separator: "=").first?.contains("{") ?? false
        return isComputed ? nil : String(match.name)
      })
  }

  private static func initialisers(
    _ lines: [String], _ body: Range<Int>, indentation: Int
  ) -> [Initialiser] {
    let end = String(repeating: " ", count: indentation) + "}"
    return body.compactMap { index in
      guard self.indentation(lines[index]) == indentation,
        lines[index].contains(/^ *((public|private|fileprivate) |@\w+(\(\w+\))? )*init\b/)
      else { return nil }
      // All on one line, or up to the line that opens the body.
      if lines[index].hasSuffix("}") {
        return Initialiser(signature: lines[index], body: index..<index + 1)
      }
      guard let opening = lines[index..<body.upperBound].firstIndex(where: { $0.hasSuffix("{") }),
        let closing = lines[opening...].firstIndex(of: end)
      else { return nil }
      return Initialiser(
        signature: lines[index...opening].joined(separator: " "), body: opening + 1..<closing)
    }
  }

  private static func reads(
    of fields: Set<String>, in initialiser: Initialiser, _ lines: [String], _ file: SourceFile
  ) -> [String] {
    var hidden = Set(initialiser.signature.matches(of: /(\w+):/).map { String($0.1) })
    var found: [String] = []
    for index in initialiser.body {
      for match in lines[index].matches(of: /\b(?:let|var|for) \(?(?<names>\w+(?:, \w+)*)/) {
        hidden.formUnion(match.names.split(separator: ", ").map(String.init))
      }
      for match in lines[index].matches(of: /[{(] *(?<names>\w+(?:, \w+)*) in\b/) {
        hidden.formUnion(match.names.split(separator: ", ").map(String.init))
      }
      for match in lines[index].matches(of: /&&|\|\||\?\?/) {
        let right = operand(lines[index][match.range.upperBound...])
        // No \b here: to it, `self.limit` is one word.
        let names = right.matches(of: /(?<before>\.?)(?<name>[A-Za-z_]\w*)(?<after>:?)/)
          .filter { $0.before.isEmpty && $0.after.isEmpty }.map { String($0.name) }
        let read = names.first { $0 == "self" || fields.contains($0) && !hidden.contains($0) }
        if let read {
          found.append("\(file.path):\(index + 1): \(match.0) reads \(read) in an autoclosure")
        }
      }
    }
    return found
  }

  /// What belongs to an operator: up to the next argument, the end of its parentheses, or a `?` that asks
  /// for its result.
  private static func operand(_ text: Substring) -> Substring {
    var depth = 0
    for index in text.indices {
      switch text[index] {
      case "(", "[", "{": depth += 1
      case ")", "]", "}":
        depth -= 1
        if depth < 0 { return text[..<index] }
      case ",": if depth == 0 { return text[..<index] }
      case "?": if depth == 0 && text[..<index].hasSuffix(" ") { return text[..<index] }
      default: break
      }
    }
    return text
  }
}
