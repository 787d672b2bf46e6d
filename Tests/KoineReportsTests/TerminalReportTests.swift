import KoineMetrics
import KoineModel
import KoineReports
import Testing

@Suite struct TerminalReportTests {
  @Test(arguments: [50, 80, 200])
  func looksAsRecorded(width: Int) throws {
    let report = TerminalReport(SampleRun.report, style: TerminalStyle(width: width))
    try expectGolden(report.text, "report-\(width).txt")
  }

  @Test func plainTerminalsGetASCIIOnly() throws {
    let style = TerminalStyle(width: 80, usesUnicode: false)
    let text = TerminalReport(SampleRun.report, style: style).text
    #expect(text.utf8.allSatisfy { $0 < 0x80 })
    try expectGolden(text, "report-ascii.txt")
  }

  @Test func colourChangesNothingButColour() {
    let plain = TerminalReport(SampleRun.report, style: TerminalStyle(width: 80)).text
    let style = TerminalStyle(width: 80, usesColour: true)
    let coloured = TerminalReport(SampleRun.report, style: style).text
    #expect(coloured.contains("\u{1B}[32m"))
    #expect(!plain.contains("\u{1B}"))
    #expect(coloured.replacing(/\u{1B}\[\d+m/, with: "").lineTrimmed == plain.lineTrimmed)
  }

  @Test func noLineIsWiderThanTheTerminal() {
    for width in 50...230 {
      let text = TerminalReport(SampleRun.report, style: TerminalStyle(width: width)).text
      for line in text.split(separator: "\n") {
        #expect(displayWidth(String(line)) <= width, "at \(width): \(line)")
      }
    }
  }

  @Test(arguments: [(0.5, "1s"), (3599.2, "1h"), (3600.5, "2h"), (86_300, "1d"), (86_401, "25h")])
  func saysHowToLeaveOutTheEmptying(lastSubmission_s: Double, until: String) {
    var report = SampleRun.report
    report.run.until = nil
    report.summary.jobs.running = 0
    report.summary.jobs.waiting = 0
    report.summary.jobs.pending = 0
    report.run.lastSubmission = Instant(nanoseconds: Int64(lastSubmission_s * 1e9))
    report.run.submissions = Interval(seconds: Int64(3600))
    let text = TerminalReport(report, style: TerminalStyle(width: 200)).text
    #expect(text.contains("until the last job ended; the last was submitted after 1 h"))
    #expect(text.contains("To leave out how the cluster emptied after the last submission"))
    #expect(text.contains("--until \(until)"))
  }

  @Test func fragmentsMayBeForWantOfPower() {
    var report = SampleRun.report
    let sentence = "Some had no power under the cap."
    let style = TerminalStyle(width: 230)
    #expect(!TerminalReport(report, style: style).text.contains(sentence))
    report.run.powerCap_w = 1e6
    #expect(TerminalReport(report, style: style).text.contains(sentence))
  }

  @Test func namesCannotSpeakToTheTerminal() {
    var report = SampleRun.report
    report.run.topologyName = "bad\u{1B}[2J\u{7}name"
    let text = TerminalReport(report, style: TerminalStyle(width: 80)).text
    #expect(!text.contains("\u{1B}"))
    #expect(text.contains("bad?[2J?name"))
  }
}

extension String {
  fileprivate var lineTrimmed: [Substring] { split(separator: "\n") }
}
