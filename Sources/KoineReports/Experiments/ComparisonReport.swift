public import KoineStatistics

/// What a comparison found, for people and as JSON.
public struct ComparisonReport: Sendable {
  /// How one variant did on one workload, by one measure, over the seeds.
  public struct Mean: Sendable {
    public var workload: String
    public var variant: String
    public var measure: MeasureWords
    /// `nil` where some run has no such value.
    public var value: ConfidenceInterval?

    public init(
      workload: String, variant: String, measure: MeasureWords, value: ConfidenceInterval?
    ) {
      self.workload = workload
      self.variant = variant
      self.measure = measure
      self.value = value
    }
  }

  /// One variant against the baseline.
  public struct Contrast: Sendable {
    public var workload: String
    public var variant: String
    public var measure: MeasureWords
    public var difference: PairedDifference
    /// After the correction for all contrasts of the comparison; `nil` for one seed.
    public var adjustedP: Double?

    public init(
      workload: String, variant: String, measure: MeasureWords, difference: PairedDifference,
      adjustedP: Double?
    ) {
      self.workload = workload
      self.variant = variant
      self.measure = measure
      self.difference = difference
      self.adjustedP = adjustedP
    }
  }

  public var scenario: String
  public var variants: [String]
  public var workloads: [String]
  public var measures: [MeasureWords]
  public var firstSeed: UInt64
  /// Seeds of each workload.
  public var seeds: Int
  public var runs: Int
  /// Runs of those that were in the store.
  public var storedRuns: Int
  /// How the warm-up was left out, as a sentence.
  public var warmUp: String
  /// Level of the intervals, 0.95, and of false alarms, 1 less that.
  public var confidence: Double
  /// Half width that was asked for, relative; and whether every interval is as narrow.
  public var precision: Double?
  public var isPrecise: Bool
  public var means: [Mean] = []
  public var contrasts: [Contrast] = []

  public init(
    scenario: String, variants: [String], workloads: [String], measures: [MeasureWords],
    firstSeed: UInt64, seeds: Int, runs: Int, storedRuns: Int, warmUp: String, confidence: Double,
    precision: Double?, isPrecise: Bool
  ) {
    self.scenario = scenario
    self.variants = variants
    self.workloads = workloads
    self.measures = measures
    self.firstSeed = firstSeed
    self.seeds = seeds
    self.runs = runs
    self.storedRuns = storedRuns
    self.warmUp = warmUp
    self.confidence = confidence
    self.precision = precision
    self.isPrecise = isPrecise
  }

  var baseline: String { variants.first ?? "" }
}

extension ComparisonReport.Contrast {
  /// Whether the difference stands after the correction.
  func isShown(at level: Double) -> Bool { (adjustedP ?? 1) < level }

  /// One sentence that says who is better, by how much and how surely.
  func verdict(against baseline: String, level: Double) -> String {
    let name = measure.name
    if difference.pairs < 2 {
      return "One seed cannot show whether \(variant) and \(baseline) differ in \(name)."
    }
    if difference.pValue == 1 && difference.difference.estimate == 0 && effectIsNothing {
      return "\(variant) and \(baseline) gave the same \(name) in every run."
    }
    guard isShown(at: level) else {
      return "No difference in \(name) between \(variant) and \(baseline) could be shown"
        + (amount.map { " (\($0))" } ?? "") + "."
    }
    let isMore = difference.difference.estimate > 0
    guard let prefersMore = measure.prefersMore else {
      return
        "\(variant) has \(isMore ? "more" : "less") \(name) than \(baseline): \(amount ?? absolute)."
    }
    let size = magnitude ?? absolute
    return isMore == prefersMore
      ? "\(variant) beats \(baseline) on \(name) by \(size)."
      : "\(variant) loses to \(baseline) on \(name) by \(size)."
  }

  private var effectIsNothing: Bool { difference.effectSize == nil }

  /// `-41 % ± 3 %`
  var amount: String? {
    difference.relative.map {
      signedPercent($0.estimate) + ($0.halfWidth.map { " ± " + percentText($0 * 100) } ?? "")
    }
  }

  /// `41 % ± 3 %`
  private var magnitude: String? {
    difference.relative.map {
      percentText(abs($0.estimate) * 100)
        + ($0.halfWidth.map { " ± " + percentText($0 * 100) } ?? "")
    }
  }

  private var absolute: String {
    measure.text(abs(difference.difference.estimate))
      + (difference.difference.halfWidth.map { " ± " + measure.text($0) } ?? "")
  }
}
