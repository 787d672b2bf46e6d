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
    /// Seeds whose runs have no such value.
    public var unknownSeeds: Int

    public init(
      workload: String, variant: String, measure: MeasureWords, value: ConfidenceInterval?,
      unknownSeeds: Int = 0
    ) {
      self.unknownSeeds = unknownSeeds
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
    /// Whether neither variant depends on the seed, so that one run of each is all there is.
    public var isFixed: Bool

    public init(
      workload: String, variant: String, measure: MeasureWords, difference: PairedDifference,
      adjustedP: Double?, isFixed: Bool = false
    ) {
      self.workload = workload
      self.variant = variant
      self.measure = measure
      self.difference = difference
      self.adjustedP = adjustedP
      self.isFixed = isFixed
    }

    /// Whether the relative difference has a width, or needs none because nothing differs.
    public var isJudged: Bool {
      isFixed || difference.relative != nil || difference.pValue == 1
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
  /// Half width that was asked for, relative; and whether every interval is as narrow, `nil` where none
  /// was asked for or nothing varies.
  public var precision: Double?
  public var isPrecise: Bool?
  /// Whether nothing depends on the seed.
  public var isFixed = false
  /// Runs that were asked for and not made, because they would have been copies.
  public var sparedRuns = 0
  public var means: [Mean] = []
  public var contrasts: [Contrast] = []

  public init(
    scenario: String, variants: [String], workloads: [String], measures: [MeasureWords],
    firstSeed: UInt64, seeds: Int, runs: Int, storedRuns: Int, warmUp: String, confidence: Double,
    precision: Double?, isPrecise: Bool?
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

  /// What the tables leave out, and why, in sentences.
  var notes: [String] {
    var notes: [String] = []
    for workload in workloads {
      for measure in measures {
        let lacking = means.filter {
          $0.workload == workload && $0.measure == measure && $0.unknownSeeds > 0
        }
        if lacking.isEmpty { continue }
        let counts = lacking.map {
          "at \($0.unknownSeeds) of \(counted(seeds, "seed")) of \($0.variant)"
        }
        notes.append(
          (workloads.count > 1 ? "\(workload): " : "")
            + "\(measure.path) is unknown \(counts.joined(separator: ", "))")
      }
    }
    if notes.isEmpty { return [] }
    return notes.map { $0 + "." } + [
      "What is unknown at some seeds has no mean and no difference: a variant loses seeds by how it "
        + "did on them, so that the others would be no fair sample."
    ]
  }

  /// What an interval without ends means; `nil` where all have them.
  var unboundedNote: String? {
    guard contrasts.contains(where: \.isUnbounded) else { return nil }
    return
      "Interval unbounded: with so few seeds, the mean of \(baseline) may as well be 0, and a share "
      + "of it anything. More seeds give it ends."
  }
}

extension ComparisonReport.Contrast {
  /// Whether the difference stands after the correction.
  func isShown(at level: Double) -> Bool { (adjustedP ?? 1) < level }

  /// One sentence that says who is better, by how much and how surely.
  ///
  /// - Parameter explains: whether it says what is odd about its intervals; else a word marks them.
  func verdict(against baseline: String, level: Double, explains: Bool = true) -> String {
    let name = measure.name
    let isSame = difference.difference.estimate == 0 && effectIsNothing
    if isSame && (isFixed || difference.pValue == 1) {
      return "\(variant) and \(baseline) gave the same \(name) in every run."
    }
    if isFixed {
      let isMore = difference.difference.estimate > 0
      return "On these jobs, \(variant) has \(magnitude ?? absolute) \(isMore ? "more" : "less") "
        + "\(name) than \(baseline); one run of each shows nothing about others."
    }
    if difference.pairs < 2 {
      return "One seed cannot show whether \(variant) and \(baseline) differ in \(name)."
    }
    let finding = finding(against: baseline, level: level)
    if isSkewed && !explains { return finding.dropLast() + ": skewed." }
    return finding + doubt
  }

  /// Whether the seeds give the relative difference no interval, since the baseline may be 0.
  var isUnbounded: Bool {
    !isFixed && difference.pairs > 1
      && difference.relative.map { !$0.isBounded && $0.low == nil } == true
  }

  /// Whether its two intervals contradict each other.
  var isSkewed: Bool { !isFixed && difference.pairs > 1 && difference.intervalsDisagree }

  /// What is odd about a difference whose two intervals contradict each other.
  private var doubt: String {
    if !isSkewed { return "" }
    let halfWidth = difference.difference.halfWidth ?? 0
    let (outside, inside) =
      abs(difference.difference.estimate) > halfWidth
      ? ("Student's", "the bootstrap's") : ("the bootstrap's", "Student's")
    return
      " The differences are skewed: \(inside) interval holds 0 and \(outside) does not, so more "
      + "seeds should decide."
  }

  private func finding(against baseline: String, level: Double) -> String {
    let name = measure.name
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

  /// `-41 % ± 3 %`, or `-41 % (-45 to -38 %)` where the interval is lopsided, or without any.
  var amount: String? {
    difference.relative.map { change in
      let spread = ends.map { ends in
        ends.halfWidth.map { " ± \($0)" }
          ?? " (\(percentNumber(ends.low)) to \(percentText(ends.high)))"
      }
      return signedPercent(change.estimate) + (spread ?? unbounded)
    }
  }

  /// `41 % ± 3 %`, or `41 % (38 to 45 %)`
  private var magnitude: String? {
    difference.relative.map { change in
      let spread = ends.map { ends in
        let (low, high) = change.estimate < 0 ? (-ends.high, -ends.low) : (ends.low, ends.high)
        return ends.halfWidth.map { " ± \($0)" }
          ?? " (\(percentNumber(low)) to \(percentText(high)))"
      }
      return percentText(abs(change.estimate) * 100) + (spread ?? unbounded)
    }
  }

  private var unbounded: String { isUnbounded ? ", interval unbounded" : "" }

  /// `3.0 %`, or `-45 .. -38 %`, or `unbounded`, for the column beside the relative difference.
  var relativeBounds: String {
    ends.map { $0.halfWidth ?? "\(percentNumber($0.low)) .. \(percentText($0.high))" }
      ?? (isUnbounded ? "unbounded" : "")
  }

  /// The ends of the relative difference in percent, and half their distance in words where both are as
  /// far from it to the digits that are printed.
  private var ends: (low: Double, high: Double, halfWidth: String?)? {
    guard let change = difference.relative, let low = change.low, let high = change.high else {
      return nil
    }
    let isEven =
      percentText((high - change.estimate) * 100) == percentText((change.estimate - low) * 100)
    return (low * 100, high * 100, isEven ? percentText((high - low) * 50) : nil)
  }

  private var absolute: String {
    measure.text(abs(difference.difference.estimate))
      + (difference.difference.halfWidth.map { " ± " + measure.text($0) } ?? "")
  }
}
