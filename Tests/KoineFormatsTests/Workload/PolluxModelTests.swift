import Foundation
import KoineModel
import KoineTestSupport
import Testing

@testable import KoineFormats

/// The fitted goodput models against the step times that were measured for Pollux (OSDI 2021).
@Suite struct PolluxModelTests {
  private static let folder = "traces/pollux_profiles"

  private struct Row {
    var nodes: Int
    var replicas: Int
    var localBatch: Double
    var step_s: Double
  }

  private func rows(_ name: String, _ table: String) throws -> [Row] {
    let path = SharedData.folder.appendingPathComponent("\(Self.folder)/\(name)_\(table).csv")
    let text = try String(contentsOf: path, encoding: .utf8)
    return try text.split(whereSeparator: \.isNewline).dropFirst().map { line in
      let fields = line.split(separator: ",")
      if table == "scalability" {
        return Row(
          nodes: try #require(Int(fields[0])), replicas: try #require(Int(fields[1])),
          localBatch: try #require(Double(fields[2])), step_s: try #require(Double(fields[3])))
      }
      // One digit a node: its replicas.
      let digits = try fields[0].map { try #require($0.wholeNumberValue) }
      return Row(
        nodes: digits.count, replicas: digits.reduce(0, +),
        localBatch: try #require(Double(fields[1])), step_s: try #require(Double(fields[2])))
    }
  }

  @Test(
    .enabled(if: SharedData.has(folder), "the profiles of Pollux are not beside the repository"))
  func stepsAreThoseMeasured() throws {
    for (name, model) in PolluxModels.all {
      let short = name.replacing("pollux/", with: "")
      let rows = try rows(short, "placements") + rows(short, "scalability")
      let errors = rows.map { row in
        let predicted_s = model.step_s(
          replicas: row.replicas, nodes: row.nodes, localBatch: row.localBatch)
        return abs(predicted_s / row.step_s - 1)
      }.sorted()
      #expect(errors[errors.count / 2] < 0.075, "\(name): median \(errors[errors.count / 2])")
      #expect(errors[errors.count * 9 / 10] < 0.22, "\(name): \(errors[errors.count * 9 / 10])")
    }
  }

  /// More accelerators of one node never get less done, and gains fall.
  @Test func goodputHasFallingGains() {
    for (name, model) in PolluxModels.all {
      let one = model.best(on: 1, nodes: 1).goodput_per_s
      for replicas in [2, 4] {
        let several = model.best(on: replicas, nodes: 1).goodput_per_s
        #expect(several <= one * Double(replicas) * 1.0001, "\(name) on \(replicas)")
        #expect(several > one, "\(name) on \(replicas)")
      }
    }
  }
}
