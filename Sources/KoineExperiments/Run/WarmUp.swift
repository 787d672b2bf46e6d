import Foundation
import KoineEngine
import KoineModel
import KoineReports
import KoineStatistics

/// What jobs meet once the cluster has left its empty beginning behind.
///
/// A run starts on an empty cluster, which flatters every policy. The measures of jobs are therefore
/// kept for several parts of the run: all of it, and what is left without the first 5, 10, ... 50 % of
/// the jobs. Which of them counts is decided later, for all runs of a pair alike.
struct WarmUp {
  /// Parts of the run that can be left out, in percent of its jobs.
  static let percents = [0, 5, 10, 15, 20, 30, 40, 50]

  /// The smallest part that covers what MSER-5 would leave out.
  let percent: Int
  private let parts: [(percent: Int, measures: JSONValue)]

  /// - Complexity: O(n log n).
  init(_ log: RunLog, _ workload: Workload) {
    let count = workload.count
    var jobs: [(index: Int, value: Double)] = []
    jobs.reserveCapacity(count)
    for job in 0..<count where log.start[job].isReached {
      jobs.append((job, log.wait(of: job, workload).seconds))
    }
    let truncation = mser5(jobs.map(\.value))
    let share = jobs.isEmpty ? 0 : Double(truncation) / Double(jobs.count) * 100
    percent = Self.percents.first { Double($0) >= share } ?? Self.percents.last!
    let sorted = jobs.sorted { ($0.value, $0.index) < ($1.value, $1.index) }
    let ended = EndedJobs(log, workload)
    parts = Self.percents.map { percent in
      let first = count * percent / 100
      return (
        percent,
        .object([
          ("wait_s", Self.distribution(sorted, from: first)),
          ("completion_s", Self.distribution(ended.completion_s, from: first)),
          ("bounded_slowdown", Self.distribution(ended.slowdown, from: first)),
        ])
      )
    }
  }

  /// Members `mser_percent` and one for each part, by its percentage.
  var json: JSONValue {
    .object(
      [("mser_percent", .integer(percent))] + parts.map { ("\($0.percent)", $0.measures) })
  }

  /// What the summary says of a value of jobs, of those from `first` on.
  ///
  /// - Parameter jobs: sorted by value.
  private static func distribution(_ jobs: [(index: Int, value: Double)], from first: Int)
    -> JSONValue
  {
    let values: [Double] =
      first == 0 ? jobs.map(\.value) : jobs.lazy.filter { $0.index >= first }.map(\.value)
    func quantile(_ probability: Double) -> JSONValue {
      values.isEmpty ? .null : .number(KoineStatistics.quantile(ofSorted: values, probability))
    }
    let mean = values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    return .object([
      ("mean", .optional(mean)), ("p50", quantile(0.5)), ("p90", quantile(0.9)),
      ("p99", quantile(0.99)), ("max", .optional(values.last)),
    ])
  }
}

/// Completion and slowdown of ended jobs, each sorted by value.
private struct EndedJobs {
  private(set) var completion_s: [(index: Int, value: Double)] = []
  private(set) var slowdown: [(index: Int, value: Double)] = []

  init(_ log: RunLog, _ workload: Workload) {
    for job in 0..<workload.count where log.finish[job].isReached && log.start[job].isReached {
      let stay = (log.finish[job] - workload.submit[job]).seconds
      let run = log.runTime(of: job).seconds
      completion_s.append((job, stay))
      slowdown.append((job, max(1, stay / max(run, 10))))
    }
    completion_s.sort { ($0.value, $0.index) < ($1.value, $1.index) }
    slowdown.sort { ($0.value, $0.index) < ($1.value, $1.index) }
  }
}
