import KoineEngine
import KoineModel

/// How the jobs of a run ended: `jobs` in `docs/metrics.md`.
public struct JobCounts: Hashable, Sendable {
  public var completed = 0
  public var failed = 0
  public var cancelled = 0
  public var rejected = 0
  public var running = 0
  public var waiting = 0
  /// Jobs of the workload that the run never reached; they are part of no other number.
  public var pending = 0

  /// Jobs that the run saw: all but the pending ones.
  public var submitted: Int { completed + failed + cancelled + rejected + running + waiting }

  public init() {}

  /// - Complexity: O(jobs).
  init(_ log: RunLog) {
    var counts = [Int](repeating: 0, count: 256)
    for state in log.state { counts[Int(state.rawValue)] += 1 }
    func count(_ state: JobState) -> Int { counts[Int(state.rawValue)] }
    completed = count(.completed)
    failed = count(.failed)
    cancelled = count(.cancelled)
    rejected = count(.rejected)
    running = count(.running)
    waiting = count(.waiting)
    pending = count(.pending)
  }
}
