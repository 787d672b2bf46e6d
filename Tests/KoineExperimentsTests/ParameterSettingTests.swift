import KoineExperiments
import KoineFormats
import Testing

/// Parameters of policies that vary reach the policy, whatever is written first.
@Suite struct ParameterSettingTests {
  private static let scene = "topology: flat:64\nworkload: philly\njobs: 200"

  private static func waits(
    _ points: [[ScenarioSetting]], _ text: String = scene
  ) throws -> [Double?] {
    let runner = Runner(
      ScenarioDocument(text: text, name: "scene.yaml"), measures: ["wait_s.mean"])
    let requests = points.map { RunRequest($0, seed: 1) }
    try runner.check(requests)
    let outcomes = runner.run(requests)
    try Comparison.throwRefusals(outcomes)
    return outcomes.map { $0.record?.values[0] }
  }

  private static let exponents = ["1", "2", "3"]

  /// The settings of a command line, with EXPONENT for what varies; and the scenario's own policy.
  private static let ways: [([(String, String)], String)] = [
    ([("order", "wfp3"), ("order.exponent", "EXPONENT")], ""),
    ([("order.exponent", "EXPONENT"), ("order", "wfp3")], ""),
    ([("policy.order.exponent", "EXPONENT"), ("policy.order", "wfp3")], ""),
    ([("policy.order.exponent", "EXPONENT"), ("order", "wfp3")], ""),
    ([("order.exponent", "EXPONENT"), ("policy", "wfp3")], ""),
    ([("parameters.order.exponent", "EXPONENT"), ("policy", "wfp3")], ""),
    ([("order.exponent", "EXPONENT")], "\norder: wfp3"),
    ([("order.exponent", "EXPONENT")], "\npolicy: wfp3"),
    ([("order.exponent", "EXPONENT")], "\norder: wfp3\nparameters: {order.exponent: 7}"),
    ([("order.exponent", "EXPONENT"), ("order", "wfp3")], "\npolicy: {order: fifo}"),
  ]

  @Test func everyOrderOfSettingsIsTheSame() throws {
    let right = try Self.waits(
      Self.exponents.map { [.init("policy", "wfp3"), .init("order.exponent", $0)] })
    #expect(Set(right).count == 3)
    for (way, own) in Self.ways {
      let points = Self.exponents.map { exponent in
        way.map { ScenarioSetting($0.0, $0.1 == "EXPONENT" ? exponent : $0.1) }
      }
      #expect(try Self.waits(points, Self.scene + own) == right, "\(way) \(own)")
    }
  }

  @Test func slackReachesABackfillBesideThePolicy() throws {
    func waits(_ key: String) throws -> [Double?] {
      try Self.waits(
        ["0", "0.5", "5"].map { [.init(key, "easy"), .init("backfill.slack", $0)] },
        Self.scene)
    }
    let waits = try waits("backfill")
    #expect(Set(waits).count == 3)
    #expect(try waits == self.waits(of: "policy.backfill"))
  }

  private func waits(of key: String) throws -> [Double?] {
    try Self.waits(
      ["0", "0.5", "5"].map { [.init("backfill.slack", $0), .init(key, "easy")] },
      Self.scene)
  }

  /// A point whose policy has no such parameter leaves it out; where none has it, that is an error.
  @Test func aParameterOfNoPointIsRefused() throws {
    let mixed = try Self.waits(
      ["wfp3", "easy"].map { [.init("order.exponent", "1"), .init("policy", $0)] })
    let plain = try Self.waits(
      [[.init("policy", "wfp3"), .init("order.exponent", "1")], [.init("policy", "easy")]])
    #expect(mixed == plain)
    #expect(
      Self.refusals(
        ["fifo", "easy"].map {
          [.init("order.exponent", "1", origin: "--set"), .init("policy", $0)]
        }) == ["--set: order.exponent: is a parameter of order wfp3, but the order is fifo"])
    #expect(
      Self.refusals([
        [.init("policy", "wfp3"), .init("order.exponent", "11", origin: "--set")]
      ]) == ["--set: order.exponent: found 11, expected a number from 0 to 10"])
  }

  private static func refusals(
    _ points: [[ScenarioSetting]], _ text: String = scene
  ) -> [String] {
    do {
      _ = try waits(points, text)
      return []
    } catch {
      return (error as? InputError)?.diagnostics.map(\.description) ?? []
    }
  }

  /// A file that gives a part that it does not choose a parameter says two things.
  @Test func aFileMustAgreeWithItself() throws {
    let text =
      Self.scene + "\norder: fifo\npolicy:\n  order: wfp3\n  parameters: {order.exponent: 2}\n"
    #expect(
      Self.refusals([[]], text) == [
        "scene.yaml:7: policy.parameters.order.exponent: is a parameter of order wfp3, but the order "
          + "is fifo"
      ])
    // A part that is set takes the file's own parameters of another one away, and keeps its own.
    let own = Self.scene + "\npolicy: {order: wfp3, parameters: {order.exponent: 1}}"
    let found = try Self.waits([[.init("order", "wfp3")], [.init("order", "fifo")]], own)
    let plain = try Self.waits(
      [[.init("policy", "{order: wfp3, parameters: {order.exponent: 1}}")], []])
    #expect(found == plain)
  }

  /// An allocator that is set takes the place of what the scenario has in the parts that it replaces.
  @Test(arguments: [
    "\norder: wfp3\nparameters: {order.exponent: 2}", "\npolicy: {order: wfp3, backfill: easy}",
    "\npolicy: easy-sjf\nbackfill: skip",
  ])
  func anAllocatorReplacesPartsOfTheScenario(own: String) throws {
    let points = ["none", "max-min"].map { [ScenarioSetting("allocator", $0)] }
    let waits = try Self.waits(points, Self.scene + own)
    #expect(waits[0] == (try Self.waits([[]], Self.scene + own)[0]))
    #expect(waits[1] == (try Self.waits([points[1]])[0]))
    #expect(waits[0] != waits[1])
  }

  /// What is set beside it is another matter: who asks for both is told that one decides nothing.
  @Test func anAllocatorDoesNotReplaceWhatIsSet() {
    for order in [["order", "allocator"], ["allocator", "order"]] {
      let values = ["order": "wfp3", "allocator": "max-min"]
      do throws(InputError) {
        let runner = Runner(
          ScenarioDocument(text: Self.scene, name: "scene.yaml"), measures: ["wait_s.mean"])
        try runner.check([RunRequest(order.map { .init($0, values[$0]!) }, seed: 1)])
        Issue.record("was accepted")
      } catch {
        #expect(
          error.diagnostics.map(\.description) == [
            "policy: order wfp3 would decide nothing beside the allocator max-min, which replaces "
              + "order, backfill and preemption: leave one of the two out"
          ])
      }
    }
  }
}
