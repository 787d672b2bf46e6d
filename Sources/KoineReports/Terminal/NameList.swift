/// Lists of names and their meanings under headings, for `koine list`.
public func nameLists(
  _ sections: [(title: String, names: [(name: String, meaning: String)])], _ style: TerminalStyle
) -> String {
  let width = min(style.width, TerminalStyle.comfortable)
  let indentation = 2 + (sections.flatMap(\.names).map { displayWidth($0.name) }.max() ?? 0) + 2
  var lines: [StyledText] = []
  for (index, section) in sections.enumerated() {
    if index > 0 { lines.append(StyledText()) }
    lines.append(StyledText(section.title, .strong))
    for (name, meaning) in section.names {
      let texts = wrapped(meaning, to: max(20, width - indentation))
      for (row, text) in texts.enumerated() {
        lines.append(
          StyledText(row == 0 ? "  " + name : "").padded(to: indentation)
            + StyledText(text, .faint))
      }
    }
  }
  return lines.map { $0.rendered(style) + "\n" }.joined()
}
