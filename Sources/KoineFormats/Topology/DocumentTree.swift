/// A tree of values with ordered keys, to be written as YAML or JSON.
indirect enum DocumentTree {
  case text(String)
  case integer(Int)
  case number(Double)
  case list([DocumentTree])
  case mapping([(key: String, value: DocumentTree)])

  /// Whether the tree fits one line: a scalar, or a short mapping of scalars such as a figure.
  var isInline: Bool {
    switch self {
    case .text, .integer, .number: true
    case .list: false
    case .mapping(let entries):
      entries.first?.key == "value" && entries.allSatisfy { $0.value.isScalar }
    }
  }

  var isScalar: Bool {
    switch self {
    case .text, .integer, .number: true
    case .list, .mapping: false
    }
  }

  /// Decimal digits that read back to the same number.
  static func digits(_ number: Double) -> String {
    if number == number.rounded() && abs(number) < 1e15 { return String(Int(number)) }
    let text = "\(number)"
    // YAML 1.1 wants a point before an exponent.
    guard let exponent = text.firstIndex(of: "e"), !text.contains(".") else { return text }
    return text[..<exponent] + ".0" + text[exponent...]
  }

  /// `text` in double quotes, escaped as both JSON and YAML read it.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
