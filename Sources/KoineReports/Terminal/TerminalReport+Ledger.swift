import KoineMetrics
import KoineModel

/// The ledger as a table with bars.
extension TerminalReport {
  func ledgerSection(_ width: Int) -> [StyledText] {
    let ledger = summary.ledger
    if ledger.total == 0 { return [] }
    var table = Table([
      .init(title: "class", alignment: .left),
      .init(title: "share"), .init(title: "", alignment: .left),
      .init(title: "accelerators", expendability: 2),
      .init(title: "hours", expendability: 1),
    ])
    table.barLimit = 40
    // Bars are drawn against the largest class, so that the small ones can be told apart.
    let largest = LedgerClass.allCases.map { ledger[$0] }.max() ?? ledger.total
    for ledgerClass in LedgerClass.allCases where ledger[ledgerClass] > 0 {
      let amount = ledger[ledgerClass]
      let bar = Double(amount) / Double(largest)
      table.add(
        ledgerRow(ledgerClass.meaning, amount, .plain) { [style] in
          Bar.plain(bar, width: $0, emphasis: self.emphasis(of: ledgerClass), style)
        })
    }
    table.add(ledgerRow("all", ledger.total, .strong) { _ in StyledText() })
    return [heading("Where the accelerator-hours went", width: width)]
      + table.lines(width: width, style) + fragmentationLines(width)
  }

  private func ledgerRow(
    _ name: String, _ amount: Int128, _ emphasis: TextEmphasis,
    bar: @escaping (Int) -> StyledText
  ) -> [Table.Cell] {
    let span_s = summary.span.seconds
    let seconds = AcceleratorTime.seconds(amount)
    let hours = seconds / 3600
    return [
      .text(name, emphasis),
      .text(percentage(summary.ledger.share(of: amount) ?? 0), emphasis), .bar(bar),
      .text(average(seconds / span_s), emphasis),
      .text(decimal(hours, places: hours < 100 ? 1 : 0), emphasis),
    ]
  }

  private func emphasis(of ledgerClass: LedgerClass) -> TextEmphasis {
    switch ledgerClass {
    case .productive: .good
    case .lost, .down: .bad
    case .freeIdle: .faint
    default: .warning
    }
  }

  private func fragmentationLines(_ width: Int) -> [StyledText] {
    let ledger = summary.ledger
    if ledger[.freeUnusable] + ledger[.freeWithheld] == 0 { return [] }
    return paragraph(
      "While something waited, \(percentage(summary.fragmentation)) of the free accelerators could "
        + "not have been used by it (fragmentation).",
      indentation: 0, width: width, .faint)
  }
}
