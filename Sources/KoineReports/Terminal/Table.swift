/// A table for the terminal: text columns as wide as they need, one column of bars that takes what is
/// left, and columns that give way when the terminal is narrow.
struct Table {
  enum Alignment { case left, right }

  struct Column {
    var title: String
    var alignment: Alignment = .right
    /// Columns of the highest number leave first when the table is too wide; 0 never leaves.
    var expendability = 0
    /// Widest that the column may be; longer text is cut, or goes on below.
    var limit = Int.max
    /// Text may go on below where the table has no more columns for it than this, and no word is wider.
    var wrapsFrom: Int?
  }

  enum Cell {
    case text(String, TextEmphasis = .plain)
    /// Draws a bar in the width it is given.
    case bar((Int) -> StyledText)
  }

  var columns: [Column]
  var rows: [[Cell]] = []
  /// Columns of the bar column at most; it stands where the cells are bars.
  var barLimit = 60
  private static let gap = 2
  private static let leastBar = 8

  init(_ columns: [Column]) { self.columns = columns }

  mutating func add(_ cells: [Cell]) {
    precondition(cells.count == columns.count)
    rows.append(cells)
  }

  /// Lines of the table in `width` columns, the titles first.
  func lines(width: Int, _ style: TerminalStyle) -> [StyledText] {
    var kept = Array(columns.indices)
    while let victim = leastNeeded(of: kept), naturalWidth(of: kept) > width {
      kept.removeAll { $0 == victim }
    }
    let widths = widths(of: kept, in: width)
    let titles = kept.map { Cell.text(columns[$0].title, .faint) }
    let hasTitles = columns.contains { !$0.title.isEmpty }
    let shown = (hasTitles ? [titles] : []) + rows.map { row in kept.map { row[$0] } }
    return shown.flatMap { unfolded($0, kept, widths) }.map { line($0, kept, widths, style) }
  }

  /// Whether no column has to give way.
  func fits(_ width: Int) -> Bool { naturalWidth(of: Array(columns.indices)) <= width }

  /// As few tables as the width allows, each with the first column: columns that one has no room for
  /// go to the next, but for those that may give way.
  func split(to width: Int) -> [Table] {
    var parts = [[0]]
    for column in columns.indices.dropFirst() {
      let last = parts.count - 1
      if naturalWidth(of: parts[last] + [column]) <= width || parts[last].count == 1 {
        parts[last].append(column)
      } else if columns[column].expendability == 0 {
        parts.append([0, column])
      }
    }
    return parts.map { kept in
      var part = Table(kept.map { columns[$0] })
      part.barLimit = barLimit
      part.rows = rows.map { row in kept.map { row[$0] } }
      return part
    }
  }

  /// Columns that each of those kept gets: bars what they may, then text that would go on below.
  private func widths(of kept: [Int], in width: Int) -> [Int] {
    var spare = max(0, width - naturalWidth(of: kept))
    return kept.map { column in
      if isBar(column) {
        return min(barLimit, max(0, width - naturalWidth(of: kept) + Self.leastBar))
      }
      let least = leastWidth(column)
      let own = min(textWidth(column), least + spare)
      spare -= own - least
      return own
    }
  }

  /// A row as the lines that it takes.
  private func unfolded(_ cells: [Cell], _ kept: [Int], _ widths: [Int]) -> [[Cell]] {
    let parts = zip(cells, zip(kept, widths)).map { cell, place -> [Cell] in
      guard case .text(let text, let emphasis) = cell, columns[place.0].wrapsFrom != nil,
        displayWidth(text) > place.1
      else { return [cell] }
      return wrapped(text, to: place.1).map { .text($0, emphasis) }
    }
    return (0..<(parts.map(\.count).max() ?? 1)).map { line in
      parts.map { line < $0.count ? $0[line] : .text("") }
    }
  }

  private func line(
    _ cells: [Cell], _ kept: [Int], _ widths: [Int], _ style: TerminalStyle
  ) -> StyledText {
    var line = StyledText()
    for (cell, (column, width)) in zip(cells, zip(kept, widths)) {
      if line.width > 0 { line.append(String(repeating: " ", count: Self.gap)) }
      switch cell {
      case .bar(let draw): line.append(draw(width).padded(to: width))
      case .text(let text, let emphasis):
        let cut = truncated(text, to: width, ellipsis: style.ellipsis)
        let onTheLeft = columns[column].alignment == .right
        line.append(StyledText(cut, emphasis).padded(to: width, onTheLeft: onTheLeft))
      }
    }
    return line
  }

  private func leastNeeded(of kept: [Int]) -> Int? {
    let victim = kept.max { columns[$0].expendability < columns[$1].expendability }
    return victim.flatMap { columns[$0].expendability > 0 ? $0 : nil }
  }

  private func naturalWidth(of kept: [Int]) -> Int {
    kept.reduce(Self.gap * max(0, kept.count - 1)) {
      $0 + (isBar($1) ? Self.leastBar : leastWidth($1))
    }
  }

  /// The narrowest that a column may be.
  private func leastWidth(_ column: Int) -> Int {
    let whole = textWidth(column)
    guard let least = columns[column].wrapsFrom else { return whole }
    var longest = displayWidth(columns[column].title)
    for row in rows {
      guard case .text(let text, _) = row[column] else { continue }
      longest = text.split(separator: " ").reduce(longest) { max($0, displayWidth(String($1))) }
    }
    return min(whole, max(least, longest))
  }

  private func isBar(_ column: Int) -> Bool {
    rows.contains { if case .bar = $0[column] { true } else { false } }
  }

  private func textWidth(_ column: Int) -> Int {
    let widest = rows.reduce(displayWidth(columns[column].title)) { widest, row in
      if case .text(let text, _) = row[column] { max(widest, displayWidth(text)) } else { widest }
    }
    return min(widest, columns[column].limit)
  }
}
