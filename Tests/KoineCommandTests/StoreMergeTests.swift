import Foundation
import GRDB
import Testing

/// Stores of several parts, builds and processes, and experiments that they have in common.
@Suite struct StoreMergeTests {
  private static let sweep = [
    "sweep", "flat:8", "--set", "workload=philly", "--set", "jobs=20", "--vary", "load=0.5,0.9",
    "--threads", "1",
  ]

  private static func inFolder<Value>(_ body: (URL) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "koine-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }

  /// Nothing is written before all stores are known to fit, and what is there already does no harm.
  @Test func partsOfAnotherBuildAreRefusedBeforeAnythingIsWritten() throws {
    try Self.inFolder { folder in
      let sweep = Self.sweep.joined(separator: " ")
      let made = try Program.runInShell(
        """
        cp "$KOINE" other && printf x >>other
        ./other \(sweep) --store old.db && ./other --version && "$KOINE" --version
        """, in: folder)
      #expect(made.status == 0, "\(made.errors)")
      let builds = made.output.split(separator: "\n").suffix(2).map { $0.dropFirst(6) }
      #expect(try Program.run(Self.sweep + ["--store", "new.db"], in: folder).status == 0)
      let refused = try Program.run(
        ["runs", "merge", "new.db", "old.db", "--into", "mix.db"], in: folder)
      #expect(refused.status == 2 && refused.output.isEmpty)
      #expect(
        refused.errors
          == "koine: old.db: holds runs of koine \(builds[0]), which this one, \(builds[1]), would not "
          + "use; nothing is merged: merge with the program that made them, remove them with koine "
          + "runs gc --store old.db, or take them with --any-version\n")
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "mix.db").path))
      let into = try Program.run(["runs", "merge", "new.db", "--into", "old.db"], in: folder)
      #expect(into.status == 0 && into.output == "new.db: 2 new runs\n4 runs in old.db\n")
      // Two of the four are of this build.
      let list = try Program.run(
        ["runs", "list", "--experiments", "--store", "old.db"], in: folder)
      #expect(list.output.hasPrefix("1 experiment in old.db\n  1  sweep, 2 of 2 runs: koine sweep"))
      let any = try Program.run(
        ["runs", "merge", "old.db", "--into", "mix.db", "--any-version"], in: folder)
      #expect(any.output == "old.db: 4 new runs\n4 runs in mix.db\n")
    }
  }

  @Test func experimentsOfPartsGoOnAsAWhole() throws {
    try Self.inFolder { folder in
      for part in 1...2 {
        let made = try Program.run(
          Self.sweep + ["--shard", "\(part)/2", "--store", "p\(part).db"], in: folder)
        #expect(made.status == 0, "\(made.errors)")
      }
      _ = try Program.run(["runs", "merge", "p1.db", "p2.db", "--into", "all.db"], in: folder)
      let list = try Program.run(
        ["runs", "list", "--experiments", "--store", "all.db", "--format", "json"], in: folder)
      #expect(
        list.output.contains(
          "\"command\": \"koine \(Self.sweep.joined(separator: " ")) --store all.db\""),
        "\(list.output)")
      let fields = list.output.filter { !$0.isWhitespace }
      #expect(fields.contains("\"runs\":2,\"done\":2"), "\(list.output)")
    }
  }

  /// Points that are the same run count once, and so do seeds that a precision adds.
  @Test func experimentsCountTheRunsThatTheyAskFor() throws {
    try Self.inFolder { folder in
      func list() throws -> String {
        try Program.run(["runs", "list", "--experiments"], in: folder).output
      }
      let points = [
        "sweep", "flat:8", "--set", "workload=philly", "--set", "jobs=20", "--vary",
        "policy=fifo,easy,wfp3", "--vary", "order.exponent=1,2.5",
      ]
      #expect(try Program.run(points, in: folder).status == 0)
      #expect(try list().contains("  1  sweep, 4 of 4 runs: koine sweep"))
      let precise = [
        "compare", "flat:8", "--policy", "fifo,easy", "--workload", "philly", "--set", "jobs=40",
        "--seeds", "2", "--precision", "1%", "--max-seeds", "6", "--measure", "wait_s.mean",
      ]
      let compared = try Program.run(precise, in: folder)
      #expect(compared.status == 0, "\(compared.errors)")
      let both = try list()
      #expect(both.contains("  2  compare, 12 of 12 runs: koine compare"), "\(both)")
    }
  }

  @Test func plansThatNoMachineHoldsAreRefused() throws {
    try Self.inFolder { folder in
      let plan = ["--vary", "load=0.6..1.2/1000000", "--seeds", "1000000", "--dry-run"]
      let sweep = try Program.run(["sweep", "flat:8"] + plan, in: folder)
      #expect(sweep.status == 2 && sweep.output.isEmpty)
      #expect(
        sweep.errors
          == "koine: flat:8: seeds: asks for 1000000 x 1000000 runs, the limit is 10000000\n")
      let compare = try Program.run(
        ["compare", "flat:8", "--policy", "fifo,easy"] + plan, in: folder)
      #expect(compare.status == 2 && compare.output.isEmpty)
      #expect(
        compare.errors
          == "koine: --seeds: asks for 2 x 1000000 x 1000000 runs, the limit is 10000000\n")
    }
  }

  /// The system's signal for a file that may not grow would end the program without a word.
  @Test func aLimitOfFileSizesIsAnErrorOfWriting() throws {
    try Self.inFolder { folder in
      let arguments =
        Self.sweep.map { $0.replacing("0.5,0.9", with: "0.5..0.9/10") } + ["--seeds", "20"]
      let result = try Program.runInShell(
        "ulimit -f 400; exec \"$KOINE\" \(arguments.joined(separator: " ")) --store full.db",
        in: folder)
      #expect(result.status == 2 && result.output.isEmpty)
      #expect(
        result.errors
          == "koine: full.db: cannot be written: disk I/O error; what ended before is stored, so run it "
          + "again\n")
    }
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func ctrlCEndsWaitingForALock(signal: Int32) throws {
    try Self.inFolder { folder in
      let arguments = Self.sweep + ["--store", "k.db"]
      #expect(try Program.run(arguments, in: folder).status == 0)
      let errors = folder.appending(path: "errors")
      try Data().write(to: errors)
      try DatabaseQueue(path: folder.appending(path: "k.db").path).inDatabase { db in
        try db.execute(sql: "BEGIN EXCLUSIVE")
        let waiting = try Program.start(
          arguments, in: folder, errors: try FileHandle(forWritingTo: errors))
        func told() throws -> String { try String(contentsOf: errors, encoding: .utf8) }
        while try !told().contains("waiting for k.db") && waiting.isRunning { usleep(50_000) }
        let began = ContinuousClock.now
        kill(waiting.processIdentifier, signal)
        waiting.waitUntilExit()
        #expect(ContinuousClock.now - began < .seconds(15))
        #expect(waiting.terminationStatus == 130 && waiting.terminationReason == .exit)
        let said = try told()
        #expect(
          said.hasSuffix(
            "koine: stopped while k.db was locked by another process. To go on: koine "
              + arguments.joined(separator: " ") + "\n"), "\(said)")
        try db.execute(sql: "ROLLBACK")
      }
    }
  }
}
