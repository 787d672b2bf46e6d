import Foundation
import Testing

/// Allocators on the command line: every policy from files, due times, and what happens without a
/// solution.
@Suite struct AllocatorCommandTests {
  private func withFiles<Result>(
    _ texts: [String: String], _ body: (URL) throws -> Result
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "koine-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in texts { try Data(text.utf8).write(to: folder.appending(path: name)) }
    return try body(folder)
  }

  private func summary(_ arguments: [String]) throws -> [String: Any] {
    let result = try Program.run(["simulate"] + arguments + ["--format", "json"])
    #expect(result.status == 0, "\(result.errors)")
    let data = Data(result.output.utf8)
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  private func count(_ summary: [String: Any], _ part: String, _ key: String) throws -> Int {
    try #require((summary[part] as? [String: Any])?[key] as? Int)
  }

  /// Two V100, a P100 and a K80, and seven jobs for them: the last is there alone.
  private let cluster = """
    name: four
    node_types:
      v100: {chip: nvidia/v100-sxm2-16gb, accelerators: 1}
      p100: {chip: nvidia/p100-pcie-16gb, accelerators: 1}
      k80: {chip: nvidia/k80, accelerators: 1}
    nodes:
      - {type: v100, name: v, count: 2}
      - {type: p100, name: p, count: 1}
      - {type: k80, name: k, count: 1}

    """

  private let trace =
    [
      ("ResNet-18 (batch size 32)", 90_000, 0), ("ResNet-50 (batch size 64)", 12_000, 0),
      ("Transformer (batch size 64)", 30_000, 0), ("LM (batch size 20)", 200_000, 0),
      ("Recommendation (batch size 2048)", 20_000, 600), ("A3C", 20_000, 1200),
      ("ResNet-18 (batch size 64)", 20_000, 90_000),
    ]
    .map { type, steps, arrival in
      "\(type)\tpython3 main.py\t--num_steps\t\(steps)\t\(arrival)\t1\n"
    }
    .joined()

  @Test(
    arguments: [
      "gavel-max-min", "gavel-water-filling", "gavel-max-throughput", "gavel-makespan",
      "gavel-finish-time", "gavel-min-cost",
    ].flatMap { [$0, "\($0)-agnostic"] } + ["gavel-isolated", "allox"])
  func everyAllocatorRunsFromFiles(policy: String) throws {
    try withFiles(["four.yaml": cluster, "jobs.trace": trace]) { folder in
      let found = try summary([
        folder.appending(path: "four.yaml").path, "--workload",
        folder.appending(path: "jobs.trace").path, "--policy", policy,
      ])
      #expect(try count(found, "jobs", "completed") == 7)
      #expect(try count(found, "engine", "allocation_fallbacks") == 0)
      // Four arrivals at most, and one end each.
      let allocations = try count(found, "engine", "allocations")
      #expect(allocations > 3 && allocations <= 11)
    }
  }

  /// Seven jobs on four GPUs, with speeds of two pairs: by those that pack all are done, and without a
  /// table, or with one of other work, that is said.
  @Test(arguments: ["gavel-max-min-packed", "gandiva-packed"])
  func packingTakesSpeedsOfPairs(policy: String) throws {
    var pairs = "chip,accelerators,work,beside,part\n"
    for chip in ["V100", "P100", "K80"] {
      for (work, beside) in [
        ("ResNet-18 (batch size 32)", "ResNet-50 (batch size 64)"),
        ("Transformer (batch size 64)", "LM (batch size 20)"),
      ] {
        pairs += "\(chip),1,\(work),\(beside),0.8\n\(chip),1,\(beside),\(work),0.7\n"
      }
    }
    let other = "chip,accelerators,work,beside,part\nV100,1,a,b,1\n"
    try withFiles([
      "four.yaml": cluster, "jobs.trace": trace, "pairs.csv": pairs, "other.csv": other,
    ]) { folder in
      func path(_ name: String) -> String { folder.appending(path: name).path }
      let arguments = [path("four.yaml"), "--workload", path("jobs.trace"), "--policy", policy]
      let found = try summary(arguments + ["--pair-speeds", path("pairs.csv")])
      #expect(try count(found, "jobs", "completed") == 7)
      func complaint(_ more: [String]) throws -> String {
        let result = try Program.run(["simulate"] + arguments + more)
        #expect(result.status == 2)
        return result.errors.replacing(folder.path + "/", with: "")
      }
      let name = policy == "gandiva-packed" ? "gandiva" : "max-min-packed"
      #expect(
        try complaint([])
          == "koine: jobs.trace: \(name) packs by measured speeds of pairs of jobs: give them with "
          + "--pair-speeds, or pair_speeds in the scenario\n")
      #expect(
        try complaint(["--pair-speeds", path("other.csv")])
          == "koine: other.csv: none of its pairs has work of jobs.trace on chips of this cluster\n"
      )
    }
  }

  private let header = "job_id,submit_s,duration_s,accelerators,deadline_s\n"

  private func run(_ jobs: String, _ more: [String] = []) throws -> Program.Outcome {
    try withFiles(["jobs.csv": header + jobs]) { folder in
      let path = folder.appending(path: "jobs.csv").path
      var result = try Program.run(
        ["simulate", "flat:1", "--workload", path, "--policy", "gavel-min-cost"] + more)
      result.errors = result.errors.replacing(path, with: "FILE")
      return result
    }
  }

  /// One accelerator, two jobs of an hour: the second is due after 80 minutes, so that it has to have
  /// three quarters of the time from the beginning.
  @Test func jobsAreDoneWhenTheyAreDue() throws {
    let due = try run("a,0,3600,1,\nb,0,3600,1,4800\n", ["--format", "json"])
    let data = Data(due.output.utf8)
    let summary = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(try count(summary, "engine", "allocation_fallbacks") == 0)
    let completion = try #require(summary["completion_s"] as? [String: Any])
    // The one that is due in time, the other after two hours.
    let mean = try #require((completion["mean"] as? NSNumber)?.doubleValue)
    #expect(mean <= (4800 + 7200) / 2)
  }

  /// Each could be done in time alone; both cannot, and the report says so.
  @Test func dueTimesThatExcludeEachOtherAreGivenUpAndCounted() throws {
    let jobs = "a,0,3600,1,4000\nb,0,3600,1,4000\n"
    let text = try run(jobs)
    #expect(text.status == 0)
    let words = text.output.split { $0.isWhitespace }.joined(separator: " ")
    #expect(words.contains("what was asked could not be had."), "\(words)")
    let json = try run(jobs, ["--format", "json"])
    let data = Data(json.output.utf8)
    let summary = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(try count(summary, "engine", "allocation_fallbacks") > 0)
    #expect(try count(summary, "jobs", "completed") == 2)
  }

  /// No shares can meet these, whatever the others get.
  @Test func deadlinesThatNoSharesMeetAreRefused() throws {
    let result = try run("a,0,3600,1,\nb,10,3600,1,1010.5\nc,20,60,1,70\nd,20,60,1,80\n")
    #expect(result.status == 2)
    #expect(
      result.errors == """
        koine: FILE: deadline_s: found job b due 1000 s after its submission, expected at least the \
        3600 s that it takes on its fastest chips
        koine: FILE: deadline_s: found job c due 50 s after its submission, expected at least the \
        60 s that it takes on its fastest chips

        """)
  }

  /// What an allocator replaces cannot be asked for by name, and is null in JSON.
  @Test func replacedPartsAreRefused() throws {
    let replaces =
      " would decide nothing beside the allocator max-min, which replaces order, backfill and "
      + "preemption: leave one of the two out\n"
    let run = ["simulate", "flat:8", "--workload", "philly", "--set", "allocator.quantum_s=600"]
    for (arguments, found) in [
      (["--allocator", "max-min", "--order", "shortest"], ["order shortest"]),
      (["--policy", "gavel-max-min", "--backfill", "easy"], ["backfill easy"]),
      (
        ["--allocator", "max-min", "--preempt", "rank", "--order", "fifo"],
        ["order fifo", "preemption rank"]
      ),
    ] {
      let result = try Program.run(run + arguments)
      #expect(result.status == 2)
      #expect(result.errors == found.map { "koine: policy: \($0)\(replaces)" }.joined())
    }
    let parameter = try Program.run(
      run + ["--policy", "wfp3", "--set", "order.exponent=2", "--allocator", "max-min"])
    #expect(parameter.errors == "koine: --set: order.exponent\(replaces)")
    let scenario = "topology: flat:8\nworkload: philly\norder: shortest\nallocator: max-min\n"
    try withFiles(["s.yaml": scenario]) { folder in
      let result = try Program.run(["simulate", "s.yaml"], in: folder)
      #expect(result.status == 2 && result.errors == "koine: policy: order shortest\(replaces)")
    }
  }

  @Test func replacedPartsAreNull() throws {
    let run = ["flat:8", "--workload", "philly", "--until", "1d", "--allocator", "isolated"]
    let description = try #require(try summary(run)["run"] as? [String: Any])
    for key in ["order", "backfill", "preempt"] { #expect(description[key] is NSNull) }
    #expect(description["allocator"] as? String == "isolated")
    #expect(description["place"] as? String == "best-fit")
  }
}
