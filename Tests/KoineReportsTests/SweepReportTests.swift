import KoineReports
import KoineStatistics
import Testing

/// Tables of sweeps at every width.
@Suite struct SweepReportTests {
  private static let measures = [
    "wait_s.mean", "completion_s.mean", "utilization.productive", "jobs.failed", "energy_kwh",
  ]

  private static func report(seeds: Int) -> SweepReport {
    let means = [3010.0, 79_200, 0.472, 12, 3_735_976].map {
      ConfidenceInterval(estimate: $0, halfWidth: seeds > 1 ? $0 / 10 : nil)
    }
    return SweepReport(
      title: "Fixed against optical supernodes", notes: ["A note."], scenario: "scene.yaml",
      keys: ["failure_rate", "topology"], measures: measures.map { MeasureWords($0) }, firstSeed: 1,
      seeds: seeds, runs: 2 * seeds, storedRuns: 0,
      points: ["supernodes-fixed.yaml", "lightsphere"].map { name in
        SweepReport.Point(values: ["6.3", name], means: means)
      })
  }

  /// Keys that end alike have columns with names of their own.
  @Test func columnsHaveNamesOfTheirOwn() {
    var report = Self.report(seeds: 1)
    report.keys = ["services.chat.load", "load"]
    #expect(report.text(style: TerminalStyle(width: 200)).contains("\nservices.chat.load  load "))
    report.keys = ["services.chat.load", "topology"]
    #expect(report.text(style: TerminalStyle(width: 200)).contains("\nload  topology "))
  }

  /// What one table has no room for stands in the next: no measure is lost.
  @Test(arguments: [60, 80, 120, 200], [1, 5])
  func noMeasureIsLost(width: Int, seeds: Int) {
    let text = Self.report(seeds: seeds).text(style: TerminalStyle(width: width))
    let lines = text.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= width }, "\(text)")
    for name in ["mean wait", "mean completion time", "productive utilization", "failed jobs"] {
      #expect(text.contains(name), "\(name) in \(text)")
    }
    #expect(text.contains("3,735,976 kWh"))
    // Every table repeats what varies.
    let heads = lines.count { $0.contains("failure_rate") }
    #expect(lines.count { $0.contains("supernodes-fixed.yaml") } == heads)
    if width == 200 && seeds == 1 { #expect(heads == 1) }
  }
}
