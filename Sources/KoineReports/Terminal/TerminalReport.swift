import KoineMetrics
import KoineModel

/// The report that a capacity planner reads first: what ran, how long jobs waited, and where the
/// accelerators' time went.
///
/// The same report and style give the same text, byte for byte.
public struct TerminalReport: Sendable {
  let run: RunDescription
  let summary: Summary
  let work: WorkNotes
  let services: [ServiceUsage]
  let queues: [QueueUsage]
  let style: TerminalStyle

  public init(_ report: RunReport, style: TerminalStyle) {
    run = report.run
    summary = report.summary
    work = report.work
    services = report.services
    queues = report.queues
    self.style = style
  }

  /// The report, with a line break at the end of every line.
  public var text: String {
    var out = ""
    for line in lines {
      out += line.rendered(style)
      out += "\n"
    }
    return out
  }

  var lines: [StyledText] {
    let isWide = style.width >= TerminalStyle.wide
    let full = isWide ? min(style.width, 2 * TerminalStyle.comfortable) : narrowWidth
    var lines = titleLines(width: full) + runLines(width: full) + headlineLines(width: full)
    if isWide {
      let half = (full - Self.gutter) / 2
      let left = join([
        serviceSection(half), queueSection(half), waitSection(half), chipSection(half),
        rejectionSection(half),
      ])
      let right = join([ledgerSection(half), lossSection(half)])
      lines += [StyledText()] + sideBySide(left, right, width: half)
    } else {
      let sections = [
        serviceSection, queueSection, waitSection, chipSection, ledgerSection, lossSection,
        rejectionSection,
      ]
      lines += [StyledText()] + join(sections.map { $0(full) })
    }
    return lines + noteLines(width: full)
  }

  private var narrowWidth: Int { min(style.width, TerminalStyle.comfortable) }
  private static let gutter = 4

  /// Sections one under the other, an empty line between them; empty sections take no place.
  private func join(_ sections: [[StyledText]]) -> [StyledText] {
    Array(sections.filter { !$0.isEmpty }.joined(separator: [StyledText()]))
  }

  private func sideBySide(
    _ left: [StyledText], _ right: [StyledText], width: Int
  ) -> [StyledText] {
    (0..<max(left.count, right.count)).map { row in
      let first = row < left.count ? left[row] : StyledText()
      return row < right.count ? first.padded(to: width + Self.gutter) + right[row] : first
    }
  }

  /// `title` with a rule to the right end.
  func heading(_ title: String, width: Int) -> StyledText {
    let rule = String(repeating: style.rule, count: max(0, width - displayWidth(title) - 1))
    return StyledText(title, .strong) + StyledText(" " + rule, .faint)
  }

  /// Text wrapped to `width` behind an indentation; the first line starts with `lead`.
  func paragraph(
    _ text: String, lead: StyledText = StyledText(), indentation: Int, width: Int,
    _ emphasis: TextEmphasis = .plain
  ) -> [StyledText] {
    wrapped(text, to: max(20, width - indentation)).enumerated().map { index, line in
      let start = index == 0 ? lead : StyledText()
      return start.padded(to: indentation) + StyledText(line, emphasis)
    }
  }
}
