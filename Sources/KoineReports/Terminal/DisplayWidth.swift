/// Terminal columns that `text` takes: 2 for characters of the wide East Asian scripts and for
/// emoji, 0 for combining marks, else 1.
public func displayWidth(_ text: String) -> Int {
  if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
  return text.reduce(0) { $0 + displayWidth($1) }
}

private func displayWidth(_ character: Character) -> Int {
  guard let scalar = character.unicodeScalars.first else { return 0 }
  if scalar.properties.generalCategory == .nonspacingMark { return 0 }
  let isWide =
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xA000...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF,
      0x20000...0x3FFFD:
      true
    default: false
    }
  return isWide ? 2 : 1
}

/// `text` cut to `width` columns, the cut marked by `ellipsis`.
func truncated(_ text: String, to width: Int, ellipsis: String) -> String {
  if displayWidth(text) <= width { return text }
  var kept = ""
  var used = displayWidth(ellipsis)
  for character in text {
    let more = displayWidth(String(character))
    if used + more > width { break }
    used += more
    kept.append(character)
  }
  return kept + ellipsis
}
