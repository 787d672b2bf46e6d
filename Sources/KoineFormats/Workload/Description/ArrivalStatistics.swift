public import KoineModel
import KoineStatistics

/// How submissions spread over time.
public struct ArrivalStatistics: Sendable {
  public var meanGap_s: Double
  public var medianGap_s: Double
  /// Standard deviation of the gaps over their mean; 1 for a Poisson process.
  public var coefficientOfVariation: Double
  /// Share of the gaps that are 0.
  public var zeroGapShare: Double
  public var windows: [Window]
  /// Submissions of each hour of the day over their mean; 24 numbers.
  public var hourProfile: [Double]
  /// Share of the submissions on Monday to Sunday; 7 numbers.
  public var dayShares: [Double]
  /// Whether the workload knows its wall clock; otherwise time 0 is taken for a Monday's midnight.
  public var wallClockIsKnown: Bool

  /// Counts per window of one length, over the whole windows from the first submission on.
  public struct Window: Sendable {
    public var length_s: Int
    /// Variance over mean; 1 for a Poisson process.
    public var indexOfDispersion: Double
    /// Largest count over the mean.
    public var peakOverMean: Double
    /// Correlation of each count with the next.
    public var autocorrelation: Double
  }

  public init(_ workload: Workload) {
    let submit = workload.submit.map(\.nanoseconds)
    let gaps = zip(submit.dropFirst(), submit).map { Double($0 - $1) * 1e-9 }
    let moments = Moments(gaps)
    meanGap_s = moments.mean
    medianGap_s = quantile(ofSorted: gaps.sorted(), 0.5)
    coefficientOfVariation = moments.coefficientOfVariation
    zeroGapShare = Double(gaps.count { $0 == 0 }) / Double(max(gaps.count, 1))
    windows = [60, 600, 3600, 86_400].map { Self.window($0, submit) }
    wallClockIsKnown = workload.originWallClock_s != nil
    let origin = workload.originWallClock_s ?? WorkloadGenerator.originWallClock_s
    var hours = [Double](repeating: 0, count: 24)
    var days = [Double](repeating: 0, count: 7)
    for time in submit {
      let second = origin + Self.floorDivided(time, 1_000_000_000)
      let day = Self.floorDivided(second, 86_400)
      hours[Int(second - day * 86_400) / 3600] += 1
      // 1970-01-01 was a Thursday, the fourth day from Monday.
      days[Int(((day + 3) % 7 + 7) % 7)] += 1
    }
    let jobs = Double(max(submit.count, 1))
    hourProfile = hours.map { $0 * 24 / jobs }
    dayShares = days.map { $0 / jobs }
  }

  private static func floorDivided(_ value: Int64, _ divisor: Int64) -> Int64 {
    value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor)
  }

  private static func window(_ length_s: Int, _ submit: [Int64]) -> Window {
    let length = Int64(length_s) * 1_000_000_000
    let first = submit.first ?? 0
    let whole = Int(((submit.last ?? 0) - first) / length)
    // A century of minutes would be a table of 400 MB: such a span says nothing per window.
    guard whole > 0, whole <= 1 << 24 else {
      return Window(
        length_s: length_s, indexOfDispersion: .nan, peakOverMean: .nan, autocorrelation: .nan)
    }
    var counts = [Double](repeating: 0, count: whole)
    for time in submit {
      let index = Int((time - first) / length)
      if index < whole { counts[index] += 1 }
    }
    let moments = Moments(counts)
    return Window(
      length_s: length_s, indexOfDispersion: moments.indexOfDispersion,
      peakOverMean: (counts.max() ?? .nan) / moments.mean,
      autocorrelation: KoineStatistics.autocorrelation(counts, lag: 1))
  }
}
