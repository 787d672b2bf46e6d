import Foundation
import KoineFormats
import Testing

/// What varies, as arguments and study files say it.
@Suite struct StudyTests {
  @Test func axes() throws {
    let expected: [(String, [String])] = [
      ("load=0.6..1.2/7", ["0.6", "0.7", "0.8", "0.9", "1", "1.1", "1.2"]),
      ("fleet.year=2022..2025", ["2022", "2023", "2024", "2025"]),
      ("policy.backfill=none,easy", ["none", "easy"]),
      ("policy={order: fifo, backfill: easy},fifo", ["{order: fifo, backfill: easy}", "fifo"]),
      ("x=1,2..4,0.5", ["1", "2", "3", "4", "0.5"]),
      ("topology=../shared/a.yaml,b", ["../shared/a.yaml", "b"]),
    ]
    for (text, values) in expected {
      #expect(try StudyAxis(parsing: text).values == values, "\(text)")
    }
  }

  @Test func wrongAxes() {
    let expected: [(String, String)] = [
      ("load", "--vary: found 'load', expected KEY=VALUES, as in load=0.6..1.2/7"),
      ("=1", "--vary: found '=1', expected KEY=VALUES, as in load=0.6..1.2/7"),
      ("load=", "--vary: load: holds no values"),
      ("load=1,,2", "--vary: load: found '1,,2', expected a value before and after every comma"),
      ("load=1.2..0.6/7", "--vary: load: found 1.2..0.6/7, expected the smaller number first"),
      (
        "load=0.6..1.2/1",
        "--vary: load: found 0.6..1.2/1, expected a number of values from 2 to 1000000 after the "
          + "slash, as in 0.6..1.2/7"
      ),
      (
        "load=0.6..1.2",
        "--vary: load: found 0.6..1.2, expected whole numbers, or a number of values after a slash, "
          + "as in 0.6..1.2/7"
      ),
      ("load=1,2,1", "--vary: load: value '1' is defined twice"),
      (
        "load=0.9,0.90",
        "--vary: load: values '0.9' and '0.90' are the same number: leave one out"
      ),
      (
        "load=0.5..1/2,5e-1",
        "--vary: load: values '0.5' and '5e-1' are the same number: leave one out"
      ),
    ]
    for (text, message) in expected {
      do throws(InputError) {
        _ = try StudyAxis(parsing: text)
        Issue.record("'\(text)' was read")
      } catch {
        #expect(error.diagnostics.map(\.description) == [message])
      }
    }
  }

  /// A number has one text, however it was written; what is a name stays as it is.
  @Test func numbersHaveOneForm() throws {
    let expected: [(String, [String])] = [
      ("load=0.90,.5,2e0", ["0.9", "0.5", "2"]),
      ("jobs=010,+7", ["10", "7"]),
      ("seed=18446744073709551615,9007199254740993", ["18446744073709551615", "9007199254740993"]),
      ("workload=1.0,1", ["1.0", "1"]), ("until='0.90',1.50d", ["'0.90'", "1.50d"]),
      ("order.exponent=2.0", ["2"]), ("x=true,~,1.5e300", ["true", "~", "1.5e+300"]),
    ]
    for (text, values) in expected {
      let axis = try StudyAxis(parsing: text)
      #expect(axis.values == values, "\(text)")
      #expect(axis.values.map { ScenarioSetting(axis.key, $0).value } == values)
    }
    let document = ScenarioDocument(text: "load: 0.90", name: "scene.yaml")
    let same = try document.leaves([.init("load", "9e-1")]).map(\.text)
    #expect(try document.leaves().map(\.text) == same && same == ["0.9"])
    #expect(try document.leaves().map(\.written) == ["0.90"])
  }

  @Test func aFileDoesNotSayAValueTwice() throws {
    let text = "vary: {load: [0.9, 1, 0.90], jobs: [5, 5]}"
    try Self.withFile(text) { path in
      do throws(InputError) {
        _ = try StudyReader().study(path: path)
        Issue.record("was read")
      } catch {
        #expect(
          error.diagnostics.map(\.message) == [
            "vary.load: values '0.9' and '0.90' are the same number: leave one out",
            "vary.jobs: value '5' is defined twice",
          ])
      }
    }
  }

  private static func withFile<Result>(_ text: String, _ body: (String) throws -> Result) throws
    -> Result
  {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("koine-\(UUID().uuidString).yaml").path
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  @Test func files() throws {
    let text = """
      title: Two loads, two policies
      scenario: {topology: "flat:8", workload: philly}
      vary:
        load: [0.5, 1]
        policy.backfill: none,easy
      points:
        - {jobs: 10}
        - {jobs: 20, until: 1d}
      seeds: 3
      measures: [wait_s.mean]
      """
    try Self.withFile(text) { path in
      #expect(StudyReader.isStudy(path: path))
      let study = try StudyReader().study(path: path)
      #expect(study.keys == ["jobs", "until", "load", "policy.backfill"])
      let settings = try study.settings()
      #expect(settings.count == 8)
      #expect(
        settings[7].map { "\($0.key)=\($0.value)" } == [
          "jobs=20", "until=1d", "load=1", "policy.backfill=easy",
        ])
      #expect(study.seeds == 3 && study.title == "Two loads, two policies")
      let leaves = try study.document.leaves(settings[0]).map { "\($0.path)=\($0.text)" }
      #expect(
        leaves == [
          "jobs=10", "load=0.5", "policy.backfill=none", "topology=flat:8", "workload=philly",
        ])
    }
  }

  @Test func wrongFiles() throws {
    let text = """
      scenario: {topology: "flat:8"}
      vary:
        load: 1.2..0.6/3
        policy: []
      sead: 4
      seeds: 0
      """
    try Self.withFile(text) { path in
      do throws(InputError) {
        _ = try StudyReader().study(path: path)
        Issue.record("was read")
      } catch {
        #expect(
          error.diagnostics.map { "\($0.line ?? 0): \($0.message)" } == [
            "3: vary.load: found 1.2..0.6/3, expected the smaller number first",
            "4: vary.policy: holds no values",
            "5: sead: unknown key, did you mean 'seed'?",
            "6: seeds: found 0, expected a whole number from 1 to 1000000",
          ])
      }
    }
  }

  /// Who sets a policy, or a part of it, means that one wherever the scenario says another.
  @Test func settingsReplaceTheirKin() throws {
    let base = """
      topology: flat:8
      policy: {policy: wfp3, backfill: easy, parameters: {order.exponent: 2, backfill.slack: 1}}
      """
    func leaves(_ settings: [ScenarioSetting], _ text: String = base) throws -> [String] {
      try ScenarioDocument(text: text, name: "s").leaves(settings)
        .filter { $0.path != "topology" }.map { "\($0.path)=\($0.text)" }
    }
    #expect(try leaves([.init("policy", "fifo")]) == ["policy=fifo"])
    #expect(
      try leaves([.init("policy.order", "fifo")]) == [
        "policy.backfill=easy", "policy.order=fifo", "policy.parameters.backfill.slack=1",
        "policy.policy=wfp3",
      ])
    #expect(
      try leaves([.init("order.exponent", "3")]).contains("policy.parameters.order.exponent=3"))
    #expect(
      try leaves(
        [.init("policy.backfill", "none")], "topology: flat:8\npolicy: easy\nbackfill: skip")
        == ["policy.backfill=none", "policy.policy=easy"])
    #expect(
      try leaves([.init("policy.place", "random")], "topology: flat:8\nplacement: fgd")
        == ["policy.place=random"])
    let services = "topology: flat:8\nservices:\n  - {name: chat, load: 3}"
    #expect(
      try leaves([.init("services.chat.load", "5")], services) == [
        "services[0].load=5", "services[0].name=chat",
      ])
    #expect(
      try leaves([.init("services[0].load", "6")], services) == [
        "services[0].load=6", "services[0].name=chat",
      ])
  }
}
