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
