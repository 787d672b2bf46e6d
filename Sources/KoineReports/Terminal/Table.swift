/// A table for the terminal: text columns as wide as they need, one column of bars that takes what is
/// left, and columns that give way when the terminal is narrow.
struct Table {
  enum Alignment { case left, right }

  struct Column {
    var title: String
    var alignment: Alignment = .right
    /// Columns of the highest number leave first when the table is too wide; 0 never leaves.
    var expendability = 0
    /// Widest that the column may be; longer text is cut.
    var limit = Int.max
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
    let bar = min(barLimit, max(0, width - naturalWidth(of: kept) + Self.leastBar))
    let titles = kept.map { Cell.text(columns[$0].title, .faint) }
    let hasTitles = columns.contains { !$0.title.isEmpty }
    return ((hasTitles ? [titles] : []) + rows.map { row in kept.map { row[$0] } }).map {
      line($0, kept, bar, style)
    }
  }

  /// Whether no column has to give way.
  func fits(_ width: Int) -> Bool { naturalWidth(of: Array(columns.indices)) <= width }

  private func line(
    _ cells: [Cell], _ kept: [Int], _ bar: Int, _ style: TerminalStyle
  ) -> StyledText {
    var line = StyledText()
    for (cell, column) in zip(cells, kept) {
      if line.width > 0 { line.append(String(repeating: " ", count: Self.gap)) }
      let width = isBar(column) ? bar : textWidth(column)
      switch cell {
      case .bar(let draw): line.append(draw(bar).padded(to: width))
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
      $0 + (isBar($1) ? Self.leastBar : textWidth($1))
    }
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
