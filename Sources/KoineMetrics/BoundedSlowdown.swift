import KoineEngine
public import KoineModel

extension Distribution {
  /// Runs shorter than this count as this long in `bounded_slowdown` (Feitelson and others, 1997).
  public static let slowdownThreshold = Interval(seconds: Int64(10))

  /// `bounded_slowdown`: time in the system over time of running, of the jobs that ended but for replicas of
  /// services.
  ///
  /// - Complexity: O(jobs) on average.
  static func boundedSlowdown(_ log: RunLog, _ workload: Workload) -> Distribution? {
    let threshold = slowdownThreshold.nanoseconds
    var values: [Double] = []
    values.reserveCapacity(log.finish.count)
    for job in log.finish.indices
    where log.finish[job].isReached && log.start[job].isReached && !workload.isReplica(job) {
      let inSystem = (log.finish[job] - workload.submit[job]).nanoseconds
      let running = log.runTime(of: job).nanoseconds
      values.append(Swift.max(1, Double(inSystem) / Double(Swift.max(running, threshold))))
    }
    return Distribution(values)
  }
}
