import KoineEngine

/// `interruptions`: what stopped jobs before they were done, and what that left of their time.
public struct Interruptions: Hashable, Sendable {
  /// Times that a node went down.
  public var nodeFailures: Int
  /// Times that a job went on after the failure of a node, and after the policy stopped it.
  public var restarts: Int
  public var preemptions: Int
  /// Times that a running job went on with more or fewer accelerators.
  public var resizes: Int
  /// Times that a running job went on at once on other nodes.
  public var migrations: Int
  /// Of ended jobs, 0...1; `nil` if none ended.
  public var effectiveTrainingTimeRatio: Distribution?

  /// Whether anything was stopped or failed.
  public var happened: Bool { nodeFailures + restarts + preemptions + resizes + migrations > 0 }

  /// `nil` for a run whose jobs cannot go on after a stop.
  ///
  /// - Complexity: O(jobs) on average.
  init?(_ log: RunLog) {
    if log.attempts.isEmpty { return nil }
    nodeFailures = log.nodeFailures
    restarts = log.restarts
    preemptions = log.preemptions
    resizes = log.resizes
    migrations = log.migrations
    effectiveTrainingTimeRatio = Distribution(
      log.state.indices.compactMap { log.effectiveTrainingTimeRatio(of: $0) })
  }
}
