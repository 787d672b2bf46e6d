import Foundation
import Testing

/// Services that a cluster cannot serve, each as a user meets it: where it is written, why, and the nearest
/// thing that would work.
@Suite struct ServiceRefusalTests {
  private let wide = ["COLUMNS": "400", "LC_ALL": "C.UTF-8"]

  /// What a run of these services prints as errors, without the folder of its files.
  private func errors(
    _ services: [String], on topology: String = "tiny", files: [String: String] = [:]
  ) throws -> [String] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "koine-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
    let jobs = "job_id,submit_s,duration_s,accelerators\nx,0,10,1\n"
    try Data(jobs.utf8).write(to: folder.appending(path: "jobs.csv"))
    var lines = ["topology: \(topology)", "workload: jobs.csv", "until: 2h", "services:"]
    lines += services.map { "  - \($0)" }
    let scenario = folder.appending(path: "s.yaml")
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: scenario)
    let result = try Program.run(["simulate", scenario.path], environment: wide)
    #expect(result.status == 2 && result.output.isEmpty)
    return result.errors.split(separator: "\n").map {
      $0.replacing("koine: ", with: "").replacing(folder.path + "/", with: "")
        .trimmingCharacters(in: .whitespaces)
    }.filter { $0.hasPrefix("s.yaml") }
  }

  private func service(_ more: String) -> String {
    "{name: a, model: llama-3-8b, prompt_tokens: 100, output_tokens: 100, load: 1, \(more)}"
  }

  @Test func aClusterWithoutAccelerators() throws {
    let cpu = """
      name: cpu
      node_types: {c: {accelerators: 0, cpu_cores: 64}}
      nodes: [{type: c, count: 4}]

      """
    let found = try errors(
      [
        service("replica: {}"),
        service("replica: {chips: [metax/c550]}").replacing("a,", with: "b,"),
      ],
      on: "cpu.yaml", files: ["cpu.yaml": cpu])
    #expect(
      found == [
        "s.yaml:5: services[0]: no chip of cpu can serve a: the cluster has no accelerators, and a "
          + "service needs some",
        "s.yaml:6: services[1].replica.chips[0]: cpu does not have metax/c550; it has no accelerators",
      ])
  }

  @Test func chipsThatNobodyKnowsOrTheClusterLacks() throws {
    let found = try errors([
      service("replica: {chips: [foo/bar]}"),
      service("replica: {chips: metax/c55O}").replacing("name: a", with: "name: b"),
      service("replica: {chips: [biren/br110]}").replacing("name: a", with: "name: c"),
    ])
    #expect(
      found == [
        "s.yaml:5: services[0].replica.chips[0]: unknown chip 'foo/bar'",
        "s.yaml:6: services[1].replica.chips: unknown chip 'metax/c55O', did you mean 'metax/c550'?",
        "s.yaml:7: services[2].replica.chips[0]: tiny does not have biren/br110; it has "
          + "nvidia/h800-sxm, metax/c550, lightelligence/pace2",
      ])
  }

  /// Of several names one that the cluster has is enough, as for jobs.
  @Test func oneChipOfSeveralIsEnough() throws {
    let found = try errors([
      service("replica: {chips: [biren/br110, metax/c550], accelerators: 40}")
    ])
    #expect(
      found == [
        "s.yaml:5: services[0]: no chip of tiny can serve a: one replica asks for 40 accelerators, "
          + "the cluster has 16 metax/c550; ask for at most 16"
      ])
  }

  /// Of the three kinds the H800 comes nearest to the promise, and its refusal is the answer.
  @Test func thePromiseThatComesNearestIsNamed() throws {
    let found = try errors([service("objectives: {tpot_s: 0.0001}")])
    #expect(found.count == 1)
    #expect(
      found[0].hasPrefix(
        "s.yaml:5: services[0]: no chip of tiny can serve a: one request at a time has a time per "
          + "output token of ")
        && found[0].contains(" ms on nvidia/h800-sxm, 0.1 ms were promised; "),
      "\(found)")
  }
}
