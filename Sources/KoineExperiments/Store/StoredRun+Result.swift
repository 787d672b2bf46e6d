import KoineFormats
import KoineReports

extension StoredRun {
  /// What is kept of a run that has just ended.
  init(
    _ result: RunResult, _ digests: RunDigests, _ request: RunRequest, document: String,
    version: String
  ) {
    let numbers = result.summary.numbers
    self.init(
      digest: digests.run, version: version, scenarioDigest: digests.scenario, document: document,
      settings: request.settings.map { "\($0.key)=\($0.value)" }.joined(separator: " "),
      topology: result.topology, workload: result.workload, policy: result.policy,
      seed: request.seed, jobs: result.jobs, wall_s: result.wall_s, names: numbers.map(\.name),
      values: numbers.map { $0.value ?? .nan }, summary: result.summary.line,
      ledger: result.ledger.line, series: result.series.line)
  }
}
