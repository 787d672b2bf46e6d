import KoineModel
import KoineStatistics

/// Quantiles of job durations, by linear interpolation between order statistics (type 7).
public struct DurationStatistics: Sendable {
  public static let probabilities = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]

  /// Quantiles at ``probabilities``, s.
  public var quantiles_s: [Double]
  public var mean_s: Double
  public var max_s: Double

  init(_ durations_s: [Double]) {
    let sorted = durations_s.sorted()
    quantiles_s = Self.probabilities.map { quantile(ofSorted: sorted, $0) }
    mean_s = Moments(sorted).mean
    max_s = sorted.last ?? .nan
  }
}

/// Jobs by how they end.
public struct OutcomeStatistics: Sendable {
  /// Shares of completing, being cancelled, failing: of the jobs, and of the accelerator time.
  public var ofJobs: Shares
  public var ofWork: Shares

  /// Three parts that add up to 1.
  public struct Shares: Sendable, Equatable {
    public var completed: Double
    public var cancelled: Double
    public var failed: Double

    init(_ amounts: [Double]) {
      let sum = amounts.reduce(0, +)
      func share(_ ending: JobEnding) -> Double {
        sum > 0 ? amounts[Int(ending.rawValue)] / sum : .nan
      }
      completed = share(.completes)
      cancelled = share(.isCancelled)
      failed = share(.fails)
    }
  }

  init(_ columns: DescriptionColumns, _ workload: Workload) {
    var jobs = [Double](repeating: 0, count: JobEnding.allCases.count)
    var work = jobs
    for (index, ending) in workload.ending.enumerated() {
      jobs[Int(ending.rawValue)] += 1
      work[Int(ending.rawValue)] += columns.work[index]
    }
    ofJobs = Shares(jobs)
    ofWork = Shares(work)
  }
}

/// The jobs of one range of sizes.
public struct SizeStatistics: Sendable {
  /// `1`, `3-4`, `>256`...
  public var label: String
  public var jobs: Int
  public var shareOfJobs: Double
  public var shareOfWork: Double
  public var medianDuration_s: Double
  public var outcomes: OutcomeStatistics.Shares

  /// Largest accelerators of each range; below the first lie jobs without any.
  private static let ranges: [(label: String, atMost: Double)] = [
    ("0", 0), ("<1", 0.9995), ("1", 1), ("2", 2), ("3-4", 4), ("5-8", 8), ("9-16", 16),
    ("17-32", 32), ("33-64", 64), ("65-256", 256), (">256", .infinity),
  ]

  /// One row for each range that holds a job.
  static func all(_ columns: DescriptionColumns, _ workload: Workload) -> [SizeStatistics] {
    var durations = [[Double]](repeating: [], count: ranges.count)
    var work = [Double](repeating: 0, count: ranges.count)
    var endings = [[Double]](
      repeating: [Double](repeating: 0, count: JobEnding.allCases.count), count: ranges.count)
    for index in columns.accelerators.indices {
      let range = ranges.firstIndex { columns.accelerators[index] <= $0.atMost }!
      durations[range].append(columns.duration_s[index])
      work[range] += columns.work[index]
      endings[range][Int(workload.ending[index].rawValue)] += 1
    }
    let total = work.reduce(0, +)
    return ranges.indices.filter { !durations[$0].isEmpty }.map { range in
      SizeStatistics(
        label: ranges[range].label, jobs: durations[range].count,
        shareOfJobs: Double(durations[range].count) / Double(workload.count),
        shareOfWork: total > 0 ? work[range] / total : .nan,
        medianDuration_s: quantile(ofSorted: durations[range].sorted(), 0.5),
        outcomes: OutcomeStatistics.Shares(endings[range]))
    }
  }
}

/// How unequal tenants are.
public struct TenantStatistics: Sendable {
  /// Tenants that submit a job.
  public var count: Int
  /// Shares of the largest 1, 5, 10, 20 and 50 % of the tenants, at least one tenant each.
  public var topShares: [Top]
  /// The tenant with most jobs, and its share of them.
  public var busiest: (name: String, shareOfJobs: Double)

  /// What the largest tenants have together.
  public struct Top: Sendable {
    public var fraction: Double
    /// Of the accelerator time, tenants ranked by it.
    public var shareOfWork: Double
    /// Of the jobs, tenants ranked by them.
    public var shareOfJobs: Double
  }

  init(_ columns: DescriptionColumns, _ workload: Workload) {
    var jobs = [Double](repeating: 0, count: workload.tenantNames.count)
    var work = jobs
    for (index, tenant) in workload.tenant.enumerated() {
      jobs[tenant.index] += 1
      work[tenant.index] += columns.work[index]
    }
    let active = jobs.count { $0 > 0 }
    count = active
    let first = jobs.indices.max { jobs[$0] < jobs[$1] }
    busiest = (
      first.map { workload.tenantNames[$0] } ?? "",
      (first.map { jobs[$0] } ?? 0) / Double(workload.count)
    )
    topShares = [0.01, 0.05, 0.1, 0.2, 0.5].map { fraction in
      let count = max(1, Int((fraction * Double(active)).rounded()))
      return Top(
        fraction: fraction, shareOfWork: Self.share(of: count, in: work),
        shareOfJobs: Self.share(of: count, in: jobs))
    }
  }

  private static func share(of count: Int, in amounts: [Double]) -> Double {
    let sorted = amounts.sorted(by: >)
    let sum = sorted.reduce(0, +)
    return sum > 0 ? sorted.prefix(count).reduce(0, +) / sum : .nan
  }
}
