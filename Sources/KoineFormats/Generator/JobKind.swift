public import KoineModel
public import KoineStatistics

/// One kind of job, such as evaluation or pretraining.
public struct JobKind: Sendable {
  public var name: String
  /// Relative share of the jobs.
  public var weight: Double
  public var sizes: [JobSize]
  /// How long its jobs run, over all sizes together, s.
  public var durations: QuantileCurve
  public var outcomes: OutcomeSettings
  public var priority: Int32

  public init(
    name: String, weight: Double, sizes: [JobSize], durations: QuantileCurve,
    outcomes: OutcomeSettings, priority: Int32 = 0
  ) {
    precondition(weight >= 0 && !sizes.isEmpty)
    self.name = name
    self.weight = weight
    self.sizes = sizes
    self.durations = durations
    self.outcomes = outcomes
    self.priority = priority
  }
}

/// One request size of a kind.
public struct JobSize: Sendable {
  public var accelerators: Int32
  /// Thousandths of the single accelerator; 1000 for whole ones.
  public var share_milli: Int32
  /// Relative share among the sizes of the kind.
  public var weight: Double
  /// How much longer than its kind this size runs: a shift of the normal score of its durations,
  /// 0 for no dependence. The kind's distribution over all sizes does not change.
  public var durationShift: Double
  public var locality: Locality
  public var localityIsRequired: Bool
  /// Handles into the chip selections of the settings, and how often each is asked for; the rest
  /// of the jobs take any chip.
  public var selections: [(selection: Int, probability: Double)]

  public init(
    _ accelerators: Int32, _ weight: Double, shift durationShift: Double = 0,
    share_milli: Int32 = 1000, locality: Locality = .anywhere, localityIsRequired: Bool = false,
    selections: [(selection: Int, probability: Double)] = []
  ) {
    self.accelerators = accelerators
    self.share_milli = share_milli
    self.weight = weight
    self.durationShift = durationShift
    self.locality = locality
    self.localityIsRequired = localityIsRequired
    self.selections = selections
  }

  /// A share of one accelerator, in thousandths.
  public static func share(
    _ share_milli: Int32, _ weight: Double, shift: Double = 0,
    selections: [(selection: Int, probability: Double)] = []
  ) -> JobSize {
    JobSize(1, weight, shift: shift, share_milli: share_milli, selections: selections)
  }
}

/// How jobs end, by size and by how long they run.
///
/// The odds of being cancelled, and of failing, over completing are
/// exp(level + perScore x score + perDoubling x log2(accelerators)), where score is the normal
/// score of the job's duration among its kind: 0 for the median, 1.28 for the 90th percentile.
public struct OutcomeSettings: Sendable {
  /// How likely one outcome is over completing, as three coefficients.
  public struct Odds: Sendable {
    public var level: Double
    public var perScore: Double
    public var perDoubling: Double

    public init(_ level: Double, perScore: Double = 0, perDoubling: Double = 0) {
      self.level = level
      self.perScore = perScore
      self.perDoubling = perDoubling
    }

    /// Never.
    public static var never: Odds { Odds(-1000) }
  }

  /// Odds for jobs of at least so many accelerators, ascending; the first row starts at 0.
  public var rows: [(from: Int32, cancelled: Odds, failed: Odds)]

  public init(_ rows: [(from: Int32, cancelled: Odds, failed: Odds)]) {
    precondition(rows.first?.from == 0)
    self.rows = rows
  }

  public init(cancelled: Odds, failed: Odds) {
    self.init([(from: 0, cancelled: cancelled, failed: failed)])
  }

  /// Every job completes.
  public static var completion: OutcomeSettings {
    OutcomeSettings(cancelled: .never, failed: .never)
  }
}
