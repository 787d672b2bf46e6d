import KoineFormats
import KoinePolicies
import KoineSearch

/// Runs candidates and remembers what came out, so that what was tried is not tried again.
final class TuneTrials {
  /// What a policy achieved on a share of the effort.
  struct Outcome {
    /// Means over the seeds, in the order of the plan's measures; `nil` where a run has none.
    var values: [Double?]
    var jobs: Int
  }

  private struct Key: Hashable {
    var policy: PolicySpecification
    var share: Double
  }

  private let runner: Runner
  private let plan: TunePlan
  /// Of each repetition.
  private let windows: [TuneWindows]
  private let control: RunControl
  private let progress: TuneProgressCounter
  private var known: [Key: Outcome] = [:]
  private var stretches: [Double: [TuneWindows.Stretch]] = [:]
  /// Jobs that were simulated, or would have been had they not been stored.
  private(set) var jobs = 0
  /// Why the first refused candidate was refused.
  private(set) var refusal: InputError?
  private(set) var refusedCount = 0

  init(
    _ runner: Runner, _ plan: TunePlan, _ windows: [TuneWindows], _ control: RunControl,
    _ progress: TuneProgressCounter
  ) {
    self.runner = runner
    self.plan = plan
    self.windows = windows
    self.control = control
    self.progress = progress
  }

  /// What was run before, the scenario's own policy, is no part of what the search costs.
  func beginSearch(budget: Int) {
    jobs = 0
    progress.restart(budget: budget)
  }

  /// Runs those candidates that have not been tried with this share.
  ///
  /// A candidate that cannot be run has no values.
  /// - Throws: that the store failed.
  func run(_ candidates: [(policy: PolicySpecification, share: Double)]) throws(InputError) {
    var fresh: [Key] = []
    for candidate in candidates {
      let key = Key(policy: candidate.policy, share: candidate.share)
      if known[key] == nil && !fresh.contains(key) { fresh.append(key) }
    }
    let requests = fresh.map(requests)
    let progress = progress
    let outcomes = runner.run(requests.flatMap { $0 }, control: control) { _, outcome in
      progress.note(outcome)
    }
    var first = 0
    for (key, own) in zip(fresh, requests) {
      try note(key, Array(outcomes[first..<first + own.count]))
      first += own.count
    }
  }

  /// The settings of all candidates alike; candidates say themselves what the policy is.
  private var scene: [ScenarioSetting] { plan.settings.filter { !$0.isOfPolicy } }

  /// A share of the effort is so many seeds, and then so much of the days.
  private func extent(of share: Double) -> (seeds: Int, part: Double) {
    let effort = share * Double(plan.repetitions)
    let seeds = min(plan.repetitions, max(1, Int(effort.rounded())))
    return (seeds, effort / Double(seeds))
  }

  /// Jobs that a share of the effort simulates.
  func jobs(of share: Double) -> Int {
    let (seeds, part) = extent(of: share)
    return stretches(part).prefix(seeds).reduce(0) { $0 + $1.jobs }
  }

  /// The part of what each repetition sees.
  private func stretches(_ part: Double) -> [TuneWindows.Stretch] {
    if let known = stretches[part] { return known }
    let found = windows.map { $0.stretch(part) }
    stretches[part] = found
    return found
  }

  private func requests(_ key: Key) -> [RunRequest] {
    let (seeds, part) = extent(of: key.share)
    let policy = ScenarioSetting("policy", key.policy.flowYAML, origin: "tune")
    return stretches(part).prefix(seeds).enumerated().map { index, stretch in
      RunRequest(scene + stretch.settings + [policy], seed: plan.seed &+ UInt64(index))
    }
  }

  private func note(_ key: Key, _ outcomes: [RunOutcome]) throws(InputError) {
    var records: [RunRecord] = []
    for outcome in outcomes {
      switch outcome {
      case .done(let record): records.append(record)
      case .refused(let error):
        if error.diagnostics.contains(where: \.isOfStore) { throw error }
        if refusal == nil { refusal = error }
      case .notRun: return
      }
    }
    jobs += jobs(of: records)
    let isWhole = records.count == outcomes.count
    if !isWhole { refusedCount += 1 }
    known[key] = Outcome(
      values: isWhole ? Self.means(records) : plan.measures.map { _ in nil },
      jobs: jobs(of: records))
  }

  private func jobs(of records: [RunRecord]) -> Int { records.reduce(0) { $0 + $1.jobs } }

  /// What a candidate achieved; `nil` if the search was stopped before.
  func outcome(of policy: PolicySpecification, share: Double) -> Outcome? {
    known[Key(policy: policy, share: share)]
  }

  /// What policies achieve on the held-out days.
  func unseen(_ policies: [PolicySpecification]) throws(InputError) -> [[Double?]] {
    let requests = policies.flatMap { policy in
      let setting = ScenarioSetting("policy", policy.flowYAML, origin: "tune")
      return windows.enumerated().map { index, windows in
        RunRequest(scene + windows.unseen + [setting], seed: plan.seed &+ UInt64(index))
      }
    }
    let outcomes = runner.run(requests)
    return policies.indices.map { index in
      let first = index * plan.repetitions
      let records = outcomes[first..<first + plan.repetitions].compactMap(\.record)
      return records.count == plan.repetitions
        ? Self.means(records) : plan.measures.map { _ in nil }
    }
  }

  private static func means(_ records: [RunRecord]) -> [Double?] {
    records[0].values.indices.map { index in
      let values = records.compactMap { $0.values[index] }
      return values.count == records.count
        ? values.reduce(0, +) / Double(values.count) : nil
    }
  }
}
