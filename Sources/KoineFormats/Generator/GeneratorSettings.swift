/// Everything that a generated workload depends on besides its seed.
///
/// Jobs come in batches (sweeps, retries, chains of evaluations), most of a single job. The jobs of
/// a batch share tenant, kind and request, and their durations are correlated. Batches arrive as a
/// Poisson process whose rate follows the hour, the weekday, and two slow random drifts.
public struct GeneratorSettings: Sendable {
  public var name: String
  /// One line for lists and help.
  public var meaning: String
  /// Jobs generated unless the caller says otherwise.
  public var jobs: Int
  /// Mean time between submissions, s.
  public var meanGap_s: Double
  public var arrivals: ArrivalSettings
  /// What is submitted; weights need not add up to 1.
  public var kinds: [JobKind]
  /// Similarity of durations inside a batch: correlation of their normal scores, 0...1.
  public var batchDurationCorrelation: Double
  public var tenants: TenantSettings
  public var estimates: EstimateSettings
  public var host: HostSettings
  /// What the chip selections of requests stand for.
  public var chipSelections: [[String]]
  /// Accelerators of the cluster that the workload is meant for, where `describe` states a load.
  public var accelerators: Int?

  public init(
    name: String, meaning: String, jobs: Int, meanGap_s: Double, arrivals: ArrivalSettings,
    kinds: [JobKind], batchDurationCorrelation: Double = 0.6, tenants: TenantSettings,
    estimates: EstimateSettings = EstimateSettings(), host: HostSettings = HostSettings(),
    chipSelections: [[String]] = [], accelerators: Int? = nil
  ) {
    precondition(jobs > 0 && meanGap_s > 0 && !kinds.isEmpty)
    precondition((0...1).contains(batchDurationCorrelation))
    self.name = name
    self.meaning = meaning
    self.jobs = jobs
    self.meanGap_s = meanGap_s
    self.arrivals = arrivals
    self.kinds = kinds
    self.batchDurationCorrelation = batchDurationCorrelation
    self.tenants = tenants
    self.estimates = estimates
    self.host = host
    self.chipSelections = chipSelections
    self.accelerators = accelerators
  }
}

/// When batches are submitted and how large they are.
public struct ArrivalSettings: Sendable {
  /// Relative rate of each hour of the day, 24 numbers.
  public var hourWeights: [Double]
  /// Relative rate of Monday to Sunday, 7 numbers.
  public var dayWeights: [Double]
  /// Standard deviation of the logarithm of the rate from day to day, and how many days it lasts.
  public var dailyDrift: Drift
  /// The same from hour to hour.
  public var hourlyDrift: Drift
  public var batches: BatchSettings

  /// A stationary Gaussian process in the logarithm of the rate, correlation exp(-lag / memory).
  public struct Drift: Sendable {
    public var sigma: Double
    /// In days for the daily drift, in hours for the hourly one; positive.
    public var memory: Double

    public init(sigma: Double, memory: Double) {
      self.sigma = sigma
      self.memory = memory
    }
  }

  public init(
    hourWeights: [Double], dayWeights: [Double], dailyDrift: Drift, hourlyDrift: Drift,
    batches: BatchSettings
  ) {
    precondition(hourWeights.count == 24 && dayWeights.count == 7)
    self.hourWeights = hourWeights
    self.dayWeights = dayWeights
    self.dailyDrift = dailyDrift
    self.hourlyDrift = hourlyDrift
    self.batches = batches
  }
}

/// The jobs of one submission.
///
/// A batch has one job with probability `singleShare`, otherwise `smallest` x U^(-1/`tail`) jobs
/// (Pareto), at most `largest` and at most `accelerators` accelerators in all.
public struct BatchSettings: Sendable {
  public var singleShare: Double
  public var smallest: Double
  public var tail: Double
  public var largest: Int
  public var accelerators: Int
  /// Median over batches of the mean gap inside a batch, s, and the sigma of its logarithm.
  public var gap_s: Double
  public var gapSigma: Double

  public init(
    singleShare: Double, smallest: Double, tail: Double, largest: Int, accelerators: Int,
    gap_s: Double, gapSigma: Double
  ) {
    precondition(tail > 0 && smallest >= 1 && largest >= 1 && gap_s > 0)
    self.singleShare = singleShare
    self.smallest = smallest
    self.tail = tail
    self.largest = largest
    self.accelerators = accelerators
    self.gap_s = gap_s
    self.gapSigma = gapSigma
  }
}

/// Who submits: tenant `r` of a size's ranking is chosen with a weight of r^-`zipfExponent`.
///
/// Every request size ranks the tenants differently, so that whoever submits most jobs is not
/// whoever uses most accelerators.
public struct TenantSettings: Sendable {
  public var count: Int
  public var zipfExponent: Double
  /// Names are the prefix and a number from 1.
  public var prefix: String

  public init(count: Int, zipfExponent: Double, prefix: String = "user") {
    precondition(count > 0)
    self.count = count
    self.zipfExponent = zipfExponent
    self.prefix = prefix
  }
}

/// What users say their jobs will take.
///
/// The true duration times a factor uniform over 1...`largestFactor`, rounded up to a time that
/// people write (5 min ... 30 d), as in Tsafrir, Etsion and Feitelson, "Modeling User Runtime
/// Estimates", 2005, after the f-model of Mu'alem and Feitelson, 2001. No AI trace has estimates.
public struct EstimateSettings: Sendable {
  public var largestFactor: Double
  public var isRounded: Bool

  public init(largestFactor: Double = 5, isRounded: Bool = true) {
    precondition(largestFactor >= 1)
    self.largestFactor = largestFactor
    self.isRounded = isRounded
  }
}

/// Host processors and memory asked for with every accelerator (a share asks for its share).
public struct HostSettings: Sendable {
  public var cpu_milli: Int64
  public var memory_mib: Int64

  public init(cpu_milli: Int64 = 0, memory_mib: Int64 = 0) {
    self.cpu_milli = cpu_milli
    self.memory_mib = memory_mib
  }
}
