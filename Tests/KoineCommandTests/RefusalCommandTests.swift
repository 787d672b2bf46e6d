import Foundation
import Testing

/// The five bad inputs of jobs that name a model, each as a user meets it: the reason, and the nearest
/// thing that would work.
@Suite struct RefusalCommandTests {
  private let wide = ["COLUMNS": "400", "LC_ALL": "C.UTF-8"]

  private func show(_ arguments: String...) throws -> Program.Outcome {
    try Program.run(["topology", "show", "--performance"] + arguments, environment: wide)
  }

  /// The notes and the reasons of rejections of a run of these jobs, and its report in text.
  ///
  /// - Parameter files: a file for each given name, in the folder of the jobs.
  private func simulate(
    _ topology: String, _ jobs: String, files: [String: String] = [:], policy: String = "easy"
  ) throws -> (notes: [String], reasons: [String], text: String) {
    let folder = FileManager.default.temporaryDirectory.appending(path: "koine-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let table = folder.appending(path: "jobs.csv")
    try Data((Self.header + jobs + "\n").utf8).write(to: table)
    for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
    let place = files[topology] == nil ? topology : folder.appending(path: topology).path
    let arguments = ["simulate", place, "--workload", table.path, "--policy", policy]
    let json = try Program.run(arguments + ["--format", "json"], environment: wide)
    #expect(json.status == 0 && json.errors.isEmpty, "\(json.errors)")
    let root = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    // Narrow, so that nothing stands beside the sentences.
    let text = try Program.run(
      arguments, environment: ["COLUMNS": "100", "LC_ALL": "C.UTF-8"]
    ).output
    return (
      try #require(root?["notes"] as? [String]),
      try #require(root?["rejections"] as? [[String: Any]]).compactMap { $0["reason"] as? String },
      text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    )
  }

  private static let header =
    "job_id,submit_s,duration_s,accelerators,chips,model,units,global_batch,locality,"
    + "locality_required\n"

  // MARK: a model that fits nowhere

  /// 96 hold it, as the table of 96 shows, and 95 do not.
  @Test func aModelThatFitsNowhere() throws {
    let chip = ["--chip", "nvidia/a100-sxm-80gb", "--global-batch", "512", "--accelerators"]
    func outcome(_ accelerators: String) throws -> Program.Outcome {
      try Program.run(
        ["topology", "show", "--performance", "llama-3-405b"] + chip + [accelerators])
    }
    let eight = try outcome("8")
    #expect(eight.status == 2 && eight.output.isEmpty)
    #expect(
      eight.errors
        == "koine: nvidia/a100-sxm-80gb: Llama 3 405B fits on 8 accelerators under no plan: the "
        + "leanest needs 919.0 GB of each, which has 80.9 GB for it; 96 will do\n")
    #expect(try outcome("95").status == 2)
    #expect(try outcome("96").status == 0)
    let run = try simulate("tiny", "big,0,,8,metax/c550,llama-3-405b,1000000,256,,")
    let sentence =
      "1 job of llama-3-405b on 8 accelerators cannot run: Llama 3 405B fits on 8 accelerators under "
      + "no plan: the leanest needs 919.0 GB of each, which has 64.7 GB for it; "
    #expect(run.notes.contains { $0.hasPrefix(sentence) && $0.hasSuffix(" will do.") })
    #expect(run.text.contains(sentence))
    // The reason in JSON says no less.
    let reason = try #require(run.reasons.first)
    let own = sentence.replacing("s cannot run", with: "s of metax/c550 cannot run")
    #expect(reason.hasPrefix(own), "\(reason)")
    #expect(reason.hasSuffix(" will do.") && run.reasons.count == 1)
  }

  @Test func aModelThatFitsNoMix() throws {
    let run = try simulate(
      "tiny", "big,0,,16,metax/c550:8+nvidia/h800-sxm:8,llama-3-405b,1000000,256,,")
    #expect(
      run.notes.contains(
        "1 job of llama-3-405b on 16 accelerators cannot run: Llama 3 405B fits 8 metax/c550 with 8 "
          + "nvidia/h800-sxm under no plan: weights, gradients and optimiser alone are 7305.4 GB, "
          + "and all of them have 1165.2 GB; 8 times as many of each will do."),
      "\(run.notes)")
  }

  // MARK: a plan that does not divide

  @Test(arguments: [
    (
      "TP3",
      "heads of 32 cannot be divided by tensor parallelism of 3; the nearest that divides is 2"
    ),
    (
      "DP6",
      "a global batch of 512 cannot be divided by data parallelism of 6; the nearest that divides is 4"
    ),
    ("PP64", "64 pipeline stages are more than the model's 32 layers; at most 32 will do"),
    (
      "DP4EP2",
      "a number of experts of 1 cannot be divided by expert parallelism of 2; the nearest that "
        + "divides is 1"
    ),
    ("TP8PP16", "the plan needs 128 accelerators, there are 64"),
  ])
  func aPlanThatDoesNotDivide(plan: String, words: String) throws {
    let result = try show(
      "llama-3-8b", "--chip", "nvidia/a100-sxm-80gb", "--accelerators", "64", "--global-batch",
      "512", "--plan", plan)
    #expect(result.status == 2 && result.output.isEmpty)
    #expect(result.errors == "koine: nvidia/a100-sxm-80gb: \(words)\n")
  }

  // MARK: a chip without the precision asked for, or without any

  @Test func aChipWithoutThePrecision() throws {
    let training = try show(
      "llama-3-8b", "--chip", "nvidia/a100-sxm-80gb", "--precision", "fp8")
    #expect(training.status == 2 && training.output.isEmpty)
    #expect(
      training.errors
        == "koine: nvidia/a100-sxm-80gb: nvidia/a100-sxm-80gb states no peak for fp8; it has fp64, "
        + "fp32, tf32, fp16, int8\n")
    let unknown = try show("llama-3-8b", "--chip", "hygon/bw1000")
    #expect(unknown.status == 2)
    #expect(
      unknown.errors
        == "koine: hygon/bw1000: the speed of hygon/bw1000 is unknown: peak_tflops is in no source "
        + "and there is no estimate; it can be placed for jobs with a plain duration only\n")
  }

  /// Training is refused in the same words by the table and by a run.
  @Test func aPhotonicCardTrainsNothing() throws {
    let words =
      "lightelligence/pace2 multiplies by weights that are set beforehand: it serves models "
      + "and trains none"
    let run = try simulate("tiny", "light,0,,1,lightelligence/pace2,llama-3-8b,1000000,256,,")
    #expect(
      run.notes.contains("1 job of llama-3-8b on 1 accelerator cannot run: \(words)."),
      "\(run.notes)")
    #expect(
      try show("llama-3-8b", "tiny", "--chip", "lightelligence/pace2").errors.contains(words))
  }

  // MARK: a pair that cannot talk

  @Test func aPairThatCannotTalk() throws {
    let jobs =
      "pair,0,,16,metax/c550:8+huawei/ascend-910b:8,llama-3-8b,1000000,256,,\n"
      + "three,0,,24,metax/c550:8+huawei/ascend-910b:8+biren/br166l:8,llama-3-8b,1000000,256,,"
    let run = try simulate("shanghai-mixed", jobs)
    #expect(
      run.notes.contains(
        "1 job of llama-3-8b on 16 accelerators cannot run: metax/c550 and huawei/ascend-910b cannot "
          + "exchange data in one job: no library serves both; each alone can, or say otherwise "
          + "under compatibility in the topology."), "\(run.notes)")
    #expect(
      run.notes.contains(
        "1 job of llama-3-8b on 24 accelerators cannot run: metax/c550 and huawei/ascend-910b cannot "
          + "exchange data in one job: no library serves both; biren/br166l can work with one of "
          + "them."), "\(run.notes)")
  }

  // MARK: a circuit budget exceeded

  /// A domain of sixteen nodes of eight cards.
  private func domain(_ circuits: String...) -> String {
    """
    name: optical
    nodes:
      - type: c550-8
        name: c550
        count: 16
        supernode:
          nodes: 16
          switching: optical
          circuits:
            switching_s: {value: 0.5, confidence: estimate, source: test}
            relock_s: {value: 0.5, confidence: estimate, source: test}
            control_s: {value: 1, confidence: estimate, source: test}

    """ + circuits.map { "        \($0)\n" }.joined()
  }

  /// A ring of twelve nodes needs twelve circuits of the ten that the switches hold; ten nodes need
  /// ten. Two groups of six take turns.
  @Test func aGroupBeyondTheCircuitsOfItsSwitches() throws {
    let file = domain("shape: any-to-any", "most_circuits: 10")
    let run = try simulate(
      "optical.yaml",
      "a,0,,96,,llama-3-8b,100000000,256,supernode,yes\nb,0,,80,,llama-3-8b,100000000,256,supernode,"
        + "yes",
      files: ["optical.yaml": file])
    #expect(
      run.text.contains(
        "1 job requires 96 accelerators in one supernode whose circuits cannot join them: they would "
          + "need 12 circuits of which the switches have 10 left; up to 80 accelerators will do."),
      "\(run.text)")
    #expect(run.text.contains("Of 2 jobs, 1 completed, 1 rejected."))
    #expect(!run.notes.contains { $0.contains("cannot run") })
  }

  @Test func portsOfANode() throws {
    for (shape, ports) in [("line\n        reach: 3", 6), ("any-to-any", 2)] {
      let file = domain("shape: \(shape)", "ports_per_node: \(ports - 1)")
      let folder = FileManager.default.temporaryDirectory.appending(path: "koine-\(UUID())")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      try Data(file.utf8).write(to: folder.appending(path: "optical.yaml"))
      let result = try Program.run(["topology", "check", "optical.yaml"], in: folder)
      #expect(result.status == 2 && result.output.isEmpty)
      #expect(
        result.errors.hasSuffix(
          "nodes[0].supernode.circuits.ports_per_node: found \(ports - 1), expected at least "
            + "\(ports), the ends of circuits at one node\n"), "\(result.errors)")
    }
  }

  @Test func partsOfCubesAndSpares() throws {
    let cubes = try simulate(
      "optical.yaml", "a,0,,48,,llama-3-8b,100000000,256,supernode,yes",
      files: ["optical.yaml": domain("shape: cubes", "cube_nodes: 4")])
    #expect(
      cubes.text.contains(
        "1 job requires 48 accelerators in one supernode whose circuits cannot join them: 6 nodes take "
          + "a part of a cube of 4; up to 4 or 8 will do."), "\(cubes.text)")
    let spares = try simulate(
      "optical.yaml", "a,0,,128,,llama-3-8b,100000000,256,supernode,yes",
      files: ["optical.yaml": domain("shape: line", "reach: 2", "spare_nodes: 2")])
    #expect(
      spares.text.contains(
        "1 job requires 128 accelerators in one supernode whose circuits cannot join them: 16 nodes are "
          + "more than the 14 in service beside 2 spares; up to 112 accelerators will do."),
      "\(spares.text)")
  }
}
