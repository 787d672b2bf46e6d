import Foundation
import KoineFormats
import KoineModel
import Testing

@Suite struct ScenarioTests {
  private let vocabulary = PolicyVocabulary(
    policies: ["fifo", "easy"], orders: ["fifo", "shortest"],
    placements: ["best-fit", "topology"], backfills: ["none", "easy"],
    preemptions: ["none", "rank"])

  /// Writes `text` to a file of its own, hands over its path, and removes it.
  private func withFile<Result>(_ text: String, _ body: (String) throws -> Result) throws -> Result
  {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("koine-\(UUID().uuidString).yaml").path
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  /// The problems of reading `text`, each as `line: message`.
  private func problems(of text: String) throws -> [String] {
    try withFile(text) { path in
      do {
        _ = try ScenarioReader(vocabulary).scenario(path: path)
        return []
      } catch let error as InputError {
        return error.diagnostics.map { "\($0.line ?? 0): \($0.message)" }
      }
    }
  }

  @Test func readsEveryField() throws {
    let text = """
      topology: tiny
      workload: kalos
      workload_format: swf
      policy: {order: shortest, place: topology}
      backfill: none
      seed: 7
      until: 1.5h
      scale: 2
      power_cap: 1.5 MW
      recovery: {save: 30s, restore: 2min, interval: daly, restarts: no, detection: 5min}
      """
    let scenario = try withFile(text) { try ScenarioReader(vocabulary).scenario(path: $0) }
    #expect(scenario.topology == "tiny")
    #expect(scenario.workload == "kalos")
    #expect(scenario.workloadFormat == "swf")
    #expect(
      scenario.policy == PolicyParts(order: "shortest", placement: "topology", backfill: "none"))
    #expect(scenario.seed == 7)
    #expect(scenario.until == Interval(seconds: Int64(5400)))
    #expect(scenario.scale == 2)
    #expect(scenario.powerCap_w == 1_500_000)
    #expect(scenario.recovery.save == Interval(seconds: Int64(30)))
    #expect(scenario.recovery.restore == Interval(seconds: Int64(120)))
    #expect(scenario.recovery.checkpoints == .daly && scenario.recovery.restarts == 0)
    #expect(scenario.recovery.detection == Interval(seconds: Int64(300)))
  }

  @Test func reportsWhatIsWrongWithRecovery() throws {
    let text = """
      recovery:
        save: fast
        intervall: 3h
        restarts: sometimes
        spares: -1
        storage_gb_s: 0
        state_bytes_per_parameter: 16000
        mtbf: 0s
      """
    #expect(
      try problems(of: text) == [
        "2: recovery.save: found 'fast', expected a time such as 3600, 90s, 12h or 7d",
        "3: recovery.intervall: unknown key, did you mean 'interval'?",
        "4: recovery.restarts: found 'sometimes', expected yes, no, or a whole number from 0 to "
          + "1000000",
        "5: recovery.spares: found -1, expected a whole number from 0 to 1000000",
        "6: recovery.storage_gb_s: found 0, expected a number from 0.001 to 1000000 GB/s",
        "7: recovery.state_bytes_per_parameter: found 16000, expected a number from 0.1 to 1000 "
          + "bytes",
        "8: recovery.mtbf: found 0s, expected a time above 0",
      ])
    #expect(
      try problems(of: "recovery: {interval: 0s, state_gb_per_accelerator: 80}") == [
        "1: recovery.interval: found '0s', expected none, young, daly, or a time above 0 such as "
          + "30min"
      ])
    #expect(
      try problems(of: "recovery: {state_gb_per_accelerator: 80}") == [
        "1: recovery: needs storage_gb_s or node_storage_gb_s to tell how long moving the state takes"
      ])
  }

  @Test func argumentsOfRecoveryAreKeysAndValues() throws {
    let settings = try RecoverySettings(
      arguments: ["save=30s,restarts=3", "interval=90s"], option: "--recovery")
    #expect(settings.restarts == 3 && settings.save == Interval(seconds: Int64(30)))
    #expect(settings.checkpoints == .every(Interval(seconds: Int64(90))))
    #expect {
      try RecoverySettings(arguments: ["save,safe=1s,spares=many"], option: "--recovery")
    } throws: { error in
      (error as? InputError)?.diagnostics.map(\.description) == [
        "--recovery: found 'save', expected KEY=VALUE, such as save=30s or interval=daly",
        "--recovery: safe: unknown key, did you mean 'save'?",
        "--recovery: spares: found 'many', expected a whole number from 0 to 1000000",
      ]
    }
  }

  @Test func reportsEverythingAtOnce() throws {
    let text = """
      topologie: tiny
      policy: easi
      order: shortes
      until: soon
      scale: 0
      """
    #expect(
      try problems(of: text) == [
        "1: topologie: unknown key, did you mean 'topology'?",
        "2: policy: unknown policy 'easi', did you mean 'easy'? (known: fifo, easy)",
        "3: order: unknown order 'shortes', did you mean 'shortest'? (known: fifo, shortest)",
        "4: until: found 'soon', expected a time such as 3600, 90s, 12h or 7d",
        "5: scale: found 0, expected a whole number from 1 to 1000000",
      ])
  }

  @Test(arguments: [
    ("500000", 500_000.0), ("900W", 900), ("500 kW", 500_000), ("2.5MW", 2_500_000), ("1GW", 1e9),
  ])
  func powersHaveUnits(text: String, power_w: Double) {
    #expect(readPower(text) == power_w)
  }

  @Test(arguments: ["", "kW", "-1", "0", "12 horses", "nan", "1e300", "5 mW", "5kw"])
  func otherPowersAreRefused(text: String) throws {
    #expect(readPower(text) == nil)
    guard !text.isEmpty else { return }
    #expect(
      try problems(of: "power_cap: \(text)\n") == [
        "1: power_cap: found '\(text)', expected a power such as 500000, 500kW or 2.5MW"
      ])
  }

  @Test func placementIsSaidOnce() throws {
    #expect(
      try problems(of: "placement: best-fit\nplace: topology\n") == [
        "2: place: says the same as 'placement': give one of them"
      ])
  }

  @Test(arguments: [
    ("workload: kalos\n", true), ("# a comment\npolicy : easy\n", true),
    ("name: tiny\nnodes:\n  - workload: x\n", false), ("{\"topology\": \"tiny\"}", true),
    ("workloads: x\n", false), ("", false),
  ])
  func scenariosAreToldFromTopologies(text: String, expected: Bool) throws {
    #expect(try withFile(text) { ScenarioReader.isScenario(path: $0) } == expected)
  }

  @Test(arguments: [
    ("3600", 3600.0), ("90s", 90), ("30min", 1800), ("12 h", 43_200), ("7d", 604_800),
    ("2w", 1_209_600), ("250ms", 0.25), ("1e3", 1000),
  ])
  func timesHaveUnits(text: String, seconds: Double) {
    #expect(readTime(text) == Interval(seconds: seconds))
  }

  @Test(arguments: ["", "s", "-1", "12 parsecs", "nan", "1e300", "0x10", "5m"])
  func otherTimesAreRefused(text: String) {
    #expect(readTime(text) == nil)
  }

  @Test func aCompositionReplacesAllPartsAndAPartOnlyItsKin() {
    let file = PolicyParts(policy: "fifo", order: "shortest", placement: "topology")
    #expect(
      file.overridden(by: PolicyParts(backfill: "easy"))
        == PolicyParts(policy: "fifo", order: "shortest", placement: "topology", backfill: "easy"))
    #expect(
      file.overridden(by: PolicyParts(policy: "easy", order: "fifo"))
        == PolicyParts(policy: "easy", order: "fifo"))
  }

  @Test func unknownChipsAreSlipsOnlyIfNobodyKnowsThem() {
    var topology = Topology(name: "cluster")
    topology.chips = [Chip(key: "metax/c550", vendor: "MetaX", product: "C550")]
    var workload = Workload(name: "jobs.csv")
    workload.chipSelections = [["C550"], ["metax/c50"]]
    for chips in [0, 1, 1] {
      workload.request.append(RequestHandle(workload.requests.count))
      var request = Request(accelerators: 1)
      request.chips = ChipSelectionHandle(chips)
      workload.requests.append(request)
    }
    let found = unknownChipNames(of: workload, on: topology, Catalogue())
    #expect(
      found.map(\.description) == [
        "jobs.csv: chips of job 2: unknown chip 'metax/c50', did you mean 'metax/c550'?"
      ])
  }
}
