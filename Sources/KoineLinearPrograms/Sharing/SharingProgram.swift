/// A linear program that divides the time of several kinds of chips among jobs.
///
/// The columns are the shares: the part of its time that job i spends on kind j. Every job has at most
/// all of its time, and every kind at most its capacity:
///
///     sum over j of share[i, j] <= 1
///     sum over i of size[i] x share[i, j] <= capacity[j]
///
/// A job may be asked for a rate, which may rise with a common level:
///
///     sum over j of rate[i, j] x share[i, j] >= floor[i] + slope[i] x level
///
/// The objective is the sum of gains, plus the level if it ``raisesLevel``.
public struct SharingProgram: Sendable {
  public let kinds: Int
  /// Accelerators of each kind.
  public var capacities: [Double]
  /// Accelerators that each job holds while it runs; positive.
  public private(set) var sizes: [Double] = []
  /// Job by job, one figure per kind; at least 0. A kind with rate and gain 0 is not open to the job.
  public private(set) var rates: [Double] = []
  /// As ``rates``: what a whole share is worth.
  public private(set) var gains: [Double] = []
  public var floors: [Double] = []
  /// At least 0.
  public var slopes: [Double] = []
  /// Whether a job is asked for a rate.
  public var isHeld: [Bool] = []
  public var raisesLevel: Bool

  public var jobs: Int { sizes.count }

  public init(capacities: [Double], raisesLevel: Bool) {
    kinds = capacities.count
    self.capacities = capacities
    self.raisesLevel = raisesLevel
  }

  /// Adds a job without a gain that is asked for `floor + slope x level`.
  public mutating func addJob(size: Double, rates: [Double], floor: Double = 0, slope: Double = 0) {
    precondition(rates.count == kinds)
    sizes.append(size)
    self.rates += rates
    gains += [Double](repeating: 0, count: kinds)
    floors.append(floor)
    slopes.append(slope)
    isHeld.append(true)
  }

  /// Adds a job with a gain that is asked for no rate.
  public mutating func addJob(size: Double, gains: [Double]) {
    precondition(gains.count == kinds)
    sizes.append(size)
    rates += gains
    self.gains += gains
    floors.append(0)
    slopes.append(0)
    isHeld.append(false)
  }

  /// Asks for a rate of a job that has been added.
  public mutating func hold(_ job: Int, rates: [Double], floor: Double, slope: Double = 0) {
    precondition(rates.count == kinds)
    for kind in 0..<kinds { self.rates[job * kinds + kind] = rates[kind] }
    floors[job] = floor
    slopes[job] = slope
    isHeld[job] = true
  }

  /// Whether the kind at `place` of the rates is open to the job that stands there.
  func isOpen(_ place: Int) -> Bool { rates[place] > 0 || gains[place] > 0 }

  var isFinite: Bool {
    capacities.allSatisfy(\.isFinite) && sizes.allSatisfy { $0.isFinite && $0 > 0 }
      && rates.allSatisfy(\.isFinite) && gains.allSatisfy(\.isFinite)
      && floors.allSatisfy(\.isFinite) && slopes.allSatisfy(\.isFinite)
  }
}

/// An optimal solution of a ``SharingProgram``.
public struct SharingSolution: Sendable {
  /// Job by job, one share per kind, each from 0 to 1.
  public var shares: [Double]
  /// The common level; 0 if the program does not raise one.
  public var level: Double
  /// Whether the rate that a job is asked for costs something in every optimal solution: its row is
  /// tight, and has a price.
  public var isBottleneck: [Bool]
  /// Steps of the solver that found it.
  public var iterations: Int

  /// What job `job` gets of `rates`, which are laid out as the shares.
  public func rate(of job: Int, _ rates: [Double], kinds: Int) -> Double {
    var sum = 0.0
    for place in job * kinds..<(job + 1) * kinds { sum += rates[place] * shares[place] }
    return sum
  }
}
