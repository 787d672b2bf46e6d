public import KoineMetrics

/// A JSON document whose objects keep the order in which they were written and whose decimals stay
/// exact; Foundation's encoder would turn them into doubles.
public enum JSONValue: Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  /// Printed digit by digit.
  case decimal(ExactDecimal)
  /// Printed in the shortest form that reads back as the same double; `null` if it is not finite.
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([(key: String, value: JSONValue)])

  /// `value`, or `null` if there is none.
  public static func optional(_ value: Double?) -> JSONValue {
    value.map { .number($0) } ?? .null
  }

  /// `value`, or `null` if there is none.
  public static func optional(_ value: String?) -> JSONValue {
    value.map { .string($0) } ?? .null
  }

  /// `value`, or `null` if there is none.
  public static func optional(_ value: Int?) -> JSONValue {
    value.map { .integer($0) } ?? .null
  }
}

extension JSONValue {
  /// The document on several lines, indented by two spaces, without a line break at the end.
  public var text: String {
    var out = ""
    write(to: &out, indentation: "\n")
    return out
  }

  /// The document on one line.
  public var line: String {
    var out = ""
    write(to: &out, indentation: nil)
    return out
  }

  private func write(to out: inout String, indentation: String?) {
    switch self {
    case .null: out += "null"
    case .bool(let value): out += value ? "true" : "false"
    case .integer(let value): out += String(value)
    case .decimal(let value): out += value.description
    case .number(let value): out += value.isFinite ? value.description : "null"
    case .string(let value): Self.writeQuoted(value, to: &out)
    case .array(let values):
      Self.writeList(values, open: "[", close: "]", to: &out, indentation) { value, out, deeper in
        value.write(to: &out, indentation: deeper)
      }
    case .object(let members):
      Self.writeList(members, open: "{", close: "}", to: &out, indentation) { member, out, deeper in
        Self.writeQuoted(member.key, to: &out)
        out += deeper == nil ? ":" : ": "
        member.value.write(to: &out, indentation: deeper)
      }
    }
  }

  private static func writeList<Element>(
    _ elements: [Element], open: String, close: String, to out: inout String,
    _ indentation: String?, element write: (Element, inout String, String?) -> Void
  ) {
    out += open
    let deeper = indentation.map { $0 + "  " }
    for (index, element) in elements.enumerated() {
      if index > 0 { out += "," }
      out += deeper ?? ""
      write(element, &out, deeper)
    }
    if !elements.isEmpty { out += indentation ?? "" }
    out += close
  }

  private static func writeQuoted(_ text: String, to out: inout String) {
    out += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case "\u{0}"..<" ":
        let digits = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: out.unicodeScalars.append(scalar)
      }
    }
    out += "\""
  }
}
