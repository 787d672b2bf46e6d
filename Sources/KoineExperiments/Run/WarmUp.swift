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
    var jobs: [(index: Int, wait_s: Double)] = []
    jobs.reserveCapacity(count)
    for job in 0..<count where log.start[job].isReached {
      jobs.append((job, log.wait(of: job, workload).seconds))
    }
    let truncation = mser5(jobs.map(\.wait_s))
    let share = jobs.isEmpty ? 0 : Double(truncation) / Double(jobs.count) * 100
    percent = Self.percents.first { Double($0) >= share } ?? Self.percents.last!
    let sorted = jobs.sorted { ($0.wait_s, $0.index) < ($1.wait_s, $1.index) }
    let ended = EndedJobs(log, workload)
    parts = Self.percents.map { percent in
      let first = count * percent / 100
      let waits = sorted.lazy.filter { $0.index >= first }.map(\.wait_s)
      return (percent, Self.measures(Array(waits), ended, from: first))
    }
  }

  /// Members `mser_percent` and one for each part, by its percentage.
  var json: JSONValue {
    .object(
      [("mser_percent", .integer(percent))] + parts.map { ("\($0.percent)", $0.measures) })
  }

  private static func measures(_ waits: [Double], _ ended: EndedJobs, from first: Int) -> JSONValue
  {
    func quantile(_ probability: Double) -> JSONValue {
      waits.isEmpty ? .null : .number(KoineStatistics.quantile(ofSorted: waits, probability))
    }
    let mean = waits.isEmpty ? nil : waits.reduce(0, +) / Double(waits.count)
    let jobs = ended.means(from: first)
    return .object([
      (
        "wait_s",
        .object([
          ("mean", .optional(mean)), ("p50", quantile(0.5)), ("p90", quantile(0.9)),
          ("p99", quantile(0.99)),
        ])
      ),
      ("completion_s", .object([("mean", .optional(jobs?.completion_s))])),
      ("bounded_slowdown", .object([("mean", .optional(jobs?.slowdown))])),
    ])
  }
}

/// Completion and slowdown of ended jobs, as sums from each job to the last.
private struct EndedJobs {
  private var index: [Int] = []
  private var completion_s: [Double] = []
  private var slowdown: [Double] = []

  init(_ log: RunLog, _ workload: Workload) {
    for job in 0..<workload.count where log.finish[job].isReached && log.start[job].isReached {
      let stay = (log.finish[job] - workload.submit[job]).seconds
      let run = log.runTime(of: job).seconds
      index.append(job)
      completion_s.append(stay)
      slowdown.append(max(1, stay / max(run, 10)))
    }
    for place in index.indices.dropLast().reversed() {
      completion_s[place] += completion_s[place + 1]
      slowdown[place] += slowdown[place + 1]
    }
  }

  func means(from first: Int) -> (completion_s: Double, slowdown: Double)? {
    guard let place = index.firstIndex(where: { $0 >= first }) else { return nil }
    let count = Double(index.count - place)
    return (completion_s[place] / count, slowdown[place] / count)
  }
}
