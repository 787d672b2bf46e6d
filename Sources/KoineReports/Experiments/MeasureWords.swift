/// A measure of a run in words, by its path in the JSON summary.
public struct MeasureWords: Hashable, Sendable {
  public let path: String

  public init(_ path: String) { self.path = path }

  /// Whether more of it is better; `nil` where neither is: what was asked for or is there (accelerators,
  /// jobs, requests), and what is good or bad only by what it leads to.
  public var prefersMore: Bool? {
    let parts = path.split(separator: ".").map(String.init)
    let last = parts.last ?? ""
    switch parts.first {
    case "run", "engine", "estimate_factor", "ledger_total_accelerator_s": return nil
    case "jobs":
      return ["submitted", "running"].contains(last) ? nil : last == "completed"
    case "utilization": return last == "capacity" ? nil : true
    case "ledger_accelerator_s": return last == "productive"
    case "interruptions":
      if ["node_failures", "resizes", "migrations"].contains(last) { return nil }
      return parts.contains("effective_training_time_ratio")
    case "deadlines": return last == "jobs" ? nil : last == "met"
    case "queues":
      return ["guaranteed", "used", "jobs"].contains(last) ? nil : last == "ended"
    case "services": return Self.isBetterOfService(last)
    default: return path.hasPrefix("after_warm_up.mser") ? nil : false
    }
  }

  private static func isBetterOfService(_ last: String) -> Bool? {
    switch last {
    case "ttft_s", "tpot_s": false
    case "requests_served", "slo_attainment", "tokens_per_s": true
    default: nil
    }
  }

  /// `mean wait`, `p99 wait`, `utilization`; the path itself where there are no words.
  public var name: String {
    let parts = path.split(separator: ".").map(String.init)
    guard let quantity = parts.first.flatMap({ Self.quantities[$0] }) else { return path }
    guard parts.count > 1 else { return quantity }
    switch (parts[0], parts[1]) {
    case ("jobs", _): return "\(parts[1]) jobs"
    case ("utilization", "allocated"): return "utilization"
    case ("utilization", "productive"): return "productive utilization"
    case ("utilization", _): return path
    case (_, "mean"), (_, "p50"), (_, "p90"), (_, "p99"), (_, "max"):
      return "\(parts[1]) \(quantity)"
    default: return path
    }
  }

  /// The path of the measure that reports call `name`; `name` itself where there is none.
  ///
  /// - Complexity: O(known names).
  public static func path(named name: String) -> String {
    let statistics = ["mean", "p50", "p90", "p99", "max"]
    let paths =
      quantities.keys.sorted()
      + ["wait_s", "completion_s", "bounded_slowdown"].flatMap { quantity in
        statistics.map { "\(quantity).\($0)" }
      } + ["utilization.allocated", "utilization.productive"]
    return paths.last { MeasureWords($0).name == name } ?? name
  }

  private static let quantities = [
    "wait_s": "wait", "completion_s": "completion time", "bounded_slowdown": "slowdown",
    "makespan_s": "makespan", "utilization": "utilization", "fragmentation": "fragmentation",
    "jobs": "jobs", "energy_kwh": "energy", "facility_energy_kwh": "energy of the site",
    "cost": "cost",
    "electricity_cost": "electricity cost", "carbon_kg": "carbon",
  ]

  private var isTime: Bool {
    path.split(separator: ".").contains { $0.hasSuffix("_s") && !$0.hasSuffix("per_s") }
      && !path.hasPrefix("ledger") || path.hasPrefix("wait_s_by_size.")
  }

  private var isShare: Bool {
    path.hasPrefix("utilization") && !path.hasSuffix(".capacity") || path == "fragmentation"
      || path.hasSuffix("slo_attainment")
  }

  /// A value for a narrow column, with its unit.
  public func text(_ value: Double?) -> String {
    guard let value else { return "?" }
    if isTime { return briefTime(value) }
    if isShare { return decimal(value * 100, places: 1) + " %" }
    return shortNumber(rounded(value)) + unit
  }

  private var unit: String {
    if path.hasSuffix("energy_kwh") || path.hasPrefix("energy_parts_kwh.") { return " kWh" }
    if path.hasPrefix("ledger_accelerator_s") || path == "ledger_total_accelerator_s" {
      return " s"
    }
    return path.hasSuffix("carbon_kg") ? " kg" : ""
  }

  /// Four significant digits are what a mean of some runs is worth.
  private func rounded(_ value: Double) -> Double {
    guard value != 0, value.isFinite, abs(value) < 0.1 else { return value }
    var scale = 1.0
    while abs(value) * scale < 1000 && scale < 1e15 { scale *= 10 }
    return (value * scale).rounded() / scale
  }
}

/// A relative difference with its sign: `-41 %`, `+0.3 %`; what is hardly any has none, `<0.0001 %`.
func signedPercent(_ share: Double) -> String {
  let percent = share * 100
  let text = percentText(percent)
  return (percent < 0 || text.hasPrefix("<") ? "" : "+") + text
}

/// A half width of a relative difference: `3 %`, `0.2 %`, `<0.0001 %`.
func percentText(_ percent: Double) -> String { percentNumber(percent) + " %" }

/// The same without its sign. Little is more than nothing: down to a ten-thousandth, two digits that
/// count stay.
func percentNumber(_ percent: Double) -> String {
  let size = abs(percent)
  if size >= 9.95 { return decimal(percent, places: 0) }
  if size >= 0.05 || size == 0 { return decimal(percent, places: 1) }
  if size < 0.0001 { return "<0.0001" }
  return decimal(percent, places: size >= 0.00995 ? 3 : size >= 0.000995 ? 4 : 5)
}
