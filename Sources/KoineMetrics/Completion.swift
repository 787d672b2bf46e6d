import KoineEngine
import KoineModel

extension Distribution {
  /// `completion_s`: `finish - submit` of the jobs that ended but for replicas of
  /// services.
  ///
  /// - Complexity: O(jobs) on average.
  static func completion(_ log: RunLog, _ workload: Workload) -> Distribution? {
    var values: [Int64] = []
    values.reserveCapacity(log.finish.count)
    for job in log.finish.indices
    where log.finish[job].isReached && log.start[job].isReached && !workload.isReplica(job) {
      values.append((log.finish[job] - workload.submit[job]).nanoseconds)
    }
    return values.withUnsafeMutableBufferPointer { Distribution(seconds: $0) }
  }
}
