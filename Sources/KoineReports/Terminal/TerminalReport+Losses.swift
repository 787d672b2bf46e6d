import KoineMetrics

/// The largest causes of lost accelerator time, in words.
extension TerminalReport {
  static let lossLimit = 5

  func lossSection(_ width: Int) -> [StyledText] {
    if summary.losses.isEmpty { return [] }
    let shown = summary.losses.prefix(Self.lossLimit)
    var lines = [heading("What cost most", width: width)]
    for (index, cause) in shown.enumerated() {
      lines += lossLines(cause, number: index + 1, width)
    }
    let rest = summary.losses.dropFirst(Self.lossLimit)
    if !rest.isEmpty {
      let share = rest.reduce(0) { $0 + $1.share }
      lines.append(
        StyledText("and \(counted(rest.count, "smaller cause")): \(percentage(share))", .faint))
    }
    return lines
  }

  private func lossLines(_ cause: LossCause, number: Int, _ width: Int) -> [StyledText] {
    let words = LossWords(cause, run, span: summary.span, estimateFactor: summary.estimateFactor)
    let share = percentage(cause.share)
    let titleWidth = max(10, width - 3 - share.count - 2)
    let title = truncated(words.title, to: titleWidth, ellipsis: style.ellipsis)
    var first = StyledText("\(number)", .faint).padded(to: 3)
    first.append(title, .strong)
    first = first.padded(to: width - share.count)
    first.append(share, .strong)
    var lines = [first] + paragraph(words.explanation, indentation: 3, width: width)
    if let advice = words.advice {
      var lead = StyledText("   ")
      lead.append(style.arrow, .good)
      let indentation = 3 + displayWidth(style.arrow) + 1
      lines += paragraph(advice, lead: lead, indentation: indentation, width: width)
    }
    return lines
  }
}
