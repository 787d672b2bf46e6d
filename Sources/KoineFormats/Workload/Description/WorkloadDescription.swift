public import KoineModel
import KoineStatistics

/// What a workload looks like: the statistics by which a generated one is held against its source.
///
/// Formulas stand in `docs/workloads.md`.
public struct WorkloadDescription: Sendable {
  public var name: String
  public var jobs: Int
  /// From the first submission to the last, s.
  public var span_s: Double
  /// Accelerators x duration of all jobs, accelerator-seconds; a share of one counts as its share.
  public var work_accelerator_s: Double
  /// Processors of the machine that the trace was taken on, if known.
  public var machineProcessors: Int?
  public var arrivals: ArrivalStatistics
  public var duration_s: DurationStatistics
  /// Median of estimate over duration, jobs that take no time aside.
  public var medianEstimateFactor: Double?
  public var sizes: [SizeStatistics]
  /// Spearman's correlation of accelerators and duration.
  public var sizeDurationCorrelation: Double
  public var meanAccelerators: Double
  public var medianAccelerators: Double
  public var outcomes: OutcomeStatistics
  public var tenants: TenantStatistics
  /// Median host processors, cores, and memory, GiB, of a job.
  public var medianCores: Double
  public var medianMemory_gib: Double
  /// Share of the jobs that name the chips that will do.
  public var constrainedShare: Double

  /// - Precondition: `workload` has a job.
  /// - Complexity: O(n log n).
  public init(_ workload: Workload) {
    precondition(workload.count > 0)
    let columns = DescriptionColumns(workload)
    name = workload.name
    jobs = workload.count
    span_s = (workload.submit[workload.count - 1] - workload.submit[0]).seconds
    work_accelerator_s = columns.work.reduce(0, +)
    machineProcessors = workload.machineProcessors
    arrivals = ArrivalStatistics(workload)
    duration_s = DurationStatistics(columns.duration_s)
    medianEstimateFactor = Self.medianEstimateFactor(workload)
    sizes = SizeStatistics.all(columns, workload)
    sizeDurationCorrelation = rankCorrelation(columns.accelerators, columns.duration_s)
    let accelerators = columns.accelerators.sorted()
    meanAccelerators = Moments(accelerators).mean
    medianAccelerators = quantile(ofSorted: accelerators, 0.5)
    outcomes = OutcomeStatistics(columns, workload)
    tenants = TenantStatistics(columns, workload)
    medianCores = columns.median { Double($0.cpu_milli) / 1000 }
    medianMemory_gib = columns.median { Double($0.memory_mib) / 1024 }
    let constrained = workload.request.reduce(0) {
      $0 + (workload.requests[$1.index].chips == .none ? 0 : 1)
    }
    constrainedShare = Double(constrained) / Double(workload.count)
  }

  /// Work over the capacity of `accelerators` during the span; `nil` for a span of no length.
  public func offeredLoad(on accelerators: Int) -> Double? {
    span_s > 0 && accelerators > 0 ? work_accelerator_s / (Double(accelerators) * span_s) : nil
  }

  private static func medianEstimateFactor(_ workload: Workload) -> Double? {
    let factors = workload.duration.indices.filter { workload.duration[$0] > .zero }
      .map { workload.estimate[$0].seconds / workload.duration[$0].seconds }.sorted()
    return factors.isEmpty ? nil : quantile(ofSorted: factors, 0.5)
  }
}

/// Columns of a workload as numbers.
struct DescriptionColumns {
  let duration_s: [Double]
  let accelerators: [Double]
  /// Accelerator-seconds.
  let work: [Double]
  private let workload: Workload

  init(_ workload: Workload) {
    self.workload = workload
    duration_s = workload.duration.map(\.seconds)
    let byRequest = workload.requests.map { Double($0.accelerators_milli) / 1000 }
    let accelerators = workload.request.map { byRequest[$0.index] }
    self.accelerators = accelerators
    work = zip(duration_s, accelerators).map(*)
  }

  /// The median over jobs of something that a request says.
  func median(_ value: (Request) -> Double) -> Double {
    let byRequest = workload.requests.map(value)
    return quantile(ofSorted: workload.request.map { byRequest[$0.index] }.sorted(), 0.5)
  }
}
