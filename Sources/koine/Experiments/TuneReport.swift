import KoineExperiments
import KoineModel
import KoinePolicies
import KoineReports

/// What a search found, in words and tables.
struct TuneReport {
  let result: TuneResult
  private let subject: String
  private let out: String?
  /// Whether jobs or faults differ between seeds.
  private let drawsInputs: Bool
  private let width: Int

  init(
    _ result: TuneResult, subject: String, out: String?, drawsInputs: Bool = true, width: Int = 80
  ) {
    self.result = result
    self.subject = subject
    self.out = out
    self.drawsInputs = drawsInputs
    self.width = width
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
      return lines.joined(separator: "\n") + "\n\nNothing was tried to its end.\n"
    }
    lines += ["", title] + table + verdict
    for importance in result.importance { lines += [""] + self.lines(importance) }
    lines += [""] + policyLines
    return lines.joined(separator: "\n") + "\n"
  }

  /// The best policy as a file for `simulate --policy` that says where it comes from; `nil` if there is
  /// none.
  var file: String? {
    guard let best = result.best else { return nil }
    let goals = result.plan.goals.map { goal in
      let column = result.plan.measures.firstIndex(of: goal.measure)!
      let unseen = best.heldOut[column].map { ", \(Self.number($0)) on the held-out days" } ?? ""
      return "# \(goal.measure) \(best.seen[column].map(Self.number) ?? "unknown") in the search"
        + unseen + "\n"
    }
    return "# The best of \(candidates) that koine tune tried on \(subject).\n"
      + goals.joined() + best.policy.yaml
  }

  private var head: [String] {
    let plan = result.plan
    let goals = plan.goals.map { ($0.isMaximised ? "largest " : "smallest ") + $0.measure }
    let limits = plan.constraints.map(\.text)
    let span = (result.windows.split - result.windows.begin).readable
    let rest = (result.windows.end - result.windows.split).readable
    let limitLines =
      limits.isEmpty ? [] : ["  limits     \(limits.joined(separator: ", "))"]
    let stopped =
      result.isStopped
      ? ["  stopped    before its budget was spent"]
      : result.isExhausted ? ["  ended      nothing was left that had not been tried"] : []
    return ["Tuned for \(goals.joined(separator: "\n      and "))"] + limitLines + [
      "  scenario   \(subject)",
      "  searched   \(span), \(grouped(result.windows.jobs)) jobs"
        + (result.windows.holdsOut ? "; held out the \(rest) after that" : ""),
      "  effort     \(candidates) by \(plan.method.rawValue), "
        + "\(grouped(result.jobs)) simulated jobs of \(grouped(result.budget))",
    ] + seeds + stopped + refusals
  }

  private var candidates: String {
    "\(grouped(result.candidateCount)) \(result.candidateCount == 1 ? "candidate" : "candidates")"
  }

  /// Runs whose seeds decide little are none that show how much luck there is.
  private var seeds: [String] {
    result.plan.repetitions > 1 && !drawsInputs
      ? ["  seeds      jobs and faults are the same for all \(result.plan.repetitions) of them"]
      : []
  }

  private var refusals: [String] {
    result.refusedCount == 0
      ? []
      : [
        "  refused    \(grouped(result.refusedCount)) "
          + (result.refusedCount == 1 ? "trial" : "trials") + " of policies that cannot run this"
      ]
  }

  private var title: String {
    result.front.count > 1
      ? "What no other policy beats in all goals, and the scenario's own policy"
      : "The best policy and the scenario's own"
  }

  /// One line per policy: its measures on the days of the search and on those held out.
  private var table: [String] {
    let measures = result.plan.measures
    let holdsOut = result.windows.holdsOut
    let head = [""] + measures.flatMap { holdsOut ? [$0, "held out"] : [$0] }
    let shown = result.front.prefix(20)
    var rows = [row("own", result.baseline)]
    for (index, candidate) in shown.enumerated() {
      let isBest = candidate.policy == result.best?.policy
      rows.append(row(isBest ? "best" : "\(index + 1)", candidate))
    }
    let left = result.front.count - shown.count
    let policies =
      ["policy", result.baseline.policy.oneLine] + shown.map { $0.policy.oneLine }
    let lines = zip(Self.columns([head] + rows), policies)
    let isWide = lines.allSatisfy { $0.count + 2 + $1.count <= width }
    return lines.flatMap {
      if isWide { return ["\($0)  \($1)"] }
      return $1 == "policy" ? [$0] : [$0] + wrapped($1, to: width - 6).map { "      " + $0 }
    }
      + (left > 0 ? ["  and \(left) more; --format json has all"] : [])
  }

  private func row(_ name: String, _ candidate: TuneCandidate) -> [String] {
    let values = zip(candidate.seen, candidate.heldOut).flatMap {
      result.windows.holdsOut ? [$0, $1] : [$0]
    }
    let mark = candidate.violation > 0 || (candidate.heldOutViolation ?? 0) > 0 ? " (!)" : ""
    return [name + mark] + values.map { $0.map(Self.number) ?? "-" }
  }

  /// Columns as wide as their widest entry, numbers to the right.
  private static func columns(_ rows: [[String]]) -> [String] {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max()! }
    return rows.map { row in
      let cells = row.enumerated().map { column, text in
        let space = String(repeating: " ", count: widths[column] - text.count)
        return column == 0 ? text + space : space + text
      }
      return "  " + cells.joined(separator: "  ")
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
      let unseen = gain(best.heldOut[column], result.baseline.heldOut[column], goal)
      lines.append(name + Self.sentence(seen: seen, unseen: unseen))
    }
    return lines.isEmpty ? [] : [""] + lines
  }

  private static func sentence(seen: Double, unseen: Double?) -> String {
    let own = "\(compared(seen)) the scenario's own policy"
    guard let unseen else { return own + "." }
    let warning =
      seen > 0.01 && unseen < seen / 2
      ? ":\n  little of the gain holds on days that the search never saw" : ""
    return "\(own);\n  on the held-out days \(compared(unseen)) it\(warning)."
  }

  private static func compared(_ gain: Double) -> String {
    if abs(gain) < 0.0005 { return "as good as" }
    return "\(percent(abs(gain))) \(gain > 0 ? "better" : "worse") than"
  }

  private func gain(_ value: Double?, _ own: Double?, _ goal: TuneGoal) -> Double? {
    guard let value, let own else { return nil }
    if own == 0 { return value == 0 ? 0 : nil }
    return (goal.isMaximised ? value - own : own - value) / abs(own)
  }

  private static func percent(_ share: Double) -> String {
    let tenths = (share * 1000).rounded() / 10
    return "\(tenths == tenths.rounded() ? String(Int(tenths)) : String(tenths)) %"
  }

  private func lines(_ importance: TuneImportance) -> [String] {
    let shown = importance.parts.filter { $0.part >= 0.005 }.prefix(8)
    let goal = importance.goal.measure
    if importance.sampleCount == 0 { return ["All trials had the same \(goal)."] }
    if shown.isEmpty { return ["No single choice explains the variation of \(goal)."] }
    let rows = shown.map { part in
      [part.name, Self.percent(part.part), "± \(Self.percent(part.deviation))"]
    }
    return [
      "What mattered for \(goal): parts of the variation of ranks over "
        + "\(grouped(importance.sampleCount)) trials",
      "that one choice explains alone",
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
    let parts = PolicyPart.allCases.filter { $0 != .allocator || allocator != .none }
      .map { choice(of: $0) }.joined(separator: " / ")
    let settings = parameters.entries.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    return settings.isEmpty ? parts : "\(parts) (\(settings))"
  }
}
