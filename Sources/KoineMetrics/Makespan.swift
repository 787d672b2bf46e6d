import KoineEngine
import KoineModel

/// `makespan_s`: from the first submission to the last end of a job; `nil` if none ended.
///
/// - Complexity: O(jobs).
func makespan(_ log: RunLog) -> Interval? {
  var last: Instant?
  for job in log.finish.indices where log.finish[job].isReached && log.start[job].isReached {
    last = max(last ?? log.finish[job], log.finish[job])
  }
  return last.map { $0 - log.begin }
}
