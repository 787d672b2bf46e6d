import KoineExperiments
import KoineModel
import KoinePolicies
import KoineReports

/// What a search found, in words and tables.
struct TuneReport {
  let result: TuneResult
  private let subject: String
  private let out: String?

  init(_ result: TuneResult, subject: String, out: String?) {
    self.result = result
    self.subject = subject
    self.out = out
  }

  /// Four significant digits, or all of a whole number.
  static func number(_ value: Double) -> String {
    if value == value.rounded() && abs(value) < 1e15 { return grouped(Int(value)) }
    var digits = 0
    var size = abs(value)
    while size < 1000 && digits < 8 {
      size *= 10
      digits += 1
    }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let rounded = (value * scale).rounded() / scale
    return rounded == rounded.rounded() ? grouped(Int(rounded)) : "\(rounded)"
  }

  var text: String {
    var lines = head
    if result.best == nil {
      return lines.joined(separator: "\n") + "\n\nNothing was tried to its end: raise the budget.\n"
    }
    lines += ["", title] + table + verdict
    for importance in result.importance { lines += [""] + self.lines(importance) }
    lines += [""] + policyLines
    return lines.joined(separator: "\n") + "\n"
  }

  private var head: [String] {
    let plan = result.plan
    let goals = plan.goals.map { ($0.isMaximised ? "most " : "least ") + $0.measure }
    let limits = plan.constraints.map(\.text)
    let span = (result.windows.split - result.windows.begin).readable
    let rest = (result.windows.end - result.windows.split).readable
    let stopped = result.isStopped ? "; stopped before its budget was spent" : ""
    return [
      "Tuned for \(goals.joined(separator: " and "))"
        + (limits.isEmpty ? "" : ", with \(limits.joined(separator: " and "))"),
      "  scenario   \(subject)",
      "  searched   \(span), \(grouped(result.windows.jobs)) jobs"
        + (result.windows.holdsOut ? "; held out the \(rest) after that" : ""),
      "  effort     \(grouped(result.candidateCount)) candidates by \(plan.method.rawValue), "
        + "\(grouped(result.jobs)) simulated jobs of \(grouped(result.budget))\(stopped)",
    ] + refusals
  }

  private var refusals: [String] {
    result.refusedCount == 0
      ? []
      : ["  refused    \(grouped(result.refusedCount)) trials of policies that cannot run this"]
  }

  private var title: String {
    result.front.count > 1
      ? "What no other policy beats in all goals, and the scenario's own policy"
      : "The best policy and the scenario's own"
  }

  /// One line per policy: its measures on the days of the search and on those held out.
  private var table: [String] {
    let measures = result.plan.measures
    let head = [""] + measures + (result.windows.holdsOut ? measures.map { "\($0), held out" } : [])
    let shown = result.front.prefix(20)
    var rows = [row("own", result.baseline)]
    for (index, candidate) in shown.enumerated() {
      let isBest = candidate.policy == result.best?.policy
      rows.append(row(isBest ? "best" : "\(index + 1)", candidate))
    }
    let left = result.front.count - shown.count
    return Self.columns([head + ["policy"]] + rows)
      + (left > 0 ? ["  and \(left) more; --format json has all"] : [])
  }

  private func row(_ name: String, _ candidate: TuneCandidate) -> [String] {
    let values = candidate.seen + (result.windows.holdsOut ? candidate.heldOut : [])
    let mark = candidate.violation > 0 || (candidate.heldOutViolation ?? 0) > 0 ? " (!)" : ""
    return [name + mark] + values.map { $0.map(Self.number) ?? "-" } + [candidate.policy.oneLine]
  }

  /// Columns as wide as their widest entry, numbers to the right.
  private static func columns(_ rows: [[String]]) -> [String] {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max()! }
    return rows.map { row in
      let cells = row.enumerated().map { column, text in
        let space = String(repeating: " ", count: widths[column] - text.count)
        return column == 0 || column == row.count - 1 ? text + space : space + text
      }
      var line = "  " + cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  /// What the best gains over the scenario's own policy, and whether that holds on unseen days.
  private var verdict: [String] {
    guard let best = result.best else { return [] }
    var lines: [String] = []
    if best.violation > 0 {
      lines.append("No policy that was tried keeps the constraints, marked (!).")
    } else if let missed = best.heldOutViolation, missed > 0 {
      lines.append("On the held-out days the best misses the constraints, marked (!).")
    }
    for (index, goal) in result.plan.goals.enumerated() {
      let column = result.plan.measures.firstIndex(of: goal.measure)!
      guard let seen = gain(best.seen[column], result.baseline.seen[column], goal) else { continue }
      let name = result.plan.goals.count > 1 || index > 0 ? "\(goal.measure): " : ""
      guard let unseen = gain(best.heldOut[column], result.baseline.heldOut[column], goal) else {
        lines.append("\(name)\(Self.percent(seen)) better than the scenario's own policy.")
        continue
      }
      let warning =
        seen > 0.01 && unseen < seen / 2
        ? ": little of the gain holds on days that the search never saw" : ""
      lines.append(
        "\(name)\(Self.percent(seen)) better than the scenario's own policy, "
          + "\(Self.percent(unseen)) on the held-out days\(warning).")
    }
    return lines.isEmpty ? [] : [""] + lines
  }

  private func gain(_ value: Double?, _ own: Double?, _ goal: TuneGoal) -> Double? {
    guard let value, let own, own != 0 else { return nil }
    return (goal.isMaximised ? value - own : own - value) / abs(own)
  }

  private static func percent(_ share: Double) -> String {
    let tenths = (share * 1000).rounded() / 10
    return "\(tenths == tenths.rounded() ? String(Int(tenths)) : String(tenths)) %"
  }

  private func lines(_ importance: TuneImportance) -> [String] {
    let shown = importance.parts.filter { $0.part >= 0.005 }.prefix(8)
    if shown.isEmpty { return ["Nothing that was varied mattered for \(importance.goal.measure)."] }
    let rows = shown.map { part in
      [part.name, Self.percent(part.part), "± \(Self.percent(part.deviation))"]
    }
    return [
      "What mattered for \(importance.goal.measure): parts of its variation over "
        + "\(grouped(importance.sampleCount)) trials that one choice explains alone"
    ] + Self.columns(rows)
  }

  private var policyLines: [String] {
    guard let best = result.best else { return [] }
    let place = out.map { "It is in \($0)" } ?? "Keep it with --out FILE"
    return ["The best policy; \(place.prefix(1).lowercased() + place.dropFirst()):"]
      + best.policy.yaml.split(separator: "\n").map { "  " + $0 }
  }
}

extension PolicySpecification {
  /// The parts and what differs from the defaults, for tables.
  fileprivate var oneLine: String {
    let parts = PolicyPart.allCases.map { choice(of: $0) }.joined(separator: " / ")
    let settings = parameters.entries.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    return settings.isEmpty ? parts : "\(parts) (\(settings))"
  }
}
