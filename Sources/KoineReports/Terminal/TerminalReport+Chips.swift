import KoineMetrics
import KoineModel

/// Allocated and productive share of each kind of chip.
extension TerminalReport {
  func chipSection(_ width: Int) -> [StyledText] {
    if summary.chips.isEmpty || summary.utilization.allocated == nil { return [] }
    var table = Table([
      .init(title: "chip", alignment: .left, limit: 30),
      .init(title: "count", expendability: 1),
      .init(title: "", alignment: .left),
      .init(title: "allocated"), .init(title: "productive"),
    ])
    table.barLimit = 50
    for usage in summary.chips {
      table.add(
        chipRow(usage.chip.key, usage.capacity, Utilization(usage.time), emphasis: .plain))
    }
    if summary.chips.count > 1 {
      table.add(chipRow("all", run.accelerators, summary.utilization, emphasis: .strong))
    }
    return [heading("Chips", width: width)] + table.lines(width: width, style) + [chipLegend]
  }

  private func chipRow(
    _ name: String, _ capacity: Int, _ utilization: Utilization, emphasis: TextEmphasis
  ) -> [Table.Cell] {
    let allocated = utilization.allocated ?? 0
    let productive = utilization.productive ?? 0
    return [
      .text(name, emphasis), .text(grouped(capacity), emphasis),
      .bar { [style] in Bar.nested(inner: productive, outer: allocated, width: $0, style) },
      .text(percentage(allocated), emphasis), .text(percentage(productive), emphasis),
    ]
  }

  private var chipLegend: StyledText {
    var legend = StyledText(style.full, .good)
    legend.append(" productive  ", .faint)
    legend.append(style.partial, .warning)
    legend.append(" allocated only  ", .faint)
    legend.append(style.empty, .faint)
    legend.append(" free or down", .faint)
    return legend
  }
}
