public import KoinePolicies

/// A policy and what it achieved.
public struct TuneCandidate: Sendable {
  public let policy: PolicySpecification
  /// The part of the whole effort that its trial was worth.
  public let share: Double
  /// In the days that the search saw, in the order of the plan's measures.
  public let seen: [Double?]
  /// In the held-out days.
  public let heldOut: [Double?]
  /// By how much constraints were missed in the days that the search saw; 0 where all hold.
  public let violation: Double
  /// The same in the held-out days; `nil` where they were not run.
  public let heldOutViolation: Double?

  init(
    policy: PolicySpecification, share: Double, seen: [Double?], heldOut: [Double?],
    _ plan: TunePlan
  ) {
    self.policy = policy
    self.share = share
    self.seen = seen
    self.heldOut = heldOut
    func violation(_ values: [Double?]) -> Double {
      plan.constraints.reduce(0) { sum, constraint in
        let index = plan.measures.firstIndex(of: constraint.measure)!
        return sum + constraint.violation(values[index])
      }
    }
    self.violation = violation(seen)
    heldOutViolation = heldOut.allSatisfy { $0 == nil } ? nil : violation(heldOut)
  }
}

/// Which dimensions of the space a goal depended on.
public struct TuneImportance: Sendable {
  /// The part of the variation that one dimension explains alone.
  public struct Part: Sendable {
    public let name: String
    /// From 0 to 1.
    public let part: Double
    /// The standard deviation over the trees of the forest.
    public let deviation: Double
  }

  public let goal: TuneGoal
  /// Trials that it was read from.
  public let sampleCount: Int
  /// The most important first.
  public let parts: [Part]
}

/// What a search found.
public struct TuneResult: Sendable {
  public let plan: TunePlan
  public let windows: TuneWindows
  /// The scenario's own policy.
  public let baseline: TuneCandidate
  /// What nothing else beats in all goals, by the first goal; a single one if there is one goal.
  public let front: [TuneCandidate]
  public let candidateCount: Int
  /// Simulated jobs of the search, without the held-out check.
  public let jobs: Int
  public let budget: Int
  /// Candidates that could not be run.
  public let refusedCount: Int
  /// Whether it was stopped before the budget was spent.
  public let isStopped: Bool
  /// Whether it ended because nothing was proposed any more that had not been tried.
  public let isExhausted: Bool
  /// By goal.
  public let importance: [TuneImportance]

  /// The policy to use: the only one of the front, or the one that loses least against the best of
  /// each goal, in parts of the front's extent.
  public var best: TuneCandidate? {
    guard front.count > 1 else { return front.first }
    let measures = plan.measures
    let columns = plan.goals.map { goal in
      front.map { goal.objective($0.seen[measures.firstIndex(of: goal.measure)!]) }
    }
    let losses = front.indices.map { index in
      columns.reduce(0.0) { sum, column in
        let (low, high) = (column.min()!, column.max()!)
        return sum + (high > low ? (column[index] - low) / (high - low) : 0)
      }
    }
    return losses.indices.min { losses[$0] < losses[$1] }.map { front[$0] }
  }
}
