import Foundation
import KoineExperiments
import KoineFormats

/// Experiments: how well cores are used, what a run costs besides its simulation, and how fast a large
/// store answers.
///
/// What one thread does is measured in processor time. What several do is real time, beside the
/// processor time that a machine without other users would need at least.
struct ExperimentBench {
  var name: String
  var short: Bool

  private static let measures = ["wait_s.mean"]

  private func document(jobs: Int) -> ScenarioDocument {
    ScenarioDocument(
      text: "topology: flat:512\nworkload: philly\njobs: \(jobs)\nload: 0.9\npolicy: easy",
      name: "bench")
  }

  /// Pairs of policies on the same jobs.
  private func requests(_ count: Int) -> [RunRequest] {
    (0..<count).map { index -> RunRequest in
      let backfill = index % 2 == 0 ? "easy" : "none"
      let setting = ScenarioSetting("policy.backfill", backfill)
      return RunRequest([setting], seed: UInt64(index / 2 + 1))
    }
  }

  private func wall_s(_ body: () throws -> Void) rethrows -> Double {
    let began = ContinuousClock.now
    try body()
    return (ContinuousClock.now - began) / .seconds(1)
  }

  /// 200 independent runs on two threads against one: `x bare loop` is the real time over half of that of
  /// one thread, 1 / efficiency. The second line is the same of processor time: what the threads cost
  /// each other, whoever else uses the machine.
  func parallel() -> [Measurement] {
    let requests = requests(short ? 20 : 200)
    let document = document(jobs: 5000)
    var hash: UInt64 = 0
    func run(_ threads: Int) -> (wall_s: Double, processor_s: Double) {
      var processor_s = 0.0
      let wall_s = wall_s {
        processor_s =
          time {
            let runner = Runner(document, measures: Self.measures, threads: threads)
            hash = Self.hash(runner.run(requests))
          }.seconds
      }
      return (wall_s, processor_s)
    }
    _ = run(2)
    let alone = run(1)
    let both = run(2)
    var processor = measurement(
      requests.count, seconds: both.processor_s, bare_s: alone.processor_s, hash)
    processor.name += "-cpu"
    return [
      measurement(requests.count, seconds: both.wall_s, bare_s: alone.wall_s / 2, hash), processor,
    ]
  }

  /// What starting, reporting, storing and merging cost a run of 1,000 jobs besides reading its inputs
  /// and simulating them; `ns/event` is per run.
  func overhead() throws -> Measurement {
    let requests = requests(short ? 100 : 1000)
    let document = document(jobs: 1000)
    let cache = InputCache()
    var bare_s = 0.0
    for request in requests {
      let plan = try plan(document, request)
      _ = try RunInputs(plan, cache)
    }
    bare_s =
      try time {
        for request in requests {
          let inputs = try RunInputs(try plan(document, request), cache)
          _ = inputs.simulate()
        }
      }.seconds
    var hash: UInt64 = 0
    let all_s =
      try time {
        try inFolder { folder in
          let store = try RunStore(path: folder + "/a.db")
          let runner = Runner(
            document, measures: Self.measures, cache: cache, store: store, threads: 1)
          hash = Self.hash(runner.run(requests))
          _ = try RunStore(path: folder + "/b.db").merge(store)
        }
      }.seconds
    return measurement(requests.count, seconds: max(0, all_s - bare_s), bare_s: 0, hash)
  }

  /// Many small runs with a store on two threads; `x bare loop` is the real time over half of the
  /// processor time.
  func small() throws -> Measurement {
    let requests = requests(short ? 1000 : 10_000)
    var hash: UInt64 = 0
    var processor_s = 0.0
    let seconds = try wall_s {
      processor_s =
        try time {
          try inFolder { folder in
            let runner = Runner(
              document(jobs: 100), measures: Self.measures,
              store: try RunStore(path: folder + "/a.db"), threads: 2)
            hash = Self.hash(runner.run(requests))
          }
        }.seconds
    }
    return measurement(requests.count, seconds: seconds, bare_s: processor_s / 2, hash)
  }

  /// Lists of a large store, whole and filtered; `ns/event` is per list.
  func store() throws -> Measurement {
    let count = short ? 100_000 : 1_000_000
    var filters = [RunFilter](repeating: RunFilter(), count: 7)
    filters[1].policy = "easy"
    filters[2].settings = "load=0.77"
    filters[3].workload = "kalos"
    filters[4].seed = 7
    filters[5].topology = "flat:512"
    filters[6].settings = "load=2"
    var seconds = 0.0
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    try inFolder { folder in
      let store = try RunStore(path: folder + "/a.db")
      for start in stride(from: 0, to: count, by: 10_000) {
        try store.insert(contentsOf: (start..<start + 10_000).map(Self.sample))
      }
      seconds =
        try time {
          for filter in filters {
            let found = try store.rows(filter, limit: 50)
            hash ^= UInt64(found.count)
            hash = hash &* 0x100_0000_01b3
          }
        }.seconds
    }
    return Measurement(
      name: name, accelerators: 0, jobs: count, seconds: seconds, events: filters.count,
      bareLoop_s: 0, decisionHash: hash)
  }

  private static func sample(_ index: Int) -> StoredRun {
    let scenario = index / 10
    return StoredRun(
      digest: String(UInt64(index) &* 0x9e37_79b9_7f4a_7c15, radix: 16), version: "bench",
      scenarioDigest: "s\(scenario)", document: "load: \(scenario)",
      settings: "load=0.\(scenario % 1000) policy=easy", topology: "flat:512",
      workload: scenario % 7 == 0 ? "kalos" : "philly", policy: scenario % 3 == 0 ? "easy" : "fifo",
      seed: UInt64(index % 10), jobs: 1000, wall_s: 0.001, names: ["wait_s.mean"],
      values: [Double(index)], summary: "{}", ledger: "{}", series: "{}")
  }

  private func plan(_ document: ScenarioDocument, _ request: RunRequest) throws -> RunPlan {
    var plan = RunPlan(try document.scenario(request.settings, .all))
    plan.seed = request.seed
    return plan
  }

  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "koine-bench-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
  }

  private func measurement(
    _ runs: Int, seconds: Double, bare_s: Double, _ hash: UInt64
  ) -> Measurement {
    Measurement(
      name: name, accelerators: 512, jobs: runs, seconds: seconds, events: runs, bareLoop_s: bare_s,
      decisionHash: hash)
  }

  /// Of all values in order; a run that was refused changes it.
  private static func hash(_ outcomes: [RunOutcome]) -> UInt64 {
    outcomes.reduce(0xcbf2_9ce4_8422_2325) { hash, outcome in
      let value = outcome.record?.values[0] ?? .nan
      return (hash ^ value.bitPattern) &* 0x100_0000_01b3
    }
  }
}
