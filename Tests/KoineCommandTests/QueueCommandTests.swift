import Foundation
import Testing

/// Queues on the command line and in scenarios.
@Suite struct QueueCommandTests {
  @Test func theScenarioReportsItsQueues() throws {
    let result = try Program.run(
      ["simulate", "Topologies/scenarios/two-departments.yaml", "--format", "json"])
    #expect(result.status == 0, "\(result.errors)")
    let data = Data(result.output.utf8)
    let summary = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let queues = try #require(summary["queues"] as? [String: [String: Any]])
    #expect(queues.keys.sorted() == ["product", "research"])
    #expect(queues["research"]?["jobs"] as? Int == 60)
    #expect(queues["product"]?["ended"] as? Int == 40)
    // Research borrows what product does not use, and gives it back.
    #expect(try #require(queues["research"]?["used"] as? Double) > 20)
    #expect(try #require(queues["research"]?["stops"] as? Int) > 0)
    #expect(queues["product"]?["stops"] as? Int == 0)
  }

  private func refusal(_ text: String) throws -> String {
    let path = FileManager.default.temporaryDirectory.appending(path: "koine-\(UUID()).yaml").path
    try Data(text.utf8).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let result = try Program.run([
      "simulate", "tiny", "--workload", "Topologies/scenarios/two-departments.csv", "--queues",
      path,
    ])
    #expect(result.status == 2)
    return result.errors.replacing(path, with: "FILE")
  }

  @Test func whatMakesNoTreeIsRefused() throws {
    #expect(
      try refusal("queues:\n  - {name: a, parent: b}\n  - {name: b, parent: a}\n")
        == "koine: FILE:2: queues: the queues are their own parents: a below b below a\n")
    #expect(
      try refusal("queues:\n  - {name: a, guaranteed: 37}\n") == """
        koine: FILE:2: queues: found guarantees of 37 accelerators in all, expected at most the \
        cluster's 36

        """)
    #expect(
      try refusal("queues:\n  - {name: a, tenants: [reserch]}\n") == """
        koine: FILE:2: queues: unknown tenant 'reserch', did you mean 'research'? (known: research, \
        product)

        """)
  }

  @Test func reservationsAreChecked() throws {
    let late = "queues:\n  - {name: a, reserved: [{accelerators: 4, from: 2h, until: 1h}]}\n"
    #expect(
      try refusal(late)
        == "koine: FILE:2: queues[0].reserved[0].until: found 3600 s, expected a time after 7200 s\n"
    )
    let large = """
      queues:
        - {name: a, guaranteed: 30}
        - {name: b, reserved: [{accelerators: 4, from: 1h, until: 3h}]}
        - {name: c, reserved: [{accelerators: 4, from: 2h, until: 4h}]}
      """
    #expect(
      try refusal(large) == """
        koine: FILE:2: queues: found guarantees and reservations of 38 accelerators at 7200 s, \
        expected at most the cluster's 36

        """)
  }

  @Test func everyWrongKeyIsNamed() throws {
    let text = """
      queues:
        - {name: a, garanteed: 4, tenants: [research]}
        - {name: c, parent: d, lend: -1, reclaim: maybe, tenants: [research]}
      """
    #expect(
      try refusal(text) == """
        koine: FILE:2: queues[0].garanteed: unknown key, did you mean 'guaranteed'?
        koine: FILE:3: queues[1].parent: unknown queue 'd', did you mean 'a'? (known: a, c)
        koine: FILE:3: queues[1].lend: found -1, expected a whole number from 0 to 1000000000
        koine: FILE:3: queues[1].reclaim: unknown rule 'maybe' (known: never, lower-priority, any)
        koine: FILE:3: queues[1]: tenant 'research' belongs to queue 'a' already

        """)
  }

  /// The cluster has the accelerators, but the queue never gets them.
  @Test func aJobAboveItsQueuesQuotaSaysSo() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "koine-\(UUID()).yaml").path
    let text = """
      queues:
        - {name: all}
        - {name: small, parent: all, guaranteed: 6, borrow: 0}
      """
    try Data(text.utf8).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let result = try Program.run([
      "simulate", "tiny", "--workload", "Topologies/scenarios/two-departments.csv", "--queues",
      path,
    ])
    #expect(result.status == 0, "\(result.errors)")
    let said = result.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      .joined(separator: " ")
    #expect(
      said.contains(
        "55 jobs ask for 8 to 16 accelerators; a job of queue small can have quota for at most 6."),
      "\(result.output)")
  }

  @Test func jobsOfSeveralKindsHaveNoReservations() throws {
    let result = try Program.run([
      "simulate", "--place", "affinity", "--backfill", "conservative", "--set",
      "placement.split=yes",
    ])
    #expect(result.status == 2)
    #expect(
      result.errors == """
        koine: policy: conservative backfilling cannot hold several kinds of chips for one job: use \
        easy, or split no

        """)
  }

  @Test func partsThatDoNotGoTogetherAreRefused() throws {
    let result = try Program.run(["simulate", "--policy", "conservative", "--preempt", "rank"])
    #expect(result.status == 2)
    #expect(
      result.errors == """
        koine: policy: conservative backfilling promises every job a start, which stopping jobs \
        breaks: use none, skip or easy, or preempt none

        """)
  }
}
