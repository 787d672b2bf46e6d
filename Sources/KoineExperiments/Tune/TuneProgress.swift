import KoineSearch
import Synchronization

/// How far a search is.
public struct TuneProgress: Sendable {
  /// Candidates tried so far, at whatever share.
  public var candidates: Int
  /// Simulated jobs so far.
  public var jobs: Int
  /// Simulated jobs that the search may cost.
  public var budget: Int
  /// The best value of the first goal among full trials that keep the constraints.
  public var best: Double?
}

/// Counts what ends on any thread and tells whoever watches.
final class TuneProgressCounter: Sendable {
  private let state: Mutex<TuneProgress>
  private let isMaximised: Bool
  private let onProgress: @Sendable (TuneProgress) -> Void

  init(_ plan: TunePlan, _ onProgress: @escaping @Sendable (TuneProgress) -> Void) {
    state = Mutex(TuneProgress(candidates: 0, jobs: 0, budget: 0))
    isMaximised = plan.goals[0].isMaximised
    self.onProgress = onProgress
  }

  /// A run has ended.
  func note(_ outcome: RunOutcome) {
    guard let record = outcome.record else { return }
    let now = state.withLock { state in
      state.jobs += record.jobs
      return state
    }
    onProgress(now)
  }

  /// What came of all probes so far.
  func note(_ evaluations: [Evaluation]) {
    let full = evaluations.filter { $0.probe.share == 1 && $0.violation == 0 && $0.isKnown }
    let best = full.map { $0.objectives[0] }.min().map { isMaximised ? -$0 : $0 }
    let candidates = Set(evaluations.map(\.probe.trial)).count
    let now = state.withLock { state in
      state.best = best
      state.candidates = candidates
      return state
    }
    onProgress(now)
  }

  /// Begins to count again at no job.
  func restart(budget: Int) {
    state.withLock { state in
      state.jobs = 0
      state.budget = budget
    }
  }
}

extension Evaluation {
  /// Whether the run has all that was asked of it.
  var isKnown: Bool { objectives.allSatisfy(\.isFinite) && violation.isFinite }
}
