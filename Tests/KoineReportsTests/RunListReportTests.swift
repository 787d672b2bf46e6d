import KoineReports
import Testing

/// The list of runs at every width.
@Suite struct RunListReportTests {
  /// A grid of loads, policies and backfills, in which only settings tell runs of one policy apart.
  private static let grid: RunListReport = {
    var entries: [RunListReport.Entry] = []
    for load in ["0.6", "0.9"] {
      for (policy, backfill) in [("fifo", "none"), ("easy", "none"), ("easy", "easy")] {
        entries.append(
          entry(
            entries.count + 1,
            settings:
              "workload=philly jobs=60 load=\(load) policy=\(policy) policy.backfill=\(backfill)"
          ))
      }
    }
    return RunListReport(store: "a.db", entries: entries.reversed(), count: 6)
  }()

  private static func entry(
    _ id: Int, topology: String = "flat:32", settings: String
  ) -> RunListReport.Entry {
    RunListReport.Entry(
      id: Int64(id), digest: "0b37e416aaaa", version: "1", topology: topology, workload: "philly",
      policy: "fifo", settings: settings, seed: 1, jobs: 60, wait_s: 108, slowdown: 1.01,
      utilization: 0.162)
  }

  private static func lines(_ report: RunListReport, _ width: Int) -> [String] {
    report.text(style: TerminalStyle(width: width)).split(separator: "\n").map(String.init)
  }

  /// What all share is said once, and the rest goes on below.
  @Test func rowsDifferAtEightyColumns() {
    let lines = Self.lines(Self.grid, 80)
    #expect(
      lines.prefix(6) == [
        "6 runs in a.db", "all with workload=philly jobs=60",
        "run  policy  settings              seed  jobs   mean wait  slowdown  utilization",
        "  6  fifo    load=0.9 policy=easy     1    60  1 min 48 s      1.01       16.2 %",
        "             policy.backfill=easy",
        "  5  fifo    load=0.9 policy=easy     1    60  1 min 48 s      1.01       16.2 %",
      ], "\(lines.joined(separator: "\n"))")
  }

  /// What the column of the policy says need not be said again.
  @Test func policiesStandOnce() {
    let lines = Self.lines(Self.grid, 200)
    #expect(lines.count { $0.contains("policy=easy") } == 4)
    #expect(!lines.contains { $0.contains("policy=fifo") })
    #expect(Self.grid.json.text.contains("policy=fifo"))
  }

  /// No setting is cut at any width, and no line is too long.
  @Test(arguments: [60, 80, 100, 120, 200])
  func noSettingIsCut(width: Int) {
    let lines = Self.lines(Self.grid, width)
    #expect(lines.allSatisfy { $0.count <= max(width, 64) }, "\(lines.joined(separator: "\n"))")
    #expect(!lines.contains { $0.contains("\u{2026}") })
    #expect(lines.count { $0.contains("policy.backfill=none") } == 4)
  }

  /// A topology that differs stays where the digest and the number of jobs have to go.
  @Test func whatDiffersStays() {
    let report = RunListReport(
      store: "a.db",
      entries: [
        Self.entry(2, topology: "flat:16", settings: "jobs=60 note=two words"),
        Self.entry(1, settings: "jobs=60 note=two"),
      ], count: 2)
    let lines = Self.lines(report, 80)
    #expect(lines[1] == "all with jobs=60")
    #expect(lines[2].contains("topology") && lines[3].contains("note=two words"))
    // One run alone has all its settings in its row, and runs without any have no such column.
    let one = RunListReport(store: "a.db", entries: [report.entries[1]], count: 1)
    #expect(Self.lines(one, 80).last?.contains("jobs=60 note=two") == true)
    let bare = RunListReport(
      store: "a.db", entries: [Self.entry(1, settings: "")], count: 1)
    #expect(!Self.lines(bare, 80)[1].contains("settings"))
  }
}
