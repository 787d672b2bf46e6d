import KoineEngine
import KoineMetrics
import KoineModel
import KoineReports

/// A run and what is reported of it.
struct RunResult: Sendable {
  /// What `koine simulate --format json` prints, without the real time that it took.
  var summary: JSONValue
  var log: RunLog
  var jobs: Int
  var wall_s: Double

  /// Runs the inputs.
  init(_ inputs: RunInputs) {
    let clock = ContinuousClock()
    let began = clock.now
    let (log, services) = inputs.simulate()
    let summary = Summary(
      log, inputs.workload, on: inputs.topology, powerLimit: inputs.powerLimit)
    let report = RunReport(
      run: inputs.description, summary: summary, work: inputs.workNotes(log), services: services)
    self.summary = report.json
    self.log = log
    jobs = inputs.workload.count
    wall_s = (clock.now - began) / .seconds(1)
  }
}
