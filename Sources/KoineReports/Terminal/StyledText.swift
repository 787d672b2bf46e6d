/// How a piece of text stands out. Where there is no colour, all are plain.
public enum TextEmphasis: Sendable {
  case plain, strong, faint, good, warning, bad

  fileprivate var escape: String? {
    switch self {
    case .plain: nil
    case .strong: "\u{1B}[1m"
    case .faint: "\u{1B}[2m"
    case .good: "\u{1B}[32m"
    case .warning: "\u{1B}[33m"
    case .bad: "\u{1B}[31m"
    }
  }
}

/// Text of one line with emphasis, measured in terminal columns.
public struct StyledText: Sendable {
  private var pieces: [(text: String, emphasis: TextEmphasis)] = []
  /// Terminal columns that the text takes.
  public private(set) var width = 0

  public init() {}

  public init(_ text: String, _ emphasis: TextEmphasis = .plain) { append(text, emphasis) }

  /// Adds text. Control characters, which names in files may hold, become `?`.
  public mutating func append(_ text: String, _ emphasis: TextEmphasis = .plain) {
    let clean = text.unicodeScalars.contains { $0.isControl } ? text.withoutControls : text
    pieces.append((clean, emphasis))
    width += displayWidth(clean)
  }

  /// Adds the pieces of `other` at the end.
  public mutating func append(_ other: StyledText) {
    pieces += other.pieces
    width += other.width
  }

  public static func + (a: StyledText, b: StyledText) -> StyledText {
    var sum = a
    sum.append(b)
    return sum
  }

  /// The text, filled with spaces to `width` columns on the right (or left).
  public func padded(to width: Int, onTheLeft: Bool = false) -> StyledText {
    let fill = StyledText(String(repeating: " ", count: max(0, width - self.width)))
    return onTheLeft ? fill + self : self + fill
  }

  /// The characters to print, without spaces at the end.
  public func rendered(_ style: TerminalStyle) -> String {
    var out = ""
    for piece in trimmed {
      if style.usesColour, let escape = piece.emphasis.escape {
        out += escape + piece.text + "\u{1B}[0m"
      } else {
        out += piece.text
      }
    }
    return out
  }

  private var trimmed: [(text: String, emphasis: TextEmphasis)] {
    var kept = pieces
    while var last = kept.popLast() {
      while last.text.last == " " { last.text.removeLast() }
      if !last.text.isEmpty {
        kept.append(last)
        break
      }
    }
    return kept
  }
}

extension Unicode.Scalar {
  fileprivate var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }
}

extension String {
  fileprivate var withoutControls: String {
    var out = String.UnicodeScalarView()
    for scalar in unicodeScalars { out.append(scalar.isControl ? "?" : scalar) }
    return String(out)
  }
}
