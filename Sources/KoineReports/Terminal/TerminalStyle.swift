/// What the terminal that a report goes to can show.
public struct TerminalStyle: Hashable, Sendable {
  /// Columns, at least 40.
  public var width: Int
  /// Whether it shows block and box characters.
  public var usesUnicode: Bool
  /// Whether it shows colours.
  public var usesColour: Bool

  public init(width: Int = 80, usesUnicode: Bool = true, usesColour: Bool = false) {
    self.width = max(40, width)
    self.usesUnicode = usesUnicode
    self.usesColour = usesColour
  }

  /// From this width on, sections stand side by side.
  static let wide = 150
  /// Lines of one column are no longer than this: the eye loses longer ones.
  static let comfortable = 110

  var rule: String { usesUnicode ? "─" : "-" }
  var full: String { usesUnicode ? "█" : "#" }
  var partial: String { usesUnicode ? "▒" : "+" }
  var empty: String { usesUnicode ? "·" : "." }
  var arrow: String { usesUnicode ? "→" : "->" }
  var about: String { usesUnicode ? "≈" : "~" }
  var separator: String { usesUnicode ? "·" : "|" }
  var ellipsis: String { usesUnicode ? "…" : "~" }
}
