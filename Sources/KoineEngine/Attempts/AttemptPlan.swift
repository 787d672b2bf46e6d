public import KoineModel

/// What it costs to stop a job and to start it again.
public struct AttemptCost: BitwiseCopyable, Hashable, Sendable {
  /// Time to write a checkpoint, with all accelerators held.
  public var save: Interval
  /// Time from getting accelerators again to going on with the work: restart and reading the checkpoint.
  public var restore: Interval
  /// Work between two checkpoints; zero for a job that writes one only when it is asked to stop.
  public var interval: Interval

  public static let free = AttemptCost(save: .zero, restore: .zero, interval: .zero)

  /// - Precondition: no span is negative.
  public init(save: Interval, restore: Interval, interval: Interval = .zero) {
    precondition(save >= .zero && restore >= .zero && interval >= .zero)
    self.save = save
    self.restore = restore
    self.interval = interval
  }
}

/// How the jobs of a run can be stopped before they are done and go on later.
///
/// A run without a plan stops nothing, and pays nothing for the possibility.
public struct AttemptPlan: Hashable, Sendable {
  /// By request.
  public var costs: [AttemptCost]
  /// Whether a job whose node failed is submitted again, to go on from its last checkpoint; otherwise
  /// it has failed.
  public var restartsAfterFailure: Bool { mostRestarts > 0 }
  /// How often that happens to a job at most; with the next failure it has failed.
  public var mostRestarts: Int

  /// - Precondition: `mostRestarts` is not negative.
  public init(costs: [AttemptCost], mostRestarts: Int) {
    precondition(mostRestarts >= 0)
    self.costs = costs
    self.mostRestarts = mostRestarts
  }

  public init(costs: [AttemptCost], restartsAfterFailure: Bool = true) {
    self.init(costs: costs, mostRestarts: restartsAfterFailure ? .max : 0)
  }

  /// The same cost for every request of `workload`.
  public init(
    _ workload: Workload, each cost: AttemptCost = .free, restartsAfterFailure: Bool = true
  ) {
    self.init(
      costs: Array(repeating: cost, count: workload.requests.count),
      restartsAfterFailure: restartsAfterFailure)
  }
}
