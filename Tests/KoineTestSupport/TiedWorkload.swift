public import KoineModel

/// Small random workloads on identical processors in which much happens at the same instant.
public struct TiedWorkload: Sendable {
  /// How estimates relate to run times.
  public enum Estimates: Sendable {
    case exact
    /// Never below the run time.
    case over
    /// Below, equal and above.
    case any
  }

  public var estimates: Estimates
  public var jobs: ClosedRange<Int>
  public var processors: ClosedRange<Int>
  /// Seconds between two submissions.
  public var gap: ClosedRange<Int>

  public init(
    estimates: Estimates, jobs: ClosedRange<Int> = 2...40,
    processors: ClosedRange<Int> = 1...16, gap: ClosedRange<Int> = 0...4
  ) {
    self.estimates = estimates
    self.jobs = jobs
    self.processors = processors
    self.gap = gap
  }

  /// A workload and the number of processors it is for.
  public func draw(_ random: inout SplitMix64) -> (Workload, Int) {
    let machine = random.integer(in: processors)
    let longest = random.pick([1, 4, 12, 30])
    let widest = random.happens(0.5) ? machine : max(1, machine / 3)
    var clock = 0
    let sketches = (0..<random.integer(in: jobs)).map { _ in
      if random.happens(0.6) { clock += random.integer(in: gap) }
      let duration = random.happens(0.08) ? 0 : random.integer(in: 1...longest)
      // Now and then a job that the machine can never hold.
      let size = random.happens(0.02) ? machine + 1 : random.integer(in: 1...widest)
      return JobSketch(
        at: clock, runs: duration, estimate: estimate(of: duration, longest, &random), on: size)
    }
    return (Workload(sketches), machine)
  }

  private func estimate(
    of duration: Int, _ longest: Int, _ random: inout SplitMix64
  ) -> Int {
    let isExact = random.happens(0.4)
    switch estimates {
    case .exact: return duration
    case .over: return isExact ? duration : duration + random.integer(in: 0...2 * longest)
    case .any: return isExact ? duration : random.integer(in: 0...2 * longest)
    }
  }
}
