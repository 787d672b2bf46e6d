import Foundation
import Testing

/// `compare`, `sweep` and `runs` as a user runs them.
@Suite struct ExperimentCommandTests {
  private static let sweep = [
    "sweep", "flat:32", "--set", "workload=philly", "--set", "jobs=60", "--vary", "load=0.6..1.2/3",
    "--vary", "policy=fifo,easy", "--seeds", "2",
  ]

  private static func inFolder<Value>(_ body: (URL) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "koine-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }

  @Test func partsThreadsAndStoresGiveTheSameBytes() throws {
    try Self.inFolder { folder in
      let whole = try Program.run(
        Self.sweep + ["--no-store", "--threads", "1", "--format", "json"], in: folder)
      #expect(whole.status == 0)
      let threads = try Program.run(
        Self.sweep + ["--store", "all.db", "--threads", "4", "--format", "json"], in: folder)
      #expect(threads.output == whole.output)
      for part in 1...3 {
        let shard = try Program.run(
          Self.sweep + ["--shard", "\(part)/3", "--store", "part-\(part).db"], in: folder)
        #expect(shard.status == 0)
        #expect(shard.output.hasPrefix("Part \(part) of 3: 4 runs, 0 of them found, are in part-"))
      }
      let merge = try Program.run(
        ["runs", "merge", "part-1.db", "part-2.db", "part-3.db", "--into", "merged.db"], in: folder)
      #expect(merge.output.hasSuffix("part-3.db: 4 new runs\n12 runs in merged.db\n"))
      let merged = try Program.run(
        Self.sweep + ["--store", "merged.db", "--format", "json"], in: folder)
      #expect(merged.output == whole.output)
      let text = try Program.run(Self.sweep + ["--store", "merged.db"], in: folder)
      #expect(text.output.contains("12 runs, 12 of them from the store"))
    }
  }

  /// A seed holds wherever it is said, the argument before the scenario, and points may have their own.
  @Test func seedsOfScenariosAndPointsCount() throws {
    try Self.inFolder { folder in
      let file = folder.appending(path: "five.yaml")
      try Data("topology: flat:32\nworkload: philly\njobs: 60\nseed: 5\n".utf8).write(to: file)
      func output(_ arguments: [String]) throws -> String {
        let result = try Program.run(arguments + ["--no-store"], in: folder)
        #expect(result.status == 0, "\(result.errors)")
        return result.output
      }
      let policies = ["--vary", "policy=fifo,easy", "--format", "json"]
      let five = try output(["sweep", "five.yaml"] + policies)
      #expect(five.contains("\"first_seed\": 5"))
      #expect(try output(["sweep", "five.yaml", "--seed", "5"] + policies) == five)
      let set = try output(["sweep", "five.yaml", "--set", "seed=7"] + policies)
      #expect(set == (try output(["sweep", "five.yaml", "--seed", "7"] + policies)))
      #expect(set != five)
      let varied = try output(["sweep", "five.yaml", "--vary", "seed=5,7"])
      #expect(varied.contains("1 seed each from their own on."))
      let waits = varied.split(separator: "\n").filter { $0.hasPrefix("5 ") || $0.hasPrefix("7 ") }
      #expect(waits.count == 2 && waits[0].dropFirst() != waits[1].dropFirst())
      let compare = ["compare", "five.yaml", "--policy", "fifo,easy", "--seeds", "2"]
      #expect(try output(compare).contains("2 seeds from 5 on"))
    }
  }

  /// A slip in the name of a study finds the study, one in that of a cluster the cluster.
  @Test func aMisspeltStudyFindsTheNearestOne() throws {
    try Self.inFolder { folder in
      func errors(_ name: String) throws -> String {
        let result = try Program.run(
          ["sweep", name, "--no-store", "--vary", "load=0.5,0.6"], in: folder)
        #expect(result.status == 2 && result.output.isEmpty)
        return result.errors
      }
      let study = try errors("domestic-shar")
      #expect(
        study
          == "koine: domestic-shar: unknown study 'domestic-shar', did you mean 'domestic-share'? "
          + "(known: domestic-share, photonic-share, supernodes-fixed, supernodes-under-faults)\n")
      let cluster = try errors("shanghai-mixd")
      #expect(
        cluster.contains("unknown topology 'shanghai-mixd', did you mean 'shanghai-mixed'?"))
    }
  }

  @Test func aStoreIsNotMergedIntoItself() throws {
    try Self.inFolder { folder in
      for name in ["p1.db", "p2.db"] {
        _ = try Program.run(Self.sweep + ["--store", name], in: folder)
      }
      try FileManager.default.createSymbolicLink(
        at: folder.appending(path: "link.db"), withDestinationURL: folder.appending(path: "p1.db"))
      let same = try Program.run(["runs", "merge", "p1.db", "--into", "p1.db"], in: folder)
      #expect(same.status == 2 && same.output.isEmpty)
      #expect(
        same.errors
          == "koine: p1.db: is the store to add to, p1.db: source and target are the same\n")
      // Nothing is taken over before that is found.
      let link = try Program.run(
        ["runs", "merge", "p2.db", "./link.db", "--into", "p1.db"], in: folder)
      #expect(link.status == 2 && link.output.isEmpty)
      #expect(
        link.errors
          == "koine: ./link.db: is the store to add to, p1.db: source and target are the same\n")
    }
  }

  @Test func aDryRunTellsWhatIsLeftAndMakesNothing() throws {
    try Self.inFolder { folder in
      let dry = Self.sweep + ["--store", "a.db", "--dry-run"]
      let before = try Program.run(dry, in: folder)
      #expect(before.output == "12 runs: 0 in a.db, 12 to make.\n")
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "a.db").path))
      _ = try Program.run(Self.sweep + ["--store", "a.db", "--shard", "2/4"], in: folder)
      let after = try Program.run(dry + ["--format", "json"], in: folder)
      let places = after.output.filter { !$0.isWhitespace }
      #expect(places.contains("\"runs\":12,\"stored\":3,\"missing\":[0,2,3,4,6,7,8,10,11]"))
      let part = try Program.run(dry + ["--shard", "2/4"], in: folder)
      #expect(part.output == "3 runs: 3 in a.db, 0 to make.\n")
      let compare = ["compare", "flat:8", "--set", "workload=pai", "--set", "jobs=9"]
      let none = try Program.run(
        compare + ["--policy", "fifo,easy", "--no-store", "--dry-run"], in: folder)
      #expect(none.output == "20 runs, none of which would be kept.\n")
    }
  }

  @Test func aKilledSweepGoesOnWhereItWas() throws {
    try Self.inFolder { folder in
      let arguments = [
        "sweep", "flat:32", "--set", "workload=philly", "--set", "jobs=1500", "--vary",
        "load=0.5..1/40", "--store", "k.db", "--threads", "1",
      ]
      let first = try Program.start(arguments, in: folder)
      let list = ["runs", "list", "--store", "k.db", "--format", "json", "--limit", "1"]
      func stored() throws -> Int {
        let text = try Program.run(list, in: folder).output
        let line = text.split(separator: "\n").first { $0.contains("\"count\"") } ?? ""
        return Int(line.filter(\.isNumber)) ?? 0
      }
      while try stored() < 3 && first.isRunning { usleep(50_000) }
      kill(first.processIdentifier, SIGKILL)
      first.waitUntilExit()
      let kept = try stored()
      #expect(kept >= 3)
      let second = try Program.start(arguments, in: folder)
      while try stored() < kept + 2 && second.isRunning { usleep(50_000) }
      kill(second.processIdentifier, SIGINT)
      second.waitUntilExit()
      #expect(second.terminationStatus == 130)
      #expect(try stored() >= kept + 2)
    }
  }

  @Test func listsShowDiffExportAndClean() throws {
    try Self.inFolder { folder in
      #expect(try Program.run(Self.sweep, in: folder).status == 0)
      let list = try Program.run(["runs", "list", "--policy", "easy", "--limit", "2"], in: folder)
      #expect(list.output.hasPrefix("6 runs in koine.db, the newest 2 of them\n"))
      let experiments = try Program.run(["runs", "list", "--experiments"], in: folder)
      #expect(
        experiments.output.hasPrefix(
          "1 experiment in koine.db\n  1  sweep, 12 of 12 runs: koine sweep"))
      let diff = try Program.run(["runs", "diff", "1", "2"], in: folder)
      #expect(diff.status == 0 && diff.output.hasPrefix("Runs 1 and 2\n"))
      let show = try Program.run(["runs", "show", "1", "--part", "ledger"], in: folder)
      #expect(show.output.contains("free_idle"))
      let export = try Program.run(
        ["runs", "export", "--measure", "wait_s.mean", "--policy", "fifo"], in: folder)
      let lines = export.output.split(separator: "\n")
      #expect(
        lines.first == "run,digest,version,topology,workload,policy,settings,seed,jobs,wait_s.mean")
      #expect(lines.count == 7)
      let clean = try Program.run(["runs", "gc", "--dry-run"], in: folder)
      #expect(clean.output == "0 runs would be removed, 12 would stay in koine.db\n")
    }
  }

  @Test func wrongInputEndsWithTwo() throws {
    try Self.inFolder { folder in
      try Data("no store".utf8).write(to: folder.appending(path: "bad.db"))
      let study = """
        scenario: {topology: "flat:8", workload: philly, jobs: 5}
        vary: {policy: [fifo, easy]}
        measures: [wait_s.p98]
        """
      try Data(study.utf8).write(to: folder.appending(path: "study.yaml"))
      try Data("scenario: nosuch.yaml\nvary: {load: [0.5]}\n".utf8)
        .write(to: folder.appending(path: "lost.yaml"))
      let wrong: [([String], String)] = [
        (
          ["sweep", "flat:8"],
          "flat:8: nothing varies: say what does, with --vary KEY=VALUES or vary in a study"
        ),
        (
          ["sweep", "flat:8", "--vary", "blockfill=easy"],
          "--vary: blockfill: unknown key, did you mean 'backfill'?"
        ),
        (
          ["sweep", "flat:8", "--vary", "load=2..1/3", "--shard", "3/2"],
          "--shard: found '3/2', expected a part such as 1/4, from 1/4 to 4/4"
        ),
        (
          ["compare", "flat:8"],
          "--policy: nothing to compare: give two policies or more, or --vary"
        ),
        (
          ["compare", "flat:8", "--policy", "fifo,eazy"],
          "--policy: policy: unknown policy 'eazy', did you mean 'easy'? (known: "
        ),
        (
          ["compare", "flat:8", "--policy", "fifo,easy", "--precision", "wide"],
          "--precision: found 'wide', expected a share such as 2%"
        ),
        (["sweep", "nosuch.yaml"], "nosuch.yaml: cannot be read: no such file\n"),
        (
          ["sweep", "flat:8", "--vary", "load=0.6..0.6/3"],
          "--vary: load: found 0.6..0.6/3, expected two different ends\n"
        ),
        (
          ["sweep", "flat:8", "--vary", "load=0.5,,0.7"],
          "--vary: load: found '0.5,,0.7', expected a value before and after every comma\n"
        ),
        (
          ["compare", "flat:8", "--policy", "fifo,easy", "--max-seeds", "20"],
          "--max-seeds: goes with --precision only; --seeds 20 makes as many\n"
        ),
        (
          [
            "compare", "flat:8", "--policy", "fifo,easy", "--precision", "2%", "--seeds", "6",
            "--max-seeds", "5",
          ],
          "--max-seeds: found 5, expected no fewer than there are to begin with, 6\n"
        ),
        (
          ["sweep", "study.yaml"],
          "study.yaml:3: measures: unknown measure 'wait_s.p98', did you mean 'wait_s.p90'?\n"
        ),
        (
          ["sweep", "lost.yaml"],
          "lost.yaml:1: scenario: cannot be read: there is no file 'nosuch.yaml'\n"
        ),
        (["runs", "list"], "koine.db: cannot be read: there is no run store"),
        (
          ["runs", "list", "--store", "bad.db"],
          "bad.db: is no run store or is damaged: it is no SQLite database"
        ),
      ]
      for (arguments, message) in wrong {
        let keeps = arguments[0] == "runs" || arguments.contains("--shard")
        let outcome = try Program.run(
          arguments + (keeps ? [] : ["--no-store"]), in: folder)
        #expect(outcome.status == 2, "\(arguments)")
        #expect(outcome.errors.hasPrefix("koine: " + message), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
      }
    }
  }

  /// A measure that is asked for twice is no second test.
  @Test func repeatedMeasuresCountOnce() throws {
    try Self.inFolder { folder in
      let once = [
        "compare", "flat:32", "--set", "workload=philly", "--set", "jobs=60", "--policy",
        "fifo,easy", "--seeds", "3", "--no-store", "--measure", "completion_s.mean",
      ]
      let twice = try Program.run(once + ["--measure", "completion_s.mean"], in: folder)
      #expect(twice.status == 0)
      #expect(try Program.run(once, in: folder).output == twice.output)
    }
  }

  @Test func comparisonsPrintAVerdict() throws {
    try Self.inFolder { folder in
      let outcome = try Program.run(
        [
          "compare", "flat:32", "--policy", "fifo,easy", "--workload", "philly,helios", "--seeds",
          "3", "--set", "jobs=60", "--warm-up", "10%",
        ], in: folder, environment: ["COLUMNS": "80"])
      #expect(outcome.status == 0)
      #expect(outcome.output.contains("the first 10 % of the jobs are left out as\nwarm-up"))
      #expect(outcome.output.contains("\nVerdict\n- philly: "))
      #expect(outcome.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
      #expect(FileManager.default.fileExists(atPath: folder.path + "/koine.db"))
    }
  }
}
