import KoineModel
import Testing

@testable import KoineReports

@Suite struct WordsTests {
  @Test(arguments: [
    (0, "0 s"), (0.0001, "<1 ms"), (0.25, "250 ms"), (0.9996, "1.0 s"), (4.24, "4.2 s"),
    (9.96, "10 s"), (45, "45 s"), (59.7, "1 min"), (60, "1 min"), (725, "12 min 5 s"),
    (3599.6, "1 h"), (11_520, "3 h 12 min"), (86_399, "1 d"), (187_200, "2 d 4 h"),
    (34_560_000, "400 d"), (1e9, "11,574 d"), (-90, "-1 min 30 s"),
  ])
  func timesAreReadable(seconds: Double, expected: String) {
    #expect(readableTime(seconds) == expected)
    if seconds >= 0 { #expect(Interval(seconds: seconds).readable == expected) }
  }

  /// Little is more than nothing: what is printed of a difference is never only zeros.
  @Test(arguments: [
    (41.4, "+41 %"), (-9.96, "-10 %"), (3.04, "+3.0 %"), (-0.26, "-0.3 %"), (0.034, "+0.034 %"),
    (-0.0049, "-0.0049 %"), (0.000_34, "+0.00034 %"), (0.000_049, "<0.0001 %"),
    (-1e-13, "<0.0001 %"), (0, "+0.0 %"),
  ])
  func differencesAreReadable(percent: Double, expected: String) {
    #expect(signedPercent(percent / 100) == expected)
  }

  @Test(arguments: [
    (0, "0"), (999, "999"), (1000, "1,000"), (-22_832, "-22,832"),
    (1_234_567, "1,234,567"),
  ])
  func thousandsAreGrouped(value: Int, expected: String) {
    #expect(grouped(value) == expected)
  }

  @Test(arguments: [
    (0, "0.0 %"), (0.0001, "<0.1 %"), (0.873, "87.3 %"), (0.9999, ">99.9 %"), (1, "100.0 %"),
  ])
  func sharesNeverRoundToNothingOrAll(share: Double, expected: String) {
    #expect(percentage(share) == expected)
  }

  @Test(arguments: [
    (0, "0"), (0.02904959019874821, "0.02905"), (0.0001, "0.0001"), (0.09999999, "0.1"),
    (1.23456e-7, "1.235e-07"), (-0.0123456, "-0.01235"), (0.1234, "0.12"), (2048.4, "2,048"),
  ])
  func numbersHaveAtMostFourDigits(value: Double, expected: String) {
    #expect(shortNumber(value) == expected)
  }

  @Test(arguments: [("abc", 3), ("上海", 4), ("e\u{301}", 1), ("─█▒", 3), ("🙂", 2)])
  func widthIsInTerminalColumns(text: String, width: Int) {
    #expect(displayWidth(text) == width)
  }

  /// What is given, and what is good only by what it leads to, is not judged.
  @Test(arguments: [
    ("wait_s.mean", false), ("wait_s_by_size.2-8.p99", false), ("makespan_s", false),
    ("after_warm_up.10.wait_s.mean", false), ("utilization.allocated", true),
    ("utilization.by_chip.metax/c550.productive", true),
    ("utilization.by_chip.metax/c550.capacity", nil), ("run.accelerators", nil), ("run.nodes", nil),
    ("run.span_s", nil), ("jobs.submitted", nil), ("jobs.running", nil), ("jobs.completed", true),
    ("jobs.failed", false), ("jobs.waiting", false), ("ledger_total_accelerator_s", nil),
    ("ledger_accelerator_s.productive", true), ("ledger_accelerator_s.lost", false),
    ("engine.events", nil), ("estimate_factor", nil), ("energy_kwh", false),
    ("interruptions.node_failures", nil), ("interruptions.restarts", false),
    ("interruptions.migrations", nil),
    ("interruptions.effective_training_time_ratio.mean", true), ("deadlines.jobs", nil),
    ("deadlines.met", true), ("deadlines.missed", false), ("deadlines.lateness_s.p99", false),
    ("queues.lab.guaranteed", nil), ("queues.lab.ended", true), ("queues.lab.wait_s.mean", false),
    ("queues.lab.stops", false), ("services.chat.slo_attainment", true),
    ("services.chat.tokens_per_s", true), ("services.chat.ttft_s", false),
    ("services.chat.replicas.wanted", nil), ("services.chat.requests_offered", nil),
    ("services.chat.requests_served", true), ("services.chat.idle_share", nil),
  ])
  func measuresAreBetterOneWay(path: String, prefersMore: Bool?) {
    #expect(MeasureWords(path).prefersMore == prefersMore)
  }

  /// The texts are cut where one more character would not fit.
  @Test(arguments: [
    ("waited 3 h 12 min on average", 12, ["waited", "3 h 12 min", "on average"]),
    ("try --backfill easy now", 16, ["try", "--backfill easy", "now"]),
    ("is 87.3 %, or CNY 51,200.", 10, ["is 87.3 %,", "or", "CNY 51,200."]),
    ("a longwordthatfitsnowhere b", 5, ["a", "longwordthatfitsnowhere", "b"]), ("", 5, []),
  ])
  func linesKeepNumbersWithTheirUnits(text: String, width: Int, lines: [String]) {
    #expect(wrapped(text, to: width) == lines)
  }
}
