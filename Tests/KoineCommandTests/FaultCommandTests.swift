import Foundation
import Testing

/// Faults on the command line: `simulate --faults`, the scenario's key, and `topology replay`.
@Suite struct FaultCommandTests {
  private let events = "Topologies/scenarios/tiny-fault-events.yaml"

  @Test func scenariosAndArgumentsNameFaults() throws {
    let scenario = try Program.run(
      ["simulate", "Topologies/scenarios/tiny-faults.yaml", "--format", "json"])
    let arguments = try Program.run([
      "simulate", "tiny", "--workload", "philly", "--until", "1d", "--faults", events, "--format",
      "json",
    ])
    #expect(scenario.status == 0 && arguments.status == 0)
    func ledger(_ text: String) -> Substring? {
      text.split(separator: "\n").first { $0.contains("\"down\"") }
    }
    #expect(ledger(scenario.output) != nil)
    #expect(ledger(scenario.output) == ledger(arguments.output))
    let healthy = try Program.run([
      "simulate", "tiny", "--workload", "philly", "--until", "1d", "--format", "json",
    ])
    #expect(ledger(healthy.output) != ledger(scenario.output))
  }

  private func summary(_ arguments: [String]) throws -> [String: Any] {
    let result = try Program.run(["simulate", "tiny", "--format", "json"] + arguments)
    #expect(result.status == 0, "\(result.errors)")
    let data = Data(result.output.utf8)
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  private func number(_ summary: [String: Any], _ part: String, _ key: String) throws -> Double {
    try #require(((summary[part] as? [String: Any])?[key] as? NSNumber)?.doubleValue)
  }

  /// Jobs start again unless they may not, and lose less with checkpoints.
  @Test func jobsStartAgain() throws {
    let run = ["--workload", "philly", "--until", "2d", "--faults", events]
    let again = try summary(run)
    #expect(try number(again, "interruptions", "restarts") > 0)
    #expect(try number(again, "interruptions", "node_failures") == 2)
    let not = try summary(run + ["--recovery", "restarts=no"])
    #expect(try number(not, "interruptions", "restarts") == 0)
    #expect(try number(not, "jobs", "failed") > number(again, "jobs", "failed"))
    let saved = try summary(run + ["--recovery", "save=10s,restore=1min,interval=10min"])
    #expect(try number(saved, "ledger_accelerator_s", "checkpoint") > 0)
    #expect(
      try number(saved, "ledger_accelerator_s", "lost")
        < number(again, "ledger_accelerator_s", "lost"))
  }

  private static let advice = "--recovery save=...,interval=daly"

  /// Advice on intervals between checkpoints is for runs whose nodes fail, and taken it is accepted.
  @Test func adviceOnCheckpointsIsForFailures() throws {
    let wide = ["COLUMNS": "400", "LC_ALL": "C.UTF-8"]
    func text(_ arguments: [String]) throws -> String {
      let result = try Program.run(["simulate"] + arguments, environment: wide)
      #expect(result.status == 0, "\(result.errors)")
      return result.output
    }
    let stopped = try text(["Topologies/scenarios/two-departments.yaml"])
    #expect(stopped.contains("the policy stopped jobs") && !stopped.contains(Self.advice))
    let failing = ["tiny", "--workload", "philly", "--until", "2d", "--faults", events]
    #expect(try text(failing).contains(Self.advice))
    let mended = try text(failing + ["--recovery", "save=30s,interval=daly"])
    #expect(!mended.contains(Self.advice))
  }

  @Test func modelsHaveNames() throws {
    let run = [
      "--workload", "philly", "--scale", "20", "--until", "2d", "--faults", "meta-rsc",
    ]
    let first = try summary(run + ["--recovery", "save=30s,restore=2min,interval=daly,spares=1"])
    #expect(try number(first, "interruptions", "node_failures") > 0)
    #expect(try number(first, "ledger_accelerator_s", "reserved_idle") > 0)
    let other = try summary(run + ["--seed", "2"])
    #expect(
      try number(first, "ledger_accelerator_s", "down")
        != number(other, "ledger_accelerator_s", "down"))
  }

  @Test func wrongRecoveryEndsWithTwo() throws {
    let result = try Program.run([
      "simulate", "tiny", "--workload", "philly", "--recovery", "interval=young",
    ])
    #expect(result.status == 2)
    #expect(
      result.errors == """
        koine: --recovery: interval: young needs to know how long a checkpoint takes: give save, or \
        state_gb_per_accelerator and storage_gb_s
        koine: --recovery: interval: young needs to know how often nodes fail: give faults or mtbf

        """)
    let unknown = try Program.run(["simulate", "tiny", "--faults", "meta-rcs"])
    #expect(unknown.status == 2)
    #expect(
      unknown.errors.hasPrefix(
        "koine: meta-rcs: unknown fault model 'meta-rcs', did you mean 'meta-rsc'?"))
    let packing = try Program.run([
      "simulate", "tiny", "--packing", "1.3", "--recovery", "save=1s",
    ])
    #expect(packing.status == 2 && packing.errors.contains("has no meaning with --packing"))
  }

  @Test func wrongFaultsEndWithTwo() throws {
    let result = try Program.run(["simulate", "flat:1", "--faults", events])
    #expect(result.status == 2 && result.output.isEmpty)
    let missing = try Program.run(["topology", "replay", "tiny", "--faults", "no-such.json"])
    #expect(missing.status == 2)
    #expect(missing.errors == "koine: no-such.json: cannot be read: no such file\n")
    let unlike = try Program.run(["topology", "replay", "tiny", "--faults", events])
    #expect(unlike.status == 2)
    #expect(
      unlike.errors == """
        koine: tiny: has nodes of 4, 8 accelerators; domains are laid over nodes that all have as many

        """)
    let sizes = try Program.run([
      "topology", "replay", "lightsphere", "--faults", events, "--group", "8,x",
    ])
    #expect(
      sizes.errors == """
        koine: --group: found '8,x', expected whole numbers from 1 to 1000000, commas between

        """)
  }

  /// Five sizes have no room in one table of 80 columns; none is lost.
  @Test func manySizesTakeTwoTables() throws {
    let result = try Program.run(
      ["topology", "replay", "lightsphere", "--faults", events, "--group", "8,16,32,64,128"],
      environment: ["COLUMNS": "80", "LC_ALL": "C.UTF-8"])
    let lines = result.output.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 80 }, "\(result.output)")
    #expect(lines.count { $0.hasPrefix("domain") } == 2)
    for size in [8, 16, 32, 64, 128] { #expect(result.output.contains("groups of \(size)")) }
  }

  /// Two of 256 nodes fail for a while: groups of 8 lose nothing, larger ones something.
  @Test func domainsAreCompared() throws {
    let result = try Program.run([
      "topology", "replay", "lightsphere", "--faults", events, "--group", "8,32", "--format",
      "json",
    ])
    #expect(result.status == 0)
    let data = Data(result.output.utf8)
    let root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let rows = try #require(root["waste_ratio"] as? [[String: Any]])
    #expect(root["node_failures"] as? Int == 2)
    for row in rows {
      let ratio = try #require(row["ratio"] as? Double)
      #expect(row["group"] as? Int == 8 ? ratio == 0 : ratio > 0, "\(row)")
    }
  }
}
