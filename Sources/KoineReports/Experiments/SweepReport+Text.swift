import KoineStatistics

extension SweepReport {
  /// The sweep for a terminal, with a line break at the end of every line.
  public func text(style: TerminalStyle) -> String {
    let width = min(style.width, TerminalStyle.wide)
    let prose = min(style.width, TerminalStyle.comfortable)
    var lines = wrapped(title, to: prose).map { StyledText($0, .strong) }
    lines += wrapped(introduction, to: prose).map { StyledText($0) } + [StyledText()]
    for (index, table) in tables(width, style).enumerated() {
      lines += (index > 0 ? [StyledText()] : []) + table.lines(width: width, style)
    }
    for note in unknownMeasures + notes {
      lines += [StyledText()] + wrapped(note, to: prose).map { StyledText($0, .faint) }
    }
    return lines.map { $0.rendered(style) + "\n" }.joined()
  }

  private var introduction: String {
    let stored = storedRuns == 0 ? "" : ", \(grouped(storedRuns)) of them from the store"
    let spread =
      seeds == 1
      ? ""
      : fixedPoints == points.count
        ? " Nothing in this scenario depends on the seed: one run of each point stands for all."
        : " Means ± 95 % confidence (Student)."
          + (fixedPoints > 0 ? " Points without ± do not depend on the seed." : "")
    let spared =
      sparedRuns == 0
      ? ""
      : " Two seeds showed that, so \(counted(sparedRuns, "run")) more "
        + (sparedRuns == 1 ? "was not needed." : "were not needed.")
    let begin = firstSeed.map { " from \($0) on" } ?? " each from their own on"
    return "\(counted(points.count, "point")) of \(scenario), \(counted(runs, "run"))\(stored): "
      + "\(counted(seeds, "seed"))\(begin).\(spread)\(spared)"
  }

  /// As few tables as the width allows: measures that one has no room for go to the next.
  private func tables(_ width: Int, _ style: TerminalStyle) -> [Table] {
    var tables: [Table] = []
    var left = measures.indices
    while !left.isEmpty {
      var count = left.count
      while count > 1 && !table(left.prefix(count), style).fits(width) { count -= 1 }
      tables.append(table(left.prefix(count), style))
      left = left.dropFirst(count)
    }
    return tables
  }

  /// The first of all measures has a bar, in proportion to its largest value.
  private func table(_ shown: Range<Int>, _ style: TerminalStyle) -> Table {
    var columns = keys.map { key in
      Table.Column(title: title(of: key), alignment: .left, limit: 30)
    }
    for index in shown {
      columns.append(.init(title: measures[index].name))
      if hasSpread { columns.append(.init(title: "±", alignment: .left, expendability: 2)) }
      if index == 0 { columns.append(.init(title: "", alignment: .left, expendability: 1)) }
    }
    var table = Table(columns)
    table.barLimit = 30
    let largest = points.compactMap { $0.means.first??.estimate }.max() ?? 0
    for point in points { table.add(cells(point, shown, largest, style)) }
    return table
  }

  private func cells(
    _ point: Point, _ shown: Range<Int>, _ largest: Double, _ style: TerminalStyle
  ) -> [Table.Cell] {
    var cells: [Table.Cell] = point.values.map { .text($0 ?? "-") }
    for index in shown {
      let (measure, mean) = (measures[index], point.means[index])
      cells.append(.text(measure.text(mean?.estimate), index == 0 ? .strong : .plain))
      if hasSpread {
        cells.append(.text(mean?.halfWidth.map { measure.text($0) } ?? "", .faint))
      }
      if index == 0 {
        let share = largest > 0 ? (mean?.estimate ?? 0) / largest : 0
        cells.append(.bar { Bar.plain(share, width: $0, style) })
      }
    }
    return cells
  }

  private var hasSpread: Bool { seeds > 1 && fixedPoints < points.count }

  /// The last part of a key says enough at the head of a column, unless another key ends so too.
  private func title(of key: String) -> String {
    let short = Self.short(key)
    return keys.count { Self.short($0) == short } > 1 ? key : short
  }

  private static func short(_ key: String) -> String {
    key.split(separator: ".").last.map(String.init) ?? key
  }
}
