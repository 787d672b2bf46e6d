/// Something to be tried.
public struct Probe: Hashable, Sendable {
  /// Counts what was tried, from 0; a candidate that is tried again at a higher share keeps its own.
  public let trial: Int
  /// One coordinate from 0 to 1 per dimension of the space.
  public let point: [Double]
  /// How much of the whole effort the trial is worth, above 0 up to 1.
  public let share: Double

  public init(trial: Int, point: [Double], share: Double = 1) {
    self.trial = trial
    self.point = point
    self.share = share
  }
}

/// What came of a probe: objectives to be made small, and by how much constraints were missed.
public struct Evaluation: Hashable, Sendable {
  public let probe: Probe
  /// Smaller is better; infinity for what failed, never NaN.
  public let objectives: [Double]
  /// 0 where all constraints hold; anything feasible is better than anything that is not.
  public let violation: Double

  public init(_ probe: Probe, objectives: [Double], violation: Double = 0) {
    self.probe = probe
    self.objectives = objectives.map { $0.isNaN ? .infinity : $0 }
    self.violation = violation.isNaN ? .infinity : violation
  }

  /// A single objective.
  public init(_ probe: Probe, _ objective: Double, violation: Double = 0) {
    self.init(probe, objectives: [objective], violation: violation)
  }
}

/// Proposes what to try next and learns from what came of it.
///
/// One call of ``ask()`` returns a batch that may be tried in parallel; ``tell(_:)`` takes its outcomes
/// in the same order. Where the effort ends within a batch, the outcomes of its first probes may be
/// told; what needs whole batches to learn then learns nothing from them. The proposals depend on the
/// seed and on the outcomes, and on nothing else: not on the number of threads.
public protocol Optimiser: AnyObject {
  /// The next batch, never empty.
  func ask() -> [Probe]

  /// The outcomes of the last batch, in its order, or of its first probes.
  ///
  /// - Precondition: there are not more outcomes than probes.
  func tell(_ evaluations: [Evaluation])
}
