/// Horizontal bars.
enum Bar {
  /// A bar of `width` columns filled to `share` (0...1), in eighths of a column where the terminal
  /// has them; anything above nothing shows. With a track, dots mark the rest.
  static func plain(
    _ share: Double, width: Int, emphasis: TextEmphasis = .plain, hasTrack: Bool = false,
    _ style: TerminalStyle
  ) -> StyledText {
    guard width > 0 else { return StyledText() }
    let steps = style.usesUnicode ? 8 : 1
    var units = Int((min(1, max(0, share)) * Double(width * steps)).rounded())
    if share > 0 && units == 0 { units = 1 }
    var filled = String(repeating: style.full, count: units / steps)
    if units % steps > 0 { filled += eighths[units % steps] }
    let bar = StyledText(filled, emphasis)
    if !hasTrack { return bar.padded(to: width) }
    return bar + StyledText(String(repeating: style.empty, count: width - bar.width), .faint)
  }

  /// A bar in two parts: `inner` of `outer` filled, the rest of `outer` half filled, then dots.
  static func nested(
    inner: Double, outer: Double, width: Int, _ style: TerminalStyle
  ) -> StyledText {
    guard width > 0 else { return StyledText() }
    if outer > 0 && outer * Double(width) < 0.5 {
      // A whole column would say too much of next to nothing.
      let sliver = style.usesUnicode ? eighths[1] : style.partial
      let rest = String(repeating: style.empty, count: width - 1)
      return StyledText(sliver, inner > 0 ? .good : .warning) + StyledText(rest, .faint)
    }
    let total = columns(outer, of: width)
    let full = min(total, columns(inner, of: width))
    var bar = StyledText(String(repeating: style.full, count: full), .good)
    bar.append(String(repeating: style.partial, count: total - full), .warning)
    bar.append(String(repeating: style.empty, count: width - total), .faint)
    return bar
  }

  /// Never full unless all is filled.
  private static func columns(_ share: Double, of width: Int) -> Int {
    let rounded = Int((min(1, max(0, share)) * Double(width)).rounded())
    if share < 1 && rounded == width && width > 1 { return width - 1 }
    return rounded
  }

  private static let eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
}
