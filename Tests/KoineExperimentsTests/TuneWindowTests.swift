import Foundation
import KoineFormats
import KoineModel
import Testing

@testable import KoineExperiments

/// Which jobs short trials and held-out days have.
struct TuneWindowTests {
  /// A job of ten seconds every hour for eight days, on one accelerator; on the third day on 64.
  private static func workload() throws -> Workload {
    let rows = (0..<192).map { hour in
      "\(hour),\(hour * 3600),10,\((48..<72).contains(hour) ? 64 : 1)"
    }
    let text = "job_id,submit_s,duration_s,accelerators\n" + rows.joined(separator: "\n") + "\n"
    return try withFolder { folder in
      let path = folder + "/week.csv"
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      return try WorkloadSource.load(path).0
    }
  }

  private static func span(_ settings: [ScenarioSetting]) throws -> (from: Double, to: Double) {
    let from = try #require(settings.first { $0.key == "submit_from" }.flatMap { Double($0.value) })
    let to = try #require(settings.first { $0.key == "submit_to" }.flatMap { Double($0.value) })
    return (from, to)
  }

  @Test func wholeDaysAreHeldOut() throws {
    let windows = TuneWindows(try Self.workload(), heldOut: 0.25, until: nil)
    #expect(windows.split == Instant.zero + Interval(seconds: Int64(6 * 86_400)))
    #expect(windows.jobs == 144 && windows.holdsOut)
    let unseen = try Self.span(windows.unseen)
    #expect(abs(unseen.from - 6 * 86_400) < 1e-6 && unseen.to > 191 * 3600)
    let seen = try Self.span(windows.seen(1))
    #expect(seen.from == 0 && abs(seen.to - 6 * 86_400) < 1e-6)
    #expect(!TuneWindows(try Self.workload(), heldOut: 0, until: nil).holdsOut)
  }

  /// A sixth of six days is the third day; shorter stretches lie in it, and none reaches beyond the
  /// split.
  @Test func shortTrialsTakeTheBusiestStretch() throws {
    let windows = TuneWindows(try Self.workload(), heldOut: 0.25, until: nil)
    let day = try Self.span(windows.seen(1.0 / 6))
    #expect(day.from == 2 * 86_400 && abs(day.to - 3 * 86_400) < 1e-3)
    let hours = try Self.span(windows.seen(1.0 / 36))
    #expect(hours.from >= 2 * 86_400 && hours.to <= 3 * 86_400 + 1e-3)
    let most = try Self.span(windows.seen(0.9))
    #expect(most.from <= 2 * 86_400 && most.to <= 6 * 86_400 + 1e-3)
  }
}
