import KoineEngine
import KoineMetrics
import KoineModel

/// What ran, and the result in two sentences and two bars.
extension TerminalReport {
  func titleLines(width: Int) -> [StyledText] {
    [heading("Koine \(style.separator) \(run.topologyName)", width: width)]
  }

  func runLines(width: Int) -> [StyledText] {
    field("Cluster", clusterText, width) + field("Workload", workloadText, width)
      + field("Policy", policyText, width) + powerLines(width) + field("Simulated", spanText, width)
  }

  private func powerLines(_ width: Int) -> [StyledText] {
    guard let cap_w = run.powerCap_w else { return [] }
    let text =
      "at most \(readablePower(cap_w)) for all accelerators; what it keeps free counts as unusable"
    return field("Power", text, width)
  }

  private func field(_ name: String, _ text: String, _ width: Int) -> [StyledText] {
    paragraph(text, lead: StyledText(name, .faint), indentation: 11, width: width)
  }

  private var clusterText: String {
    let kinds = run.chipKinds == 1 ? "" : " of \(run.chipKinds) kinds"
    let scale = run.scale == 1 ? "" : ", taken \(run.scale) times"
    return counted(run.accelerators, "accelerator") + kinds + " in " + counted(run.nodes, "node")
      + scale + (run.topologySummary.isEmpty || run.isFlat ? "" : ": " + run.topologySummary)
  }

  private var workloadText: String {
    let origin = run.isGenerated ? "generated with seed \(run.seed)" : "read from a trace"
    return "\(shortWorkloadName): \(counted(run.jobs, "job")), \(origin)"
  }

  /// The last part of a path: the folders are the user's own business.
  private var shortWorkloadName: String {
    run.workloadName.split(separator: "/").last.map(String.init) ?? run.workloadName
  }

  private var policyText: String {
    let name = run.policyName.map { "\($0): " } ?? ""
    // Shares of time leave nothing for an order or a backfill to decide.
    let decisions =
      run.allocator == "none"
      ? ["order \(run.order)", "place \(run.placement)", "backfill \(run.backfill)"]
        + (run.preemption == "none" ? [] : ["preempt \(run.preemption)"])
      : ["allocator \(run.allocator)", "place \(run.placement)"]
    let parts =
      decisions + run.parameters.map { "\($0.key) \($0.value)" }
    let seed = run.isGenerated ? "" : " (seed \(run.seed))"
    return name + parts.joined(separator: " \(style.separator) ") + seed
  }

  private var spanText: String {
    let span = summary.span.readable
    let left = summary.jobs.pending
    guard left + summary.jobs.waiting + summary.jobs.running > 0 else {
      let submitted = "; the last was submitted after \(run.submissions.readable)"
      return "\(span), until the last job ended"
        + (run.isLongEmptied(in: summary.span) ? submitted : "")
    }
    return "\(span), then cut off"
      + (left > 0 ? " with \(counted(left, "job")) not yet submitted" : "")
  }

  func headlineLines(width: Int) -> [StyledText] {
    guard let allocated = summary.utilization.allocated,
      let productive = summary.utilization.productive
    else {
      return [StyledText()]
        + paragraph(
          "No accelerator time to account for: the run has no length or the cluster no accelerator.",
          indentation: 0, width: width, .warning)
    }
    let lines = [
      headlineBar("Allocated", allocated, .warning, width),
      headlineBar("Productive", productive, .good, width),
    ]
    let sentences = paragraph(jobSentence, indentation: 0, width: width)
    return [StyledText()] + lines + [StyledText()] + sentences
  }

  private func headlineBar(
    _ name: String, _ share: Double, _ emphasis: TextEmphasis, _ width: Int
  ) -> StyledText {
    let value = percentage(share)
    var line = StyledText(name, .strong).padded(to: 11)
    line.append(StyledText(value, .strong).padded(to: 7, onTheLeft: true))
    line.append("  ")
    line.append(
      Bar.plain(
        share, width: width - line.width, emphasis: emphasis, hasTrack: true, style))
    return line
  }

  private var jobSentence: String {
    let jobs = summary.jobs
    let parts = [
      ("completed", jobs.completed), ("failed", jobs.failed), ("cancelled", jobs.cancelled),
      ("rejected", jobs.rejected), ("still running", jobs.running),
      ("still waiting", jobs.waiting),
    ].filter { $0.1 > 0 || $0.0 == "completed" }.map { "\(grouped($0.1)) \($0.0)" }
    var text = "Of \(counted(jobs.submitted, "job")), " + parts.joined(separator: ", ") + "."
    if let wait = summary.wait {
      text +=
        wait.max == 0
        ? " Every job that started did so at once."
        : " Jobs waited \(readableTime(wait.mean)) on average, half of them"
          + (wait.p50 == 0 ? " not at all." : " at most \(readableTime(wait.p50)).")
    }
    return text + allocationSentence
  }

  /// How often an allocator set shares, and how often it had to do without what was asked.
  private var allocationSentence: String {
    guard let counts = summary.engine.allocation else { return "" }
    let failed =
      counts.fallbacks == 0
      ? "" : "; \(counted(counts.fallbacks, "time")) what was asked could not be had"
    return " Shares were set \(counted(counts.allocations, "time"))\(failed)."
  }
}
