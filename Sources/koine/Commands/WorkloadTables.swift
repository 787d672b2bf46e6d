import KoineFormats
import KoineReports

/// A description in the terminal: pairs in as many columns as fit, or two workloads side by side.
struct WorkloadTables {
  private let first: WorkloadDescription
  private let second: WorkloadDescription?
  private let accelerators: Int?

  init(_ first: WorkloadDescription, against second: WorkloadDescription?, accelerators: Int?) {
    self.first = first
    self.second = second
    self.accelerators = accelerators
  }

  func text(width: Int) -> String {
    let lines = second.map { sideBySide($0, width) } ?? alone(width)
    return lines.map { trimmed($0) }.joined(separator: "\n")
  }

  private func trimmed(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }

  // MARK: One workload

  private func alone(_ width: Int) -> [String] {
    let sections = first.sections(accelerators: accelerators, sizeLabels: [])
    var lines = [first.name]
    for section in sections where !section.measures.isEmpty {
      lines += ["", section.title] + grid(section.measures, width)
    }
    return lines + [""] + sizeTable() + clockNote(first)
  }

  /// Pairs of label and value, down the columns.
  private func grid(_ measures: [WorkloadMeasure], _ width: Int) -> [String] {
    let label = measures.map(\.label.count).max() ?? 0
    let value = measures.map(\.text.count).max() ?? 0
    let cell = 2 + label + 1 + value
    let columns = max(1, min(measures.count, (width + 2) / (cell + 2)))
    let rows = (measures.count + columns - 1) / columns
    return (0..<rows).map { row in
      stride(from: row, to: measures.count, by: rows).map { index in
        "  " + left(measures[index].label, label) + " " + right(measures[index].text, value)
      }.joined(separator: "  ")
    }
  }

  private func sizeTable() -> [String] {
    let header = ["accelerators", "jobs", "time", "median", "completed", "cancelled", "failed"]
    let rows = first.sizes.map { size in
      [
        size.label, WorkloadMeasure.text(size.shareOfJobs, .share),
        WorkloadMeasure.text(size.shareOfWork, .share), readableTime(size.medianDuration_s),
        WorkloadMeasure.text(size.outcomes.completed, .share),
        WorkloadMeasure.text(size.outcomes.cancelled, .share),
        WorkloadMeasure.text(size.outcomes.failed, .share),
      ]
    }
    let widths = header.indices.map { column in
      ([header] + rows).map { $0[column].count }.max() ?? 0
    }
    return ["Sizes"]
      + ([header] + rows).map { row in
        "  " + zip(row, widths).map { right($0, $1) }.joined(separator: "  ")
      }
  }

  private func clockNote(_ description: WorkloadDescription) -> [String] {
    description.arrivals.wallClockIsKnown
      ? []
      : [
        "",
        "\(description.name) does not say when it starts: hours and days count from its time 0.",
      ]
  }

  // MARK: Two workloads

  private func sideBySide(_ second: WorkloadDescription, _ width: Int) -> [String] {
    let labels = first.sizes.map(\.label) + second.sizes.map(\.label)
    let order = ["0", "<1", "1", "2", "3-4", "5-8", "9-16", "17-32", "33-64", "65-256", ">256"]
    let known = order.filter { labels.contains($0) }
    let machine = accelerators ?? first.machineProcessors ?? second.machineProcessors
    let left = first.sections(accelerators: machine, sizeLabels: known)
    let right = second.sections(accelerators: machine, sizeLabels: known)
    let widths = [22, 14, 14, 11]
    let room = max(10, (width - 24 - 13) / 2)
    var lines = row(["", short(first.name, room), short(second.name, room), "difference"], widths)
    for (a, b) in zip(left, right) {
      lines += ["", a.title]
      for (x, y) in zip(a.measures, b.measures) {
        lines += row(["  " + x.label, x.text, y.text, x.difference(to: y.value)], widths)
      }
    }
    return lines + clockNote(first) + clockNote(second)
  }

  private func row(_ cells: [String], _ widths: [Int]) -> [String] {
    [
      left(cells[0], widths[0])
        + cells.indices.dropFirst().map { "  " + right(cells[$0], widths[$0]) }
        .joined()
    ]
  }

  /// The end of a path tells more than its start.
  private func short(_ name: String, _ room: Int) -> String {
    let last = name.split(separator: "/").last.map(String.init) ?? name
    return last.count <= min(room, 14) ? last : String(last.prefix(13)) + "~"
  }

  private func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
