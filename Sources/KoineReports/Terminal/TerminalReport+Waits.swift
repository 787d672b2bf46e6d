import KoineMetrics

/// How long jobs waited, all together and by size.
extension TerminalReport {
  func waitSection(_ width: Int) -> [StyledText] {
    guard let wait = summary.wait else { return [] }
    var table = Table([
      .init(title: "size", alignment: .left), .init(title: "jobs", expendability: 3),
      .init(title: "mean", expendability: 2), .init(title: "median"),
      .init(title: "90 %", expendability: 1), .init(title: "99 %"),
      .init(title: "longest", expendability: 4),
    ])
    table.add(waitRow("all jobs", wait, .strong))
    if summary.waitBySize.count > 1 && wait.max > 0 {
      for entry in summary.waitBySize { table.add(waitRow(label(entry.size), entry.wait, .plain)) }
    }
    return [heading("Waiting, by size of the job in accelerators", width: width)]
      + table.lines(width: width, style) + slowdown(width) + deadlineLines(width)
      + interruptionLines(width)
  }

  private func waitRow(
    _ label: String, _ wait: Distribution, _ emphasis: TextEmphasis
  ) -> [Table.Cell] {
    let times = [wait.mean, wait.p50, wait.p90, wait.p99, wait.max]
    return [.text(label, emphasis), .text(grouped(wait.count), emphasis)]
      + times.map { .text(briefTime($0), emphasis) }
  }

  private func label(_ size: SizeClass) -> String {
    switch size {
    case .none: "none"
    case .shared: "shared"
    case .one, .few, .tens, .hundreds:
      size.label.replacing("-", with: style.usesUnicode ? "–" : "-")
    case .thousands: "513+"
    }
  }

  private func deadlineLines(_ width: Int) -> [StyledText] {
    guard let deadlines = summary.deadlines, deadlines.jobs > 0 else { return [] }
    var text = "Of \(counted(deadlines.jobs, "job")) with a deadline, "
    text += "\(grouped(deadlines.met)) met it and \(grouped(deadlines.missed)) missed it"
    if let late = deadlines.lateness {
      text +=
        ": \(grouped(late.count)) were late, by \(readableTime(late.mean)) on average and "
        + "\(readableTime(late.max)) at most"
    }
    return paragraph(text + ".", indentation: 0, width: width, .faint)
  }

  /// What stopped jobs before they were done.
  private func interruptionLines(_ width: Int) -> [StyledText] {
    guard let interruptions = summary.interruptions, interruptions.happened else { return [] }
    var events: [String] = []
    if interruptions.nodeFailures + interruptions.restarts > 0 {
      events.append(
        "Nodes failed \(counted(interruptions.nodeFailures, "time")); jobs went on "
          + "\(counted(interruptions.restarts, "time")) after a failure")
    }
    if interruptions.preemptions > 0 {
      events.append("The policy stopped jobs \(counted(interruptions.preemptions, "time"))")
    }
    if interruptions.resizes > 0 {
      events.append("Jobs changed their size \(counted(interruptions.resizes, "time"))")
    }
    if interruptions.migrations > 0 {
      events.append("Jobs moved to other nodes \(counted(interruptions.migrations, "time"))")
    }
    var text = events.joined(separator: ". ") + "."
    if let ratio = interruptions.effectiveTrainingTimeRatio {
      text +=
        " Of the time since their submission jobs spent \(percentage(ratio.mean)) on work that "
        + "counts, half of them \(percentage(ratio.p50)) or more."
    }
    return paragraph(text, indentation: 0, width: width, .faint)
  }

  private func slowdown(_ width: Int) -> [StyledText] {
    guard let slowdown = summary.boundedSlowdown, let completion = summary.completion else {
      return []
    }
    return paragraph(
      "From submission to end: median \(readableTime(completion.p50)), 99 % within "
        + "\(readableTime(completion.p99)). Bounded slowdown: mean "
        + "\(decimal(slowdown.mean, places: 1)), median \(decimal(slowdown.p50, places: 1)), 99 % "
        + "within \(decimal(slowdown.p99, places: 1)).",
      indentation: 0, width: width, .faint)
  }
}
