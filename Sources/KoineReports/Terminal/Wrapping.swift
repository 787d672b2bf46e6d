/// The words of `text` in lines of at most `width` columns; a longer word has a line of its own.
///
/// A number stays with its unit, and an option with its value.
public func wrapped(_ text: String, to width: Int) -> [String] {
  var lines: [String] = []
  var line = ""
  for chunk in chunks(of: text) {
    if !line.isEmpty, displayWidth(line) + 1 + displayWidth(chunk) > width {
      lines.append(line)
      line = ""
    }
    line += (line.isEmpty ? "" : " ") + chunk
  }
  return line.isEmpty ? lines : lines + [line]
}

private let units: Set<String> = ["ms", "s", "min", "h", "d", "%", "Wh", "kWh", "MWh", "GWh"]

/// Words, and runs of words that no line break may part: `3 h 12 min`, `CNY 51,200`,
/// `--backfill easy`.
private func chunks(of text: String) -> [String] {
  var chunks: [String] = []
  var previous = ""
  for word in text.split(separator: " ").map(String.init) {
    let bare = String(word.prefix { !".,;:)".contains($0) })
    let isUnit = units.contains(bare) && previous.last?.isNumber == true
    let isSecondPart = units.contains(previous) && previous != "%" && word.allSatisfy(\.isNumber)
    if isUnit || isSecondPart || previous == "CNY" || previous.hasPrefix("--"),
      let last = chunks.popLast()
    {
      chunks.append(last + " " + word)
    } else {
      chunks.append(word)
    }
    previous = word
  }
  return chunks
}
