import Foundation
import KoineFormats
import KoineModel
import Testing

/// The load that a generated workload is asked for, over spans of years.
@Suite struct GeneratedLoadTests {
  private func load(_ load: Double, _ jobs: Int = 1000) throws(InputError) -> Workload {
    try WorkloadSource.load("philly", jobs: jobs, load: load, accelerators: 1).workload
  }

  /// Seconds from the first submission to the last, and the load, both as described.
  private func measure(_ load: Double) throws -> (span_s: Double, load: Double?) {
    let workload = try self.load(load)
    return (
      (workload.submit.last! - workload.submit.first!).seconds,
      workload.offeredLoad(accelerators: 1)
    )
  }

  /// Some 3 years, 30 years, 190 years: the last is more than 32 bits of seconds.
  @Test(arguments: [3.0, 30, 140, 190])
  func aLoadIsDelivered(years: Double) throws {
    let reference = try measure(1)
    let asked = reference.span_s / (years * 365.25 * 86_400)
    let found = try measure(asked)
    #expect(abs(found.load! / asked - 1) < 0.05)
    #expect(abs(found.span_s / (years * 365.25 * 86_400) - 1) < 0.05)
  }

  @Test func tooLittleLoadIsRefusedWithTheLeast() throws {
    let error = #expect(throws: InputError.self) { try load(0.001) }
    let message = try #require(error?.diagnostics.first?.description)
    let parts = message.split(separator: " ")
    #expect(
      message == "philly: load: found 0.001, expected at least \(parts[7]) at less, these jobs are "
        + "submitted over more than 200 years")
    // What is named is accepted, and hardly less is not.
    let least = try #require(Double(parts[7].dropLast()))
    _ = try load(least)
    #expect(throws: InputError.self) { try load(least * 0.98) }
  }

  @Test func tooManyJobsAreRefused() {
    let error = #expect(throws: InputError.self) {
      try WorkloadSource.load("kalos", jobs: 10_000_000)
    }
    #expect(
      error?.diagnostics.map(\.description) == [
        "kalos: jobs: found 10000000, expected at most 7903230: more are submitted over more than 200 "
          + "years"
      ])
  }

  /// A trace whose jobs are moved apart has the same limit.
  @Test func aTraceIsRefusedToo() throws {
    var workload = try load(1)
    let error = #expect(throws: InputError.self) {
      try WorkloadSelection(load: 0.001).apply(to: &workload, accelerators: 1)
    }
    #expect(error?.diagnostics.first?.description.hasPrefix("philly: load: found 0.001, ") == true)
  }
}
