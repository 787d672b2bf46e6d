import Foundation
import Testing

/// Jobs that grow and shrink, on the command line.
@Suite struct ElasticCommandTests {
  private func summary(_ policy: String) throws -> [String: Any] {
    let result = try Program.run([
      "simulate", "Topologies/scenarios/elastic.yaml", "--policy", policy, "--format", "json",
    ])
    #expect(result.status == 0, "\(result.errors)")
    return try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
  }

  private func completion(_ summary: [String: Any]) throws -> Double {
    let distribution = try #require(summary["completion_s"] as? [String: Any])
    return try #require(distribution["mean"] as? Double)
  }

  /// Where there is room to grow, all jobs together are done much sooner.
  @Test func growingUsesWhatIsFree() throws {
    let rigid = try summary("easy")
    for policy in ["proportional", "pollux"] {
      let elastic = try summary(policy)
      #expect(try completion(elastic) < 0.75 * completion(rigid), "\(policy)")
      let interruptions = try #require(elastic["interruptions"] as? [String: Any])
      #expect(try #require(interruptions["resizes"] as? Int) > 0)
      let jobs = try #require(elastic["jobs"] as? [String: Any])
      #expect(jobs["completed"] as? Int == 60)
    }
  }

  /// A model's speed on each size is that of its best plan there.
  @Test func aModelGrowsByItsOwnSpeeds() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "koine-\(UUID()).csv").path
    let table = """
      job_id,submit_s,duration_s,accelerators,min_accelerators,max_accelerators,model,units,global_batch
      train,0,,4,2,16,bert-large,100000000,256
      """
    try Data(table.utf8).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    func makespan(_ policy: String) throws -> Double {
      let result = try Program.run([
        "simulate", "tiny", "--workload", path, "--policy", policy, "--format", "json",
      ])
      #expect(result.status == 0, "\(result.errors)")
      let summary = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
      return try #require((summary as? [String: Any])?["makespan_s"] as? Double)
    }
    #expect(try makespan("pollux") < 0.5 * makespan("fifo"))
  }

  @Test func partsThatDoNotGoTogetherAreRefused() throws {
    let result = try Program.run([
      "simulate", "Topologies/scenarios/two-departments.yaml", "--policy", "pollux",
    ])
    #expect(result.status == 2)
    #expect(
      result.errors == """
        koine: queues: pollux knows no quota of queues: choose another policy

        """)
  }
}
