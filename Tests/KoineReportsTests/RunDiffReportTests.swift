import KoineReports
import Testing

/// Runs alone and side by side.
@Suite struct RunDiffReportTests {
  private static let long = "utilization.by_chip.lightelligence/pace2.productive"

  private static func side(_ seed: UInt64, _ values: [Double]) -> RunDiffReport.Side {
    RunDiffReport.Side(
      name: "\(seed)", version: "0.1.0-1", seed: seed, document: ["jobs: 60", "load: 0.9"],
      names: ["run.seed", "wait_s.mean", "wait_s.p99", "ledger_accelerator_s.lost", long],
      values: [Double(seed)] + values)
  }

  @Test func differencesAreReadable() {
    let report = RunDiffReport(
      Self.side(1, [10, 100, 5_000_000, 0.5]), Self.side(2, [6500, 99.9999, 5_000_000, 0.25]))
    let lines = report.text(style: TerminalStyle(width: 110)).split(separator: "\n").map(
      String.init)
    #expect(
      lines == [
        "Runs 1 and 2", "scenario  1  2", "seed      1  2",
        "measure                                                       1           2  difference",
        "wait_s.mean                                                10 s  1 h 48 min   650 times",
        "wait_s.p99                                           1 min 40 s  1 min 40 s  -0.00010 %",
        "utilization.by_chip.lightelligence/pace2.productive      50.0 %      25.0 %       -50 %",
      ], "\(lines.joined(separator: "\n"))")
  }

  /// Whoever reads a name can ask for it: it is cut only where there is no room at all.
  @Test func namesOfMeasuresAreWhole() {
    let report = RunDiffReport(Self.side(1, [10, 100, 5_000_000, 0.5]))
    let text = report.text(style: TerminalStyle(width: 80))
    #expect(text.contains(Self.long + "       50.0 %\n"), "\(text)")
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(text.contains("jobs      60\n"))
  }
}
