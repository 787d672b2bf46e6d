import KoineExperiments
import KoineFormats
import KoineReports
import Synchronization
import Testing

/// Many runs from one document.
struct RunnerTests {
  private static let measures = ["wait_s.mean", "utilization.allocated", "jobs.submitted"]

  private static func scene() -> ScenarioDocument {
    ScenarioDocument(
      text: "topology: flat:64\nworkload: philly\njobs: 200\npolicy: easy", name: "scene.yaml")
  }

  private static func requests() -> [RunRequest] {
    ["none", "skip", "easy"].flatMap { backfill in
      (1...4).map { RunRequest([.init("policy.backfill", backfill)], seed: UInt64($0)) }
    }
  }

  @Test func outcomesDoNotDependOnThreads() throws {
    let requests = Self.requests()
    let alone = Runner(Self.scene(), measures: Self.measures, threads: 1).run(requests)
    let together = Runner(Self.scene(), measures: Self.measures, threads: 4).run(requests)
    let values = try alone.map { try #require($0.record?.values) }
    #expect(values == together.map { $0.record?.values })
    #expect(alone.map { $0.record?.digest } == together.map { $0.record?.digest })
    #expect(Set(alone.compactMap { $0.record?.digest }).count == requests.count)
    #expect(values.allSatisfy { $0[2] == 200 })
  }

  @Test func runsEqualThoseOfOneScenario() throws {
    let request = RunRequest([.init("load", "0.8")], seed: 3)
    let text = "topology: flat:64\nworkload: philly\njobs: 200\npolicy: easy\nload: 0.8\nseed: 3"
    let changed = Runner(Self.scene(), measures: Self.measures).run([request])
    let written = Runner(ScenarioDocument(text: text, name: "b"), measures: Self.measures)
      .run([RunRequest(seed: 3)])
    #expect(changed[0].record?.values == written[0].record?.values)
    #expect(changed[0].record?.digest == written[0].record?.digest)
  }

  @Test func wrongSettingsAreRefusedWhereTheyWereAskedFor() {
    let wrong: [(ScenarioSetting, String)] = [
      (
        .init("policy.backfil", "easy"),
        "--vary: policy.backfil: unknown key, did you mean 'backfill'?"
      ),
      (
        .init("load", "heavy", origin: "--load"),
        "--load: load: found 'heavy', expected a number from 0.001 to 1000"
      ),
      (.init("load.x", "1"), "--vary: load: found a mapping, expected a number from 0.001 to 1000"),
      (.init("jobs.x", "[1"), "--vary: jobs.x: found '[1', expected a value as YAML writes it"),
      (.init("workload.x", "1"), "--vary: workload.x: leads to no value of the scenario"),
    ]
    for (setting, message) in wrong {
      let outcome = Runner(Self.scene(), measures: []).run([RunRequest([setting], seed: 1)])[0]
      guard case .refused(let error) = outcome else {
        Issue.record("\(setting) was not refused")
        continue
      }
      #expect(error.diagnostics.map(\.description) == [message])
    }
  }

  @Test func unknownMeasuresNameTheNearest() {
    let runner = Runner(Self.scene(), measures: ["wait_s.men"])
    guard case .refused(let error) = runner.run([RunRequest(seed: 1)])[0] else {
      Issue.record("not refused")
      return
    }
    #expect(
      error.diagnostics.map(\.description) == [
        "--measure: unknown measure 'wait_s.men', did you mean 'wait_s.mean'?"
      ])
  }

  /// A measure of faults is unknown where there are none, and refused where no run has any.
  @Test func measuresOfSomeRunsAreUnknownInOthers() throws {
    var study = Study(
      ScenarioDocument(
        text: "topology: tiny\nworkload: philly\njobs: 20\nfaults: llama3-2024",
        name: "scene.yaml"))
    study.axes = [StudyAxis(key: "failure_rate", values: ["0", "1"])]
    study.measures = ["interruptions.node_failures"]
    let sweep = try Sweep(study)
    let runner = Runner(study.document, measures: sweep.runnerMeasures)
    let report = try sweep.report(runner.run(sweep.requests))
    #expect(report.points[0].means[0] == nil && report.points[1].means[0] != nil)
    #expect(
      report.text(style: TerminalStyle(width: 120)).contains(
        "interruptions.node_failures is unknown at 1 of 2 points."))
    study.measures = ["interruptions.node_failurs"]
    let slip = try Sweep(study)
    let outcomes = Runner(study.document, measures: slip.runnerMeasures).run(slip.requests)
    do throws(InputError) {
      _ = try slip.report(outcomes)
      Issue.record("was reported")
    } catch {
      #expect(
        error.diagnostics.map(\.description).first?.hasPrefix(
          "--measure: unknown measure 'interruptions.node_failurs'") == true)
    }
  }

  @Test func aStoppedExperimentLeavesTheRest() {
    let control = RunControl()
    let outcomes = Runner(Self.scene(), measures: [], threads: 1)
      .run(Self.requests(), control: control) { index, _ in if index == 2 { control.stop() } }
    #expect(outcomes.filter { $0.record != nil }.count == 3)
    #expect(outcomes[2].record != nil)
    #expect(outcomes[3].record == nil)
  }

  /// Points that differ in a parameter which their policy does not have are one run.
  @Test func oneScenarioIsNotSimulatedTwice() throws {
    try withFolder { folder in
      let store = try RunStore(path: folder + "/koine.db")
      let document = ScenarioDocument(
        text: "topology: flat:32\nworkload: philly\njobs: 60", name: "scene.yaml")
      let requests = ["fifo", "wfp3"].flatMap { order in
        ["1", "2.0", "2"].map { exponent in
          RunRequest([.init("order", order), .init("order.exponent", exponent)], seed: 1)
        }
      }
      let runner = Runner(document, measures: ["wait_s.mean"], store: store, threads: 4)
      let records = runner.run(requests).compactMap(\.record)
      #expect(records.map(\.isStored) == [false, true, true, false, false, true])
      #expect(Set(records.map(\.digest)).count == 3)
      #expect(records[4].values == records[5].values)
      #expect(try store.rows(limit: 9).count == 3)
      #expect(
        try store.rows(limit: 9).rows.map(\.settings).sorted() == [
          "order=fifo", "order=wfp3 order.exponent=1", "order=wfp3 order.exponent=2",
        ])
    }
  }
}
