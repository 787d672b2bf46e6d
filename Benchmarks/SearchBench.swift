import Foundation
import KoineExperiments
import KoineFormats

/// ASHA against random search that runs every candidate in full: what both find, and the jobs that they
/// simulate for it.
///
/// The whole space of policies without preemption, one goal a scene. Random search has a hundred full
/// trials, ASHA a fifth of their jobs. Columns: `jobs` are those that ASHA simulated, `x bare loop` is
/// the best value that it found, measured in full, over that of random search: at most 1 where it is as
/// good.
struct SearchBench {
  /// Searches of each scene.
  var seeds: Int
  /// Jobs of each scene.
  var jobs: Int

  private var scenes: [(name: String, text: String, goal: String)] {
    [
      ("philly", "topology: flat:64\nworkload: philly\nload: 1", "wait_s.mean"),
      ("helios", "topology: flat:256\nworkload: helios\nload: 1.1", "completion_s.mean"),
      ("pai", "topology: flat:32\nworkload: pai\nload: 1.1", "bounded_slowdown.mean"),
      ("kalos", "topology: flat:512\nworkload: kalos\nload: 0.9", "wait_s.p99"),
    ].map { ($0.0, "\($0.1)\njobs: \(jobs)", $0.2) }
  }

  func measure(name: String) throws -> [Measurement] {
    var all: [Measurement] = []
    for scene in scenes {
      for seed in 1...seeds { all.append(try compare(scene, UInt64(seed), name: name)) }
    }
    return all
  }

  private func compare(
    _ scene: (name: String, text: String, goal: String), _ seed: UInt64, name: String
  ) throws -> Measurement {
    let random = try search(scene, .random, trials: 100, seed)
    let asha = try search(scene, .asha, trials: 20, seed)
    precondition(asha.jobs * 5 <= random.jobs, "a fifth of the simulated jobs")
    var measurement = Measurement(
      name: "\(name) \(scene.name) \(seed)", accelerators: 0, jobs: asha.jobs,
      seconds: asha.seconds, events: asha.jobs, bareLoop_s: 0, decisionHash: asha.value.bitPattern)
    measurement.bareLoop_s = asha.value > 0 ? asha.seconds * random.value / asha.value : 0
    return measurement
  }

  private func search(
    _ scene: (name: String, text: String, goal: String), _ method: TuneMethod, trials: Int,
    _ seed: UInt64
  ) throws -> (value: Double, jobs: Int, seconds: Double) {
    let document = ScenarioDocument(text: scene.text, name: scene.name)
    var plan = TunePlan(
      goals: [TuneGoal(scene.goal)], ranges: try PolicyRanges(["preemption=none"]), method: method,
      trials: trials, heldOut: 0)
    plan.searchSeed = seed
    let cache = InputCache()
    let runner = Runner(document, measures: plan.measures, cache: cache)
    let (seconds, result) = try time { try Tuner(document, plan, runner, cache: cache).run() }
    guard let best = result.best else { throw SearchFailure() }
    let policy = ScenarioSetting("policy", best.policy.yaml, origin: "bench")
    let full = runner.run([RunRequest([policy], seed: plan.seed)])
    guard let value = full[0].record?.values[0] else { throw SearchFailure() }
    return (value, result.jobs, seconds)
  }

  private struct SearchFailure: Error {}
}
