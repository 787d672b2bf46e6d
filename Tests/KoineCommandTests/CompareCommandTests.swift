import Foundation
import Testing

/// What `compare` and `sweep` make of names, files and keys that could be taken for others.
@Suite struct CompareCommandTests {
  private static func inFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "koine-\(UUID())")
    for name in ["aa", "bb"] {
      try FileManager.default.createDirectory(
        at: folder.appending(path: name), withIntermediateDirectories: true)
    }
    defer { try? FileManager.default.removeItem(at: folder) }
    func write(_ name: String, _ text: String) throws {
      try Data(text.utf8).write(to: folder.appending(path: name))
    }
    func jobs(_ duration_s: Int) -> String {
      (["job_id,submit_s,duration_s,accelerators"]
        + (0..<6).map { "j\($0),\($0),\(duration_s),\($0 % 2 == 0 ? 6 : 8)" })
        .joined(separator: "\n") + "\n"
    }
    try write("aa/x.csv", jobs(100))
    try write("bb/x.csv", jobs(1000))
    try write("aa/p.yaml", "order: fifo\nbackfill: none\n")
    try write("bb/p.yaml", "order: largest\nbackfill: none\n")
    try body(folder)
  }

  private struct Means: Decodable {
    struct Mean: Decodable { var workload, variant: String; var mean: Double? }
    var variants, workloads, notes: [String]
    var means: [Mean]
  }

  /// Two files of one name are two variants, in words and in JSON.
  @Test func filesOfOneNameAreToldApart() throws {
    try Self.inFolder { folder in
      let arguments = [
        "compare", "flat:8", "--policy", "aa/p.yaml,bb/p.yaml", "--workload", "aa/x.csv,bb/x.csv",
        "--seeds", "2", "--no-store", "--warm-up", "none", "--measure", "wait_s.max",
      ]
      let json = try Program.run(arguments + ["--format", "json"], in: folder)
      let found = try JSONDecoder().decode(Means.self, from: Data(json.output.utf8))
      #expect(found.variants == ["aa/p.yaml", "bb/p.yaml"])
      #expect(found.workloads == ["aa/x.csv", "bb/x.csv"])
      // Jobs run one after the other. In order of submission, the last of six waits for five of 100 s;
      // where the largest go first, the last of the small ones does, which came a second earlier.
      #expect(found.means.map { $0.mean?.rounded() } == [495, 496, 4995, 4996])
      let text = try Program.run(arguments, in: folder, environment: ["COLUMNS": "120"]).output
      let rows = text.split(separator: "\n").filter { $0.contains("p.yaml  ") }.map {
        $0.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
      }
      #expect(rows.contains("aa/p.yaml 8 min 15 s"), "\(text)")
      #expect(rows.contains("bb/p.yaml 8 min 16 s"), "\(text)")
      #expect(rows.contains("aa/p.yaml 1 h 23 min"), "\(text)")
      #expect(
        text.contains("aa/x.csv: On these jobs, bb/p.yaml has 0.2 % more max wait than aa/p.yaml"),
        "\(text)")
    }
  }

  /// A file that is named like a policy is another variant than the policy.
  @Test func aFileNamedLikeAPolicyIsNotThePolicy() throws {
    try Self.inFolder { folder in
      try Data("order: fifo\nbackfill: none\n".utf8).write(to: folder.appending(path: "easy"))
      let json = try Program.run(
        [
          "compare", "flat:8", "--policy", "fifo", "--policy", "easy,./easy", "--seeds", "1",
          "--set", "workload=philly", "--set", "jobs=30", "--no-store", "--format", "json",
        ], in: folder)
      let found = try JSONDecoder().decode(Means.self, from: Data(json.output.utf8))
      #expect(found.variants == ["fifo", "easy", "./easy"])
      #expect(found.means[0].mean == found.means[2].mean)
    }
  }

  /// A path in an argument starts at the current folder, also where the scenario has such a file beside it.
  @Test func pathsOfArgumentsStartAtTheCurrentFolder() throws {
    try Self.inFolder { folder in
      try Data("topology: flat:8\nworkload: x.csv\n".utf8)
        .write(to: folder.appending(path: "aa/sc.yaml"))
      try FileManager.default.copyItem(
        at: folder.appending(path: "bb/x.csv"), to: folder.appending(path: "x.csv"))
      let compare = [
        "compare", "aa/sc.yaml", "--policy", "easy,fifo", "--seeds", "1", "--warm-up", "none",
        "--no-store", "--measure", "wait_s.max", "--format", "json",
      ]
      func longest(_ arguments: [String]) throws -> Double? {
        let json = try Program.run(compare + arguments, in: folder)
        #expect(json.errors.isEmpty || !json.errors.contains("cannot"), "\(json.errors)")
        let found = try JSONDecoder().decode(Means.self, from: Data(json.output.utf8))
        return found.means.last?.mean?.rounded()
      }
      #expect(try longest([]) == 495)
      #expect(try longest(["--workload", "x.csv"]) == 4995)
      #expect(try longest(["--set", "workload=x.csv"]) == 4995)
      #expect(try longest(["--vary", "workload=x.csv,aa/x.csv"]) == 495)
      #expect(try longest(["--vary", "workload=aa/x.csv,x.csv"]) == 4995)
      let sweep = try Program.run(
        [
          "sweep", "aa/sc.yaml", "--vary", "workload=x.csv,aa/x.csv", "--set", "policy=fifo",
          "--measure", "wait_s.max", "--no-store",
        ], in: folder)
      #expect(sweep.output.contains("1 h 23 min"), "\(sweep.output)")
    }
  }

  /// Keys are what they set, however they are spelt; what one would undo is refused where it was asked for.
  @Test func keysThatSetTheSameAreRefused() throws {
    try Self.inFolder { folder in
      let services = """
        topology: tiny
        workload: philly
        jobs: 20
        services:
          - name: chat
            model: llama-3-8b
            replica: {accelerators: 1}
            prompt_tokens: 100
            output_tokens: 100
            load: 5

        """
      let study = """
        scenario: {topology: "flat:8", workload: philly, jobs: 20}
        vary:
          topology: ["flat:8", "flat:16"]
        points:
          - {load: 0.5, policy.backfill: none}
          - {backfill: none, load: 0.50}
          - {place: random, placement: best-fit}

        """
      try Data(services.utf8).write(to: folder.appending(path: "services.yaml"))
      try Data(study.utf8).write(to: folder.appending(path: "study.yaml"))
      let compare = ["compare", "flat:8", "--policy", "fifo,easy"]
      let sweep = ["sweep", "flat:8"]
      let same = "sets the same as"
      let wrong: [([String], String)] = [
        (
          compare + ["--workload", "philly,helios", "--vary", "workload=pai,kalos"],
          "--vary: workload: \(same) 'workload' of --workload: give one of them\n"
        ),
        (
          compare + ["--workload", "philly", "--set", "workload=pai"],
          "--workload: workload: \(same) 'workload' of --set: give one of them\n"
        ),
        (
          compare + ["--vary", "policy=sjf,easy"],
          "--vary: policy: \(same) 'policy' of --policy: give one of them\n"
        ),
        (
          compare + ["--vary", "seed=1,2"],
          "--vary: seed: all variants have the same seeds: say which with --seed and --seeds\n"
        ),
        (
          sweep + ["--vary", "policy.backfill=none,easy", "--vary", "backfill=none,skip"],
          "--vary: backfill: \(same) 'policy.backfill' of --vary: give one of them\n"
        ),
        (
          sweep + ["--vary", "policy.place=random", "--vary", "policy.placement=best-fit"],
          "--vary: policy.placement: \(same) 'policy.place' of --vary: give one of them\n"
        ),
        (
          sweep + ["--vary", "preempt=none", "--vary", "policy.preemption=none"],
          "--vary: policy.preemption: \(same) 'preempt' of --vary: give one of them\n"
        ),
        (
          sweep + ["--vary", "load=0.5", "--vary", "load=0.6"],
          "--vary: key 'load' is defined twice\n"
        ),
        (
          [
            "sweep", "services.yaml", "--vary", "services.chat.load=1,2", "--vary",
            "services[0].load=3",
          ],
          "--vary: services[0].load: \(same) 'services.chat.load' of --vary: give one of them\n"
        ),
        (
          sweep + ["--vary", "services[0].load=20,40", "--vary", "services=a.yaml,b.yaml"],
          "--vary: services[0].load: would be replaced by 'services' of --vary: give one of them\n"
        ),
        (
          sweep + ["--vary", "policy=fifo,easy", "--set", "policy=sjf"],
          "--vary: policy: \(same) 'policy' of --set: give one of them\n"
        ),
        (
          ["sweep", "study.yaml", "--set", "topology=tiny"],
          """
          study.yaml:3: topology: \(same) 'topology' of --set: give one of them
          koine: study.yaml:7: placement: \(same) 'place' of study.yaml:7: give one of them
          koine: study.yaml:6: point '{backfill: none, load: 0.5}' is defined twice

          """
        ),
        (
          ["sweep", "services.yaml", "--vary", "services[0.load=1,2"],
          "--vary: found the key 'services[0.load', expected a path such as policy.backfill\n"
        ),
        (
          sweep + ["--vary", "seed=1,2", "--seed", "3"],
          "--seed: would not be used: points have seeds of their own\n"
        ),
        (sweep + ["--set", "load=", "--vary", "jobs=5,6"], "--set: load: holds no value\n"),
        (
          ["compare", "flat:8", "--policy", "fifo"],
          "--policy: nothing to compare: give two policies or more, or --vary\n"
        ),
        (
          ["compare", "flat:8", "--vary", "load=0.5"],
          "--vary: nothing to compare: give two policies or more, or --vary\n"
        ),
        (compare + ["--policy", "fifo"], "--policy: policy: value 'fifo' is defined twice\n"),
        (
          compare + ["--workload", "philly", "--workload", ""],
          "--workload: workload: holds no values\n"
        ),
      ]
      for (arguments, message) in wrong {
        let outcome = try Program.run(arguments + ["--no-store"], in: folder)
        #expect(outcome.status == 2, "\(arguments)")
        #expect(outcome.errors == "koine: " + message, "\(arguments)")
        #expect(outcome.output.isEmpty)
      }
      // Parts after the whole, and services after the list, are no conflict.
      for arguments in [
        sweep + ["--vary", "backfill=none", "--vary", "policy=fifo,easy"],
        sweep + ["--set", "policy=sjf", "--vary", "policy.backfill=none,easy"],
        ["compare", "flat:8", "--policy", "fifo,easy", "--vary", "placement=random,best-fit"],
      ] {
        let outcome = try Program.run(
          arguments + ["--set", "workload=philly", "--set", "jobs=9", "--no-store", "--dry-run"],
          in: folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
      }
    }
  }

  /// Accelerators that were asked for are no success and no failure.
  @Test func whatIsGivenIsNotJudged() throws {
    try Self.inFolder { folder in
      let outcome = try Program.run(
        [
          "compare", "flat:8", "--vary", "topology=flat:8,flat:16", "--workload", "philly", "--set",
          "jobs=20", "--seeds", "4", "--no-store", "--measure", "run.accelerators",
        ], in: folder, environment: ["COLUMNS": "120"])
      #expect(
        outcome.output.contains(
          "- topology=flat:16 has more run.accelerators than topology=flat:8: +100 % ± 0.0 %.\n"),
        "\(outcome.output)")
    }
  }

  /// Of few seeds that differ much, no interval is narrow: not by chance, and not for `--precision`.
  @Test func fewSeedsAreNotPrecise() throws {
    try Self.inFolder { folder in
      let compare = [
        "compare", "flat:16", "--policy", "fifo,easy", "--workload", "philly", "--set", "jobs=60",
        "--set", "load=0.9", "--measure", "wait_s.mean", "--no-store",
      ]
      let two = try Program.run(
        compare + ["--seeds", "2"], in: folder, environment: ["COLUMNS": "120"])
      #expect(two.output.contains(", interval unbounded)"), "\(two.output)")
      #expect(
        two.output.replacing("\n", with: " ").contains(
          "Interval unbounded: with so few seeds, the mean of fifo may as well be 0, and a share of it "
            + "anything. More seeds give it ends."), "\(two.output)")
      let precise = try Program.run(
        compare + ["--seeds", "2", "--precision", "5%", "--max-seeds", "6"], in: folder,
        environment: ["COLUMNS": "120"])
      #expect(
        precise.output.replacing("\n", with: " ").contains(
          "6 seeds from 1 on")
          && precise.output.replacing("\n", with: " ").contains(
            "Fewer than 8 seeds cannot show that intervals are as narrow as asked, 5.0 %."),
        "\(precise.output)")
    }
  }

  /// Where some seeds of a variant have no value, nothing is said from the others, but that.
  @Test func seedsAreNotLeftOutByWhatTheyGave() throws {
    try Self.inFolder { folder in
      let compare = [
        "compare", "flat:8", "--policy", "fifo,easy", "--workload", "philly", "--set", "jobs=40",
        "--set", "until=2h", "--seeds", "6", "--no-store", "--measure", "utilization.allocated",
        "--measure", "makespan_s",
      ]
      let json = try Program.run(compare + ["--format", "json"], in: folder)
      let found = try JSONDecoder().decode(Means.self, from: Data(json.output.utf8))
      #expect(found.means[2].mean == nil && found.means[3].mean != nil)
      let notes = [
        "makespan_s is unknown at 1 of 6 seeds of fifo.",
        "What is unknown at some seeds has no mean and no difference: a variant loses seeds by how it "
          + "did on them, so that the others would be no fair sample.",
      ]
      #expect(found.notes == notes)
      let text = try Program.run(compare, in: folder, environment: ["COLUMNS": "120"]).output
        .replacing("\n", with: " ")
      #expect(text.contains(notes.joined(separator: "  ")), "\(text)")
      #expect(!text.contains("on makespan") && !text.contains("in makespan"), "\(text)")
    }
  }
}
