import KoineEngine
import KoineModel

/// How the work and the span of a run spread over the hours of the day.
struct HourShares {
  /// Accelerator-seconds of jobs, and seconds of the run, by hour of the day.
  private var working = [Double](repeating: 0, count: 24)
  private var span = [Double](repeating: 0, count: 24)

  /// Jobs count from their start to their end; what they lost in earlier attempts is not placed.
  ///
  /// - Complexity: O(jobs).
  init(_ log: RunLog, _ workload: Workload) {
    // Without a known wall clock, the origin is midnight.
    let midnight_s = workload.originWallClock_s ?? 0
    let sizes = workload.requests.map { Double($0.accelerators_milli) / 1000 }
    Self.spread(log.begin, log.end, midnight_s, weight: 1, over: &span)
    for job in log.start.indices where log.start[job].isReached {
      let end = min(log.finish[job], log.end)
      let size = sizes[workload.request[job].index]
      Self.spread(log.start[job], end, midnight_s, weight: size, over: &working)
    }
  }

  /// Mean of `factors` over the hours of work; over the span if nothing worked, 1 without factors.
  func workingMean(_ factors: [Double]?) -> Double {
    Self.mean(factors, working) ?? spanMean(factors)
  }

  /// Mean of `factors` over the hours of the run.
  func spanMean(_ factors: [Double]?) -> Double { Self.mean(factors, span) ?? 1 }

  private static func mean(_ factors: [Double]?, _ seconds: [Double]) -> Double? {
    guard let factors else { return 1 }
    let total = seconds.reduce(0, +)
    if total <= 0 { return nil }
    return zip(factors, seconds).reduce(0) { $0 + $1.0 * $1.1 } / total
  }

  /// Adds the hours between two instants: whole days to all hours alike, then the rest.
  private static func spread(
    _ start: Instant, _ end: Instant, _ midnight_s: Int64, weight: Double,
    over hours: inout [Double]
  ) {
    guard start < end else { return }
    let first = start.seconds + Double(midnight_s)
    let length = (end - start).seconds
    let days = (length / 86_400).rounded(.down)
    if days > 0 { for hour in 0..<24 { hours[hour] += weight * days * 3600 } }
    var time = first
    var rest = length - days * 86_400
    while rest > 0 {
      let hour = (time / 3600).rounded(.down)
      let step = min(rest, (hour + 1) * 3600 - time)
      // A step too small for a double's last digit would never end.
      if step <= 0 { break }
      let index = Int(hour.truncatingRemainder(dividingBy: 24))
      hours[index < 0 ? index + 24 : index] += weight * step
      time += step
      rest -= step
    }
  }
}
