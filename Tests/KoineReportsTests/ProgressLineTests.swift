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

  private static let search = SearchProgressLine(
    candidates: 1067, share: 0.54, rate: 102_389, left_s: 765,
    best: (MeasureWords("wait_s.mean"), 5940))

  /// The rate, the time left and the best so far are there in 80 columns, and nothing is cut.
  @Test func theBestOfASearchStays() {
    let text =
      "1,067 candidates, 54 % of the budget, 102,389 jobs/s, 12 min 45 s left, best mean wait "
      + "1 h 39 min"
    #expect(Self.search.text == text)
    #expect(Self.search.text(width: 199) == "[##########..........] " + text)
    let ends = [
      (
        100,
        "[#####.....] 54 %, 1,067 tried, 102,389 jobs/s, 12 min 45 s left, best mean wait 1 h 39 min"
      ),
      (79, "[#####.....] 54 %, 102,389 jobs/s, 12 min 45 s left, best mean wait 1 h 39 min"),
      (75, "[#####.....] 54 %, 102,389 jobs/s, 12 min 45 s left, best 1 h 39 min"),
      (59, "54 %, 102,389 jobs/s, 12 min 45 s left, best 1 h 39 min"),
      (45, "54 %, 12 min 45 s left, best 1 h 39 min"), (25, "54 %, 12 min 45 s left"), (15, "54 %"),
    ]
    for (width, expected) in ends { #expect(Self.search.text(width: width) == expected) }
    var first = Self.search
    (first.candidates, first.best) = (1, nil)
    #expect(first.text == "1 candidate, 54 % of the budget, 102,389 jobs/s, 12 min 45 s left")
  }
}
