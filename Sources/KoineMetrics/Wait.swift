import KoineEngine
import KoineModel

/// `wait_s` and `wait_s_by_size`: all waits of a job together, of the jobs that started. Replicas of
/// services are left out.
struct WaitDistributions {
  var all: Distribution?
  var bySize: [(size: SizeClass, wait: Distribution)] = []

  /// The waits are laid out class by class in one array, so that the whole and its parts are
  /// selected in the same memory.
  ///
  /// - Complexity: O(jobs) on average.
  init(_ log: RunLog, _ workload: Workload) {
    let sizes = workload.requests.map { SizeClass($0).rawValue }
    let waits = Waits(log, workload, sizes: sizes)
    var values = waits.values
    values.withUnsafeMutableBufferPointer { values in
      for size in SizeClass.allCases {
        let part = UnsafeMutableBufferPointer(rebasing: values[waits.ranges[size.rawValue]])
        if let wait = Distribution(seconds: part) { bySize.append((size, wait)) }
      }
      all = Distribution(seconds: values)
    }
  }
}

/// Waits in nanoseconds, grouped by size class.
private struct Waits {
  var values: [Int64]
  var ranges: [Range<Int>] = []

  init(_ log: RunLog, _ workload: Workload, sizes: [Int]) {
    var counts = [Int](repeating: 0, count: SizeClass.allCases.count)
    for job in log.start.indices where log.start[job].isReached && !workload.isReplica(job) {
      counts[sizes[workload.request[job].index]] += 1
    }
    var next: [Int] = []
    for count in counts {
      let start = ranges.last?.upperBound ?? 0
      ranges.append(start..<start + count)
      next.append(start)
    }
    values = [Int64](repeating: 0, count: ranges.last?.upperBound ?? 0)
    for job in log.start.indices where log.start[job].isReached && !workload.isReplica(job) {
      let size = sizes[workload.request[job].index]
      values[next[size]] = log.wait(of: job, workload).nanoseconds
      next[size] += 1
    }
  }
}
