import Foundation
import Testing

/// Jobs that move, on the command line.
@Suite struct MigrationCommandTests {
  private let week = ["simulate", "--workload", "philly", "--until", "4d", "--policy", "easy"]
  private let moves = ["--preempt", "defragment", "--recovery", "save=30s,restore=60s"]

  private func summary(_ arguments: [String]) throws -> [String: Any] {
    let result = try Program.run(arguments + ["--format", "json"])
    #expect(result.status == 0, "\(result.errors)")
    return try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
  }

  /// Moves are counted by themselves, and waits are shorter.
  @Test func movesMakeRoom() throws {
    func wait(_ summary: [String: Any]) throws -> Double {
      let distribution = try #require(summary["wait_s"] as? [String: Any])
      return try #require(distribution["mean"] as? Double)
    }
    let moving = try summary(week + moves)
    let interruptions = try #require(moving["interruptions"] as? [String: Any])
    #expect(try #require(interruptions["migrations"] as? Int) > 5)
    #expect(interruptions["preemptions"] as? Int == 0)
    #expect(try wait(moving) < wait(summary(week)))
    let ledger = try #require(moving["ledger_accelerator_s"] as? [String: Any])
    #expect(try #require(ledger["checkpoint"] as? Double) > 0)
  }

  @Test func movesAreInTheReport() throws {
    let text = try Program.run(week + moves, environment: ["COLUMNS": "400"])
    #expect(text.status == 0)
    #expect(text.output.contains("Jobs moved to other nodes "), "\(text.output)")
  }

  @Test func whatIsNotAllowedIsRefused() throws {
    func refusal(_ arguments: [String]) throws -> String {
      let result = try Program.run(["simulate", "tiny", "--policy", "easy"] + arguments)
      #expect(result.status == 2)
      return result.errors.trimmingCharacters(in: .whitespacesAndNewlines)
    }
    #expect(
      try refusal(["--preempt", "defragment", "--backfill", "conservative"]).hasPrefix(
        "koine: policy: conservative backfilling promises every job a start, which moving jobs "
          + "breaks: use none, skip or easy, or preempt none"))
    #expect(
      try refusal(["--preempt", "defragment", "--set", "preempt.most_moves=65"])
        == "koine: --set: preempt.most_moves: found 65, expected a whole number from 1 to 64 jobs")
    #expect(
      try refusal(["--set", "preemption.most_cost=1"])
        == "koine: --set: preemption.most_cost: is a parameter of preemption defragment, but the "
        + "preemption is none")
  }

  @Test func policiesListIt() throws {
    let list = try Program.run(["list", "policies"])
    #expect(list.output.contains("defragment") && list.output.contains("most_cost"))
  }
}
