import KoineReports
import Testing

@Suite struct ProgressLineTests {
  private static let line = ProgressLine(
    ended: 1234, total: 10_000, rate: 12.34, left_s: 723,
    best: (MeasureWords("wait_s.mean"), 5940, ["policy.order=wfp3", "load=0.925"]))

  @Test func wordsGiveWayAndNumbersStay() {
    let counts = "1,234 of 10,000 runs, 12.3/s, 12 min 3 s left"
    let best = ", best mean wait 1 h 39 min"
    #expect(Self.line.text == counts + best + " (policy.order=wfp3 load=0.925)")
    #expect(Self.line.text(width: 200) == "[##..................] " + Self.line.text)
    #expect(
      Self.line.text(width: 110)
        == "[#.........] " + counts + best + " (policy.order=wfp3 ...)")
    #expect(Self.line.text(width: 90) == "[#.........] " + counts + best)
    #expect(Self.line.text(width: 79) == "[#.........] " + counts)
    #expect(Self.line.text(width: 30) == "1,234 of 10,000")
  }
}
