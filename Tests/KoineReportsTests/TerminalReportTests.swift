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
