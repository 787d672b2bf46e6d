import KoineEngine
import KoineMetrics
import KoineModel
import KoinePolicies
import KoineReports

/// A run and what is reported of it.
struct RunResult: Sendable {
  /// What `koine simulate --format json` prints, without the real time that it took, and
  /// `after_warm_up`.
  var summary: JSONValue
  /// Accelerator seconds by chip and class.
  var ledger: JSONValue
  var series: JSONValue
  var topology: String
  var workload: String
  /// A short name, or the parts.
  var policy: String
  var jobs: Int
  var wall_s: Double

  /// Runs the inputs.
  init(_ inputs: RunInputs) {
    let clock = ContinuousClock()
    let began = clock.now
    let (log, services) = inputs.simulate()
    let asRun = log.asRun(inputs.workload)
    let summary = Summary(
      log, asRun, on: inputs.topology, powerLimit: inputs.powerLimit, queues: inputs.queues)
    let report = RunReport(
      run: inputs.description, summary: summary, work: inputs.workNotes(log), services: services,
      queues: inputs.queueUsages(log))
    self.summary = report.json.adding(
      "after_warm_up", WarmUp(log, asRun).json, before: "ledger_accelerator_s")
    ledger = Self.ledger(summary)
    series = TimeSeries(log, asRun).json
    topology = inputs.topology.name
    workload = inputs.workload.name
    let policy = inputs.policy
    let parts = PolicyPart.allCases.map { policy.choice(of: $0) }
    self.policy = policy.name ?? parts.joined(separator: "/")
    jobs = inputs.workload.count
    wall_s = (clock.now - began) / .seconds(1)
  }

  private static func ledger(_ summary: Summary) -> JSONValue {
    .object(
      summary.chips.map { usage in
        let classes = LedgerClass.allCases.map { name in
          (name.rawValue, JSONValue.decimal(AcceleratorTime.acceleratorSeconds(usage.time[name])))
        }
        return (usage.chip.key, .object(classes))
      })
  }
}

extension JSONValue {
  /// The object with one more member, before the one called `next` or at the end.
  fileprivate func adding(_ key: String, _ value: JSONValue, before next: String) -> JSONValue {
    guard case .object(var members) = self else { return self }
    let place = members.firstIndex { $0.key == next } ?? members.endIndex
    members.insert((key: key, value: value), at: place)
    return .object(members)
  }
}
