import KoineMetrics

extension PackingReport {
  /// The study as a table, with a line break at the end of every line.
  public func text(style: TerminalStyle) -> String {
    let width = min(style.width, TerminalStyle.comfortable)
    let title =
      "Packing \(subject.workload) on \(subject.topology), placement \(subject.placement)"
    var lines = paragraphs(title, width: width, .strong)
    lines += paragraphs(introduction, width: width) + [StyledText()]
    lines += table(style).lines(width: width, style)
    lines += [StyledText()] + paragraphs(conclusion, width: width)
    return lines.map { $0.rendered(style) + "\n" }.joined()
  }

  private func paragraphs(
    _ text: String, width: Int, _ emphasis: TextEmphasis = .plain
  ) -> [StyledText] {
    wrapped(text, to: width).map { StyledText($0, emphasis) }
  }

  private var introduction: String {
    let jobs = curves.reduce(0) { $0 + $1.arrived } / curves.count
    return """
      \(grouped(subject.nodes)) nodes with \(grouped(subject.accelerators)) accelerators. About \
      \(grouped(jobs)) jobs arrive one by one until they have asked for \
      \(decimal(subject.ratio * 100, places: 0)) % of them, and stay; who finds no room goes \
      away. Mean over \(counted(curves.count, "seed")) from \(firstSeed) on, ± the standard \
      deviation.
      """
  }

  private var conclusion: String {
    guard limit_percent >= 100, let allocated = allocation.mean[100],
      let fragments = fragmentation.mean[100]
    else { return "Arrivals end before they ask for the whole cluster." }
    return """
      When arrivals have asked for as much as there is, \(decimal(allocated, places: 2)) % is in \
      use; the jobs' typical task could not use \(decimal(fragments, places: 2)) %.
      """
  }

  private func table(_ style: TerminalStyle) -> Table {
    var table = Table([
      .init(title: "asked for"), .init(title: "in use"), .init(title: "±", expendability: 2),
      .init(title: "", alignment: .left, expendability: 3), .init(title: "fragments"),
      .init(title: "±", expendability: 2),
    ])
    var percents = Array(stride(from: 0, through: limit_percent, by: 10))
    if percents.last != limit_percent { percents.append(limit_percent) }
    for percent in percents where allocation.mean[percent] != nil {
      table.add(row(percent, style))
    }
    return table
  }

  private func row(_ percent: Int, _ style: TerminalStyle) -> [Table.Cell] {
    let weight = percent == 100 ? TextEmphasis.strong : .plain
    let share = (allocation.mean[percent] ?? 0) / 100
    return [
      .text("\(percent) %", weight), .text(amount(allocation.mean[percent]) + " %", weight),
      .text(amount(allocation.deviation[percent]), .faint),
      .bar { Bar.plain(share, width: $0, hasTrack: true, style) },
      .text(amount(fragmentation.mean[percent]) + " %", weight),
      .text(amount(fragmentation.deviation[percent]), .faint),
    ]
  }

  private func amount(_ value: Double?) -> String {
    value.map { decimal($0, places: 2) } ?? "?"
  }
}
