import Foundation
import KoineFormats
import KoineModel
import KoineTestSupport
import Testing

/// Fault models: what is read, the exact words about what is wrong, and what is drawn.
@Suite struct FaultModelTests {
  private func withFile<Result>(_ text: String, _ body: (String) throws -> Result) throws -> Result
  {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("koine-\(UUID().uuidString).yaml").path
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  private func read(_ text: String) throws -> FaultFile {
    try withFile(text) { try FaultFile($0, TopologyPaths.resolver) }
  }

  private func messages(_ text: String) throws -> [String] {
    do {
      _ = try read(text)
      return []
    } catch let error as InputError {
      return error.diagnostics.map { "\($0.line ?? 0): \($0.message)" }
    }
  }

  private func changes(
    _ text: String, on topology: Topology, days: Int64, seed: UInt64 = 1
  ) throws -> [FaultSchedule.Change] {
    var source = try read(text).source(
      on: topology, from: .zero, horizon: .zero + Interval(seconds: days * 86_400), seed: seed)
    var changes: [FaultSchedule.Change] = []
    while true {
      let batch = source.nextChanges()
      if batch.isEmpty { return changes }
      if let last = changes.last { #expect(batch[0].time > last.time) }
      #expect(batch.inOrderOfApplication() == batch)
      changes += batch
    }
  }

  @Test func everyMistakeIsNamed() throws {
    let text = """
      components:
        a: {of: nod, fails: 3d, repair: 1h}
        b: {of: node, repair: 1h}
        c: {of: node, fails: 0s, repair: soon}
        d: {of: node, fails: {distribution: weibull, mean: 3d}, repair: 1h}
        e: {of: node, fails: {distribution: log-normal, mean: 3d, median: 4d}, repair: 1h}
        f: {of: node, fails: 3d, repair: 1h, effect: slow}
        g: {of: node, fails: 3d, repair: 1h, effect: slow, pace: 1.5}
        h: {of: node, fails: 3d, repair: 1h, pace: 0.5, racks: 2}
        i: {of: node, fails: {distribution: exponentiel, mean: 3d}, repair: 1h, fraility: 1}
        j: {of: node, fails: {distribution: exponential, mean: 3d, shape: 2}, repair: 1h, frailty: 0}
      """
    #expect(
      try messages(text) == [
        "2: components.a.of: unknown scope 'nod', did you mean 'node'? (known: node, accelerator, "
          + "port, rack, switch, power, supernode, optical)",
        "3: components.b.fails: is missing",
        "4: components.c.fails: found 0s, expected a time above 0",
        "4: components.c.repair: found 'soon', expected a time such as 3600, 90s, 12h or 7d",
        "5: components.d.fails: weibull takes a shape and a mean",
        "6: components.e.fails: the mean of a log-normal distribution lies above its median",
        "7: components.f: 'effect: slow' needs the pace that is left, from 0 to 1",
        "8: components.g.pace: found 1.5, expected a number from 0 to 1",
        "9: components.h.racks: has a meaning only with 'of: power'",
        "9: components.h.pace: has a meaning only with 'effect: slow'",
        "10: components.i.fraility: unknown key, did you mean 'frailty'?",
        "10: components.i.fails.distribution: unknown distribution 'exponentiel', did you mean "
          + "'exponential'? (known: fixed, exponential, weibull, log-normal)",
        "11: components.j.fails: exponential takes a mean, and nothing else",
        "11: components.j.frailty: found 0, expected a number from 0.05 to 100",
      ])
    #expect(try messages("name: nothing\n") == ["1: components: is missing"])
    #expect {
      try FaultFile("stepfun", TopologyPaths.resolver)
    } throws: { error in
      (error as? InputError)?.diagnostics.map(\.description) == [
        "stepfun: unknown fault model 'stepfun', did you mean 'stepfun-2024'? (known: domains, "
          + "llama3-2024, meta-rsc, stepfun-2024)"
      ]
    }
  }

  @Test func shippedModelsAreRight() throws {
    let topology = try TopologyPaths.resolver.topology("shanghai-mixed")
    for name in TopologyPaths.resolver.faultModelNames {
      let file = try FaultFile(name, TopologyPaths.resolver)
      let rates = try #require(file.rates(on: topology))
      let mean = try #require(rates.meanTimeToFailure(nodes: 1, acceleratorsPerNode: 8))
      #expect((30.0...400.0).contains(mean.seconds / 86_400), "\(name): \(mean.seconds)")
      _ = try file.source(on: topology, from: .zero, horizon: .zero, seed: 1)
    }
  }

  /// A model of 400 servers is as the trace that it was taken from: 584 faults in 345 days, 169 servers
  /// without one, and 2.3 % of the time down.
  @Test func stepfunsServersFailAsObserved() throws {
    let topology = Topology.equal(400, islands: [8])
    var (faults, without, down_s) = (0.0, 0.0, 0.0)
    let seeds = TestScale.seeds(20)
    for seed in seeds {
      var source = try FaultFile("stepfun-2024", TopologyPaths.resolver).source(
        on: topology, from: .zero, horizon: .zero + Interval(seconds: Int64(345 * 86_400)),
        seed: seed)
      var failed: Set<Int> = []
      var since: [Int: Instant] = [:]
      let end = Instant.zero + Interval(seconds: Int64(345 * 86_400))
      while true {
        let batch = source.nextChanges()
        if batch.isEmpty { break }
        for change in batch {
          if change.isFailure {
            faults += 1
            failed.insert(change.node.index)
            since[change.node.index] = change.time
          } else {
            down_s += (min(change.time, end) - since[change.node.index]!).seconds
          }
        }
      }
      without += Double(400 - failed.count)
    }
    let count = Double(seeds.count)
    #expect(abs(faults / count / 584 - 1) < 0.05, "\(faults / count) faults")
    #expect(abs(without / count - 169) < 12, "\(without / count) servers without a fault")
    let share = down_s / count / 400 / 345 / 86_400
    #expect(abs(share - 0.0234) < 0.004, "\(share) of the time down")
  }

  /// All nodes of a rack go down together, and a drawn time does not depend on other components.
  @Test func domainsFailAsAWhole() throws {
    let topology = try TopologyPaths.resolver.topology("shanghai-mixed")
    let rack = "components:\n  leaf: {of: switch, fails: 300d, repair: 3h}\n"
    let alone = try changes(rack, on: topology, days: 100)
    #expect(!alone.isEmpty)
    for change in alone where change.isFailure {
      let together = alone.filter { $0.isFailure && $0.time == change.time }
      let racks = Set(together.map { topology.rackOfNode[$0.node.index] })
      #expect(racks.count == 1)
      let size = topology.rackOfNode.count { $0 == racks.first! }
      #expect(together.count == size)
    }
    let both = try changes(
      rack + "  server: {of: node, fails: 90d, repair: 1d}\n", on: topology, days: 100)
    let times = Set(alone.map(\.time))
    #expect(both.filter { times.contains($0.time) }.count >= alone.count)
    let optical = try changes(
      "components:\n  light: {of: optical, fails: 5d, repair: 1h}\n", on: topology, days: 100)
    #expect(
      optical.allSatisfy { change in
        let supernode = topology.supernodeOfNode[change.node.index]
        return supernode != .none
          && topology.supernodes[supernode.index].switching == .optical
      })
    #expect(!optical.isEmpty)
  }

  /// Ten nodes more, and the faults of the first ten are what they were.
  @Test func aNodeMoreMovesNoFaultOfAnother() throws {
    let text = "components:\n  server: {of: node, fails: 30d, frailty: 0.9, repair: 1d}\n"
    let few = try changes(text, on: .equal(10, islands: [8]), days: 300)
    let many = try changes(text, on: .equal(20, islands: [8]), days: 300)
    #expect(!few.isEmpty)
    #expect(many.filter { $0.node.index < 10 } == few)
    #expect(try changes(text, on: .equal(10, islands: [8]), days: 300, seed: 2) != few)
  }

  @Test func slowPartsOverlap() throws {
    var topology = Topology.equal(1, islands: [8])
    topology.nodeTypes[0].networkInterfaces = 4
    let ports = try changes(
      "components:\n  port: {of: port, fails: 10d, repair: 10d}\n", on: topology, days: 1000)
    var seen: Set<Int32> = []
    for change in ports {
      guard case .portPace(let ppm) = change.kind else {
        Issue.record("a port makes \(change.kind)")
        return
      }
      seen.insert(ppm)
    }
    #expect(seen == [0, 250_000, 500_000, 750_000, 1_000_000])
    let chips = try changes(
      "components:\n  chip: {of: accelerator, fails: 9d, repair: 3d, effect: slow, pace: 0.7}\n",
      on: topology, days: 300)
    #expect(
      Set(chips.map(\.kind)) == [.pace(compute_ppm: 700_000), .pace(compute_ppm: 1_000_000)])
  }
}
