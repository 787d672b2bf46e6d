import KoineEngine
import KoineModel

/// `deadlines`: how many of the jobs that should be done by some time were.
public struct DeadlineOutcome: Hashable, Sendable {
  /// Jobs with a deadline that the run saw.
  public var jobs = 0
  /// Those that completed by then.
  public var met = 0
  /// Those that did not: late, failed, cancelled, rejected, or not done when the time was up.
  public var missed = 0
  /// By how much those were late that completed, s; `nil` if none was.
  public var lateness: Distribution?

  /// `nil` for a workload without deadlines.
  ///
  /// A job that is not done at the end of the run has missed only a deadline that has passed.
  /// - Complexity: O(jobs) on average.
  init?(_ log: RunLog, _ workload: Workload) {
    if workload.deadline.isEmpty { return nil }
    var late_ns: [Int64] = []
    for job in log.state.indices where workload.deadline[job].isReached {
      let state = log.state[job]
      if state == .pending { continue }
      jobs += 1
      let deadline = workload.deadline[job]
      switch state {
      case .completed where log.finish[job] <= deadline: met += 1
      case .completed:
        missed += 1
        late_ns.append((log.finish[job] - deadline).nanoseconds)
      case .waiting, .running, .pending: if deadline < log.end { missed += 1 }
      case .failed, .cancelled, .rejected: missed += 1
      }
    }
    lateness = late_ns.withUnsafeMutableBufferPointer { Distribution(seconds: $0) }
  }
}
