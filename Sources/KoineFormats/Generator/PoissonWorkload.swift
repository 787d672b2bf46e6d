public import KoineModel
import KoineStatistics

/// A plain synthetic workload, for theory and benchmarks: independent gaps, durations and sizes.
public struct PoissonWorkload: Sendable {
  /// How long jobs run.
  public enum Durations: Sendable {
    case exponential(mean_s: Double)
    case fixed(seconds: Double)
    /// Log-normal with this mean and this standard deviation of the logarithm.
    case logNormal(mean_s: Double, sigma: Double)
  }

  public var jobs: Int
  /// Mean time between submissions, s; gaps are exponential.
  public var meanGap_s: Double
  public var durations: Durations
  /// Accelerators asked for, and how often.
  public var sizes: [(accelerators: Int32, weight: Double)]
  /// Estimates are the duration times a factor uniform over 1...this.
  public var largestEstimateFactor: Double

  public init(
    jobs: Int, meanGap_s: Double, durations: Durations,
    sizes: [(accelerators: Int32, weight: Double)] = [(1, 1)], largestEstimateFactor: Double = 1
  ) {
    precondition(jobs > 0 && meanGap_s > 0 && !sizes.isEmpty && largestEstimateFactor >= 1)
    self.jobs = jobs
    self.meanGap_s = meanGap_s
    self.durations = durations
    self.sizes = sizes
    self.largestEstimateFactor = largestEstimateFactor
  }

  /// Accelerators that are busy on average if nothing waits.
  public var meanBusyAccelerators: Double {
    let weights = sizes.reduce(0) { $0 + $1.weight }
    let size = sizes.reduce(0) { $0 + Double($1.accelerators) * $1.weight } / weights
    return size * meanDuration_s / meanGap_s
  }

  private var meanDuration_s: Double {
    switch durations {
    case .exponential(let mean_s), .fixed(let mean_s), .logNormal(let mean_s, _): mean_s
    }
  }

  /// The jobs drawn with `seed`, times in whole nanoseconds.
  ///
  /// - Complexity: O(jobs), some 50 ns each.
  public func workload(seed: UInt64) -> Workload {
    var workload = Workload(name: "poisson")
    workload.submit = submissions(seed)
    workload.duration = drawDurations(seed)
    workload.request = drawRequests(seed)
    workload.estimate = estimates(workload.duration, seed)
    workload.requests = sizes.map { Request(accelerators: $0.accelerators) }
    workload.tenant = Array(repeating: TenantHandle(0), count: jobs)
    workload.tenantNames = ["poisson"]
    workload.priority = Array(repeating: 0, count: jobs)
    workload.ending = Array(repeating: .completes, count: jobs)
    return workload
  }

  private func submissions(_ seed: UInt64) -> [Instant] {
    var stream = RandomStream(seed: seed, name: "arrivals")
    let mean = meanGap_s * 1e9
    var nanoseconds: Int64 = 0
    var submissions: [Instant] = []
    submissions.reserveCapacity(jobs)
    for _ in 0..<jobs {
      nanoseconds += Int64(stream.exponential(mean: mean).rounded())
      submissions.append(Instant(nanoseconds: nanoseconds))
    }
    return submissions
  }

  private func drawDurations(_ seed: UInt64) -> [Interval] {
    var stream = RandomStream(seed: seed, name: "durations")
    var drawn: [Interval] = []
    drawn.reserveCapacity(jobs)
    for _ in 0..<jobs {
      let seconds =
        switch durations {
        case .exponential(let mean_s): stream.exponential(mean: mean_s)
        case .fixed(let seconds): seconds
        case .logNormal(let mean_s, let sigma):
          mean_s * stream.logNormal(mu: -sigma * sigma / 2, sigma: sigma)
        }
      drawn.append(Interval(seconds: seconds))
    }
    return drawn
  }

  private func drawRequests(_ seed: UInt64) -> [RequestHandle] {
    var stream = RandomStream(seed: seed, name: "sizes")
    let distribution = DiscreteDistribution(weights: sizes.map(\.weight))
    var drawn: [RequestHandle] = []
    drawn.reserveCapacity(jobs)
    for _ in 0..<jobs { drawn.append(RequestHandle(distribution.draw(&stream))) }
    return drawn
  }

  private func estimates(_ durations: [Interval], _ seed: UInt64) -> [Interval] {
    guard largestEstimateFactor > 1 else { return durations }
    var stream = RandomStream(seed: seed, name: "estimates")
    let widest = largestEstimateFactor - 1
    var estimates: [Interval] = []
    estimates.reserveCapacity(durations.count)
    for duration in durations {
      let guess = Interval(seconds: duration.seconds * (1 + widest * stream.uniform()))
      estimates.append(max(duration, guess))
    }
    return estimates
  }
}
