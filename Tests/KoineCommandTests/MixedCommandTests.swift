import Foundation
import Testing

/// Jobs on several kinds of chips on the command line.
@Suite struct MixedCommandTests {
  private let scenario = "Topologies/scenarios/mixed-kinds.yaml"

  /// The shipped scenario: a mix runs and is reported, its imbalance is in the ledger, its row in the
  /// table of jobs names both chips, and a pair that cannot talk is rejected with the reason.
  @Test func theScenarioReportsItsMix() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "koine-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let table = folder.appending(path: "jobs.csv")
    let result = try Program.run(
      ["simulate", scenario, "--format", "json", "--jobs", table.path])
    #expect(result.status == 0 && result.errors.isEmpty)
    let data = Data(result.output.utf8)
    let root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let mixes = try #require(root["mixed_jobs"] as? [[String: Any]])
    #expect(mixes.count == 1)
    #expect(mixes[0]["chips"] as? String == "metax/c550:64+biren/br166l:64")
    let ratio = try #require(mixes[0]["hetero_efficiency"] as? Double)
    #expect((0.5...1.05).contains(ratio))
    let ledger = try #require(root["ledger_accelerator_s"] as? [String: Any])
    #expect(ledger["imbalance"] as? Double ?? 0 > 0)
    let notes = try #require(root["notes"] as? [String])
    #expect(
      notes.contains(
        "1 job of llama-3-8b on 64 accelerators cannot run: metax/c550 and huawei/ascend-910b "
          + "cannot exchange data in one job: no library serves both; each alone can, or say "
          + "otherwise under compatibility in the topology."))
    let rows = try String(contentsOf: table, encoding: .utf8).split(separator: "\n")
    #expect(rows[1].contains(",completed,128,metax/c550+biren/br166l,16,1,"))
  }

  @Test func conservativeRefusesMixes() throws {
    let result = try Program.run(["simulate", scenario, "--policy", "conservative"])
    #expect(result.status == 2 && result.output.isEmpty)
    let place = "Topologies/scenarios/mixed-kinds.csv"
    #expect(
      result.errors.hasSuffix(
        "\(place): chips: job together asks for metax/c550:64+biren/br166l:64: conservative "
          + "backfilling reserves chip by chip and cannot hold several kinds for one job; easy "
          + "can\n"))
  }
}
