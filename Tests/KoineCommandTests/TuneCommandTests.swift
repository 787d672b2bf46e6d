import Foundation
import Testing

/// `tune` as a user runs it: the file it writes, resuming, and what it says of wrong input.
@Suite struct TuneCommandTests {
  private static let scene = "topology: flat:16\nworkload: pai\njobs: 300\nload: 1.2\n"
  private static let narrow = [
    "--vary", "order=fifo,shortest,wfp3", "--vary", "placement=best-fit", "--vary",
    "preemption=none",
  ]

  private static func inFolder<Value>(_ body: (URL) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "koine-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(scene.utf8).write(to: folder.appending(path: "busy.yaml"))
    return try body(folder)
  }

  /// The number after `"key": ` behind the first `"section"`.
  private static func number(_ key: String, in section: String, of text: String) throws -> Double {
    let start = try #require(text.range(of: "\"\(section)\""))
    let rest = text[start.upperBound...]
    let name = try #require(rest.range(of: "\"\(key)\": "))
    let digits = rest[name.upperBound...].prefix { !",\n}".contains($0) }
    return try #require(Double(digits))
  }

  @Test func theBestPolicyIsAFileThatSimulatesToTheSameNumber() throws {
    try Self.inFolder { folder in
      let tuned = try Program.run(
        ["tune", "busy.yaml", "--trials", "10", "--held-out", "0", "--out", "best.yaml"]
          + ["--format", "json"] + Self.narrow, in: folder)
      #expect(tuned.status == 0, "\(tuned.errors)")
      let simulated = try Program.run(
        ["simulate", "busy.yaml", "--policy", "best.yaml", "--format", "json"], in: folder)
      #expect(simulated.status == 0, "\(simulated.errors)")
      let found = try Self.number("wait_s.mean", in: "best", of: tuned.output)
      #expect(try Self.number("mean", in: "wait_s", of: simulated.output) == found)
      let own = try Self.number("wait_s.mean", in: "own", of: tuned.output)
      #expect(found < own)
      let file = try String(contentsOf: folder.appending(path: "best.yaml"), encoding: .utf8)
      #expect(file.hasPrefix("# The best of "))
    }
  }

  @Test func whatIsUnknownIsNoGoal() throws {
    try Self.inFolder { folder in
      let result = try Program.run(
        ["tune", "busy.yaml", "--minimize", "energy_kwh", "--trials", "5", "--no-store"],
        in: folder)
      #expect(result.status == 2)
      #expect(
        result.errors
          == "koine: --minimize: energy_kwh is unknown in a run of busy.yaml with its own policy\n")
    }
  }

  @Test func aKilledSearchGoesOnToTheSameBytes() throws {
    try Self.inFolder { folder in
      let arguments =
        ["tune", "busy.yaml", "--set", "jobs=900", "--trials", "40", "--threads", "1"]
        + ["--format", "json", "--method", "nsga2"] + Self.narrow
      let whole = try Program.run(arguments + ["--no-store"], in: folder)
      let resumed = arguments + ["--store", "t.db"]
      func stored() throws -> Int {
        let text = try Program.run(
          ["runs", "list", "--store", "t.db", "--format", "json", "--limit", "1"], in: folder
        ).output
        let line = text.split(separator: "\n").first { $0.contains("\"count\"") } ?? ""
        return Int(line.filter(\.isNumber)) ?? 0
      }
      let first = try Program.start(resumed, in: folder)
      while try stored() < 5 && first.isRunning { usleep(20_000) }
      kill(first.processIdentifier, SIGKILL)
      first.waitUntilExit()
      let kept = try stored()
      #expect(kept >= 5)
      let second = try Program.start(resumed, in: folder)
      while try stored() < kept + 3 && second.isRunning { usleep(20_000) }
      kill(second.processIdentifier, SIGINT)
      second.waitUntilExit()
      #expect(second.terminationStatus == 130)
      let last = try Program.run(resumed, in: folder)
      #expect(last.status == 0 && last.output == whole.output)
    }
  }

  /// Ctrl-C is answered from the start on: here while the scenario is waited for.
  @Test func whoeverStopsEarlyIsToldHowToGoOn() throws {
    try Self.inFolder { folder in
      let pipe = folder.appending(path: "pipe.yaml").path
      #expect(mkfifo(pipe, 0o600) == 0)
      let errors = folder.appending(path: "errors")
      try Data().write(to: errors)
      let scene = "topology=flat:16 workload=pai jobs=300".split(separator: " ").flatMap {
        ["--set", String($0)]
      }
      let process = try Program.start(
        ["tune", "pipe.yaml", "--trials", "1000", "--store", "t.db"] + scene, in: folder,
        errors: try FileHandle(forWritingTo: errors))
      var isStopped = false
      // The pipe opens when the program reads, which it does more than once.
      while process.isRunning {
        let descriptor = open(pipe, O_WRONLY | O_NONBLOCK)
        if descriptor >= 0 && !isStopped {
          kill(process.processIdentifier, SIGINT)
          isStopped = true
          usleep(100_000)
        }
        if descriptor >= 0 { close(descriptor) }
        usleep(10_000)
      }
      #expect(process.terminationReason == .exit && process.terminationStatus == 130)
      #expect(
        try String(contentsOf: errors, encoding: .utf8)
          == "koine: stopped before the budget was spent; what was run is kept in t.db. To go on: "
          + "koine tune pipe.yaml --trials 1000 --store t.db \(scene.joined(separator: " "))\n")
    }
  }

  /// Small numbers are in the singular, times are without noise, and seeds that change nothing are told.
  @Test func whatIsCountedAndTimedReadsWell() throws {
    try Self.inFolder { folder in
      let rows = (0..<60).map { "j\($0),\($0 * 41 + 233).000000001,300,4" }
      let trace = "job_id,submit_s,duration_s,accelerators\n" + rows.joined(separator: "\n")
      try Data(trace.utf8).write(to: folder.appending(path: "jobs.csv"))
      let fixed = [
        "--set", "workload=jobs.csv", "--vary", "order=shortest", "--vary", "placement=first-fit",
        "--vary", "backfill=none", "--vary", "preemption=none", "--no-store", "--method", "random",
        "--trials", "1",
      ]
      let text = try Program.run(
        ["tune", "busy.yaml", "--seeds", "3", "--out", "best.yaml"] + fixed, in: folder)
      #expect(text.status == 0, "\(text.errors)")
      #expect(text.output.contains("effort     1 candidate by random, "))
      #expect(
        text.output.contains("  seeds      jobs and faults are the same for all 3 of them\n"))
      let file = try String(contentsOf: folder.appending(path: "best.yaml"), encoding: .utf8)
      #expect(file.hasPrefix("# The best of 1 candidate that koine tune tried on"))
      let json = try Program.run(["tune", "busy.yaml", "--format", "json"] + fixed, in: folder)
      #expect(try Self.number("end_s", in: "tune", of: json.output) == 2652)
      let preset = try Program.run(
        ["tune", "busy.yaml", "--seeds", "3"] + fixed.dropFirst(2), in: folder)
      #expect(preset.status == 0 && !preset.output.contains("  seeds  "))
    }
  }

  @Test func reportsFitTheTerminal() throws {
    try Self.inFolder { folder in
      for goals in [["mean wait"], ["mean wait", "p99 wait", "makespan"]] {
        let outcome = try Program.run(
          ["tune", "busy.yaml", "--trials", "10", "--no-store", "--constraint", "p99 wait < 100d"]
            + goals.flatMap { ["--minimize", $0] }, in: folder, environment: ["COLUMNS": "80"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 80 }, "\(outcome.output)")
        #expect(lines[0] == "Tuned for smallest wait_s.mean")
      }
    }
  }

  @Test func wrongInputEndsWithTwo() throws {
    let wrong: [([String], [String])] = [
      (
        ["--method", "cmaes"],
        [
          "--method: unknown method 'cmaes', did you mean 'cma-es'? (known: random, sobol, cma-es, "
            + "nsga2, halving, asha)"
        ]
      ),
      (
        ["--trials", "3", "--budget-jobs", "100", "--minimize", "wait_s.mean", "--maximize"]
          + ["mean wait"],
        [
          "--budget-jobs: says the same as --trials: give one of them",
          "--minimize: wait_s.mean is given as a goal twice",
        ]
      ),
      (
        ["--vary", "order=fifo", "--vary", "order.exponent=1..2"],
        [
          "--vary: order.exponent: counts only beside order=wfp3, which is not searched"
        ]
      ),
      (
        ["--vary", "order=fifo", "--vary", "order=wfp3", "--constraint", "utilization > 1d"],
        [
          "--constraint: found 'utilization > 1d', expected a share such as 60% as the limit of "
            + "utilization.allocated",
          "--vary: key 'order' is defined twice",
        ]
      ),
      (
        ["--minimize", "wait_s.maen"],
        ["--minimize: unknown measure 'wait_s.maen', did you mean 'wait_s.mean'?"]
      ),
      (
        ["--maximize", "utilisation.allocated"],
        [
          "--maximize: unknown measure 'utilisation.allocated', did you mean 'utilization.allocated'?"
        ]
      ),
      (
        ["--constraint", "p99 wiat < 1h"],
        ["--constraint: unknown measure 'p99 wiat'"]
      ),
      (
        ["--constraint", "p99 wait < soon", "--trials", "0", "--held-out", "1"],
        [
          "--trials: found 0, expected a whole number from 1 to 1000000",
          "--held-out: found 1.0, expected a number from 0 to 0.9",
          "--constraint: found 'p99 wait < soon', expected MEASURE < LIMIT, such as 'p99 wait < 1h'",
        ]
      ),
      (
        ["--vary", "order.exponent=4..1", "--vary", "backfil=easy", "--vary", "order=,"],
        [
          "--vary: order.exponent: found '4..1', expected a number from 0 to 10, or a range in it such "
            + "as 1..4",
          "--vary: unknown parameter 'backfil', did you mean 'backfill'? (known: order, placement, ",
          "--vary: order: holds no names",
        ]
      ),
      (
        ["--out", "nowhere/best.yaml"],
        [
          "nowhere/best.yaml: cannot be written: No such file or directory"
        ]
      ),
      (
        ["--set", "jobs=1"], ["pai: has fewer than two jobs before the held-out days"]
      ),
    ]
    try Self.inFolder { folder in
      for (arguments, messages) in wrong {
        let outcome = try Program.run(
          ["tune", "busy.yaml", "--no-store"] + arguments, in: folder)
        #expect(outcome.status == 2, "\(arguments)")
        for message in messages {
          #expect(outcome.errors.contains("koine: " + message), "\(outcome.errors)")
        }
        #expect(outcome.output.isEmpty)
      }
    }
  }
}
