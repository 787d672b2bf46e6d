import Foundation
import KoineStatistics

/// When batches and their jobs are submitted.
struct ArrivalPlan {
  private let settings: GeneratorSettings
  private let seed: UInt64

  init(_ settings: GeneratorSettings, seed: UInt64) {
    self.settings = settings
    self.seed = seed
  }

  /// A batch that begins at the very end of the longest span ends within this.
  private let latest_s = WorkloadGenerator.longestSpan_s * 1.1

  /// Submission of every job in whole seconds, batch after batch; unsorted.
  ///
  /// Given their number, the batches of a Poisson process are independent points of the integral of
  /// its rate: each takes a uniform place there.
  func submissions(of batches: BatchPlan, meanGap_s: Double) -> [Int64] {
    let count = batches.stratum.count
    let span_s = meanGap_s * Double(count)
    var stream = RandomStream(seed: seed, name: "arrivals")
    let clock = OperationalClock(rates: hourlyRates(hours: Int(span_s / 3600) + 1), span_s: span_s)
    // A higher rate is a faster world: batches of minutes have no place in a span of seconds.
    let pace = min(1, meanGap_s / settings.meanGap_s)
    let settings = settings.arrivals.batches
    var submissions: [Int64] = []
    submissions.reserveCapacity(count)
    for jobs in batches.counts {
      var time_s = clock.time_s(at: stream.uniform())
      submissions.append(Int64(time_s))
      guard jobs > 1 else { continue }
      let gap_s = pace * settings.gap_s * exp(settings.gapSigma * stream.normal())
      for _ in 1..<jobs {
        time_s += stream.exponential(mean: gap_s)
        submissions.append(Int64(min(time_s, latest_s)))
      }
    }
    return submissions
  }

  private func hourlyRates(hours: Int) -> [Double] {
    var stream = RandomStream(seed: seed, name: "drift")
    let arrivals = settings.arrivals
    let days = drift(arrivals.dailyDrift, count: hours / 24 + 1, &stream)
    let hourly = drift(arrivals.hourlyDrift, count: hours, &stream)
    return (0..<hours).map { (hour: Int) -> Double in
      let profile = arrivals.hourWeights[hour % 24] * arrivals.dayWeights[hour / 24 % 7]
      return profile * exp(days[hour / 24] + hourly[hour])
    }
  }

  private func drift(
    _ settings: ArrivalSettings.Drift, count: Int, _ stream: inout RandomStream
  ) -> [Double] {
    let memory = exp(-1 / settings.memory)
    let fresh = (1 - memory * memory).squareRoot()
    var value = stream.normal()
    return (0..<count).map { _ in
      defer { value = memory * value + fresh * stream.normal() }
      return settings.sigma * value
    }
  }
}

/// Maps uniform numbers to times, more of them where the rate is higher.
struct OperationalClock {
  private var cumulated: [Double]
  private let span_s: Double

  /// - Parameter rates: relative rate of each hour; the last hour may be a part of one.
  init(rates: [Double], span_s: Double) {
    self.span_s = span_s
    cumulated = [0]
    var sum = 0.0
    for (hour, rate) in rates.enumerated() {
      sum += rate * min(3600, max(0, span_s - Double(hour) * 3600))
      cumulated.append(sum)
    }
  }

  /// - Complexity: O(log hours).
  func time_s(at share: Double) -> Double {
    let target = share * cumulated[cumulated.count - 1]
    var low = 0
    var high = cumulated.count - 1
    while low + 1 < high {
      let middle = (low + high) / 2
      if cumulated[middle] <= target { low = middle } else { high = middle }
    }
    let width = cumulated[low + 1] - cumulated[low]
    let inside = width > 0 ? (target - cumulated[low]) / width : 0
    return min((Double(low) + inside) * 3600, span_s)
  }
}
