/// Jobs that are to have short times beside given ones, while they divide the time of several kinds of
/// chips: the smallest ratio with
///
///     offset[i] + weight[i] / rate[i] <= ratio
///
/// for all jobs i, where the rate of a job is the sum of its rates on the kinds times its shares, and
/// shares are bounded as in a ``SharingProgram``.
///
/// It is solved as the cone program that it is, with 1 / rate as a variable of its own, and along the path
/// of the solver ECOS. Many shares have the smallest ratio; which of them a solver returns depends on
/// where it meets them, and published results of this rule are those of ECOS.
public struct RatioProgram: Sendable {
  public let kinds: Int
  /// Accelerators of each kind.
  public let capacities: [Double]
  /// Accelerators that each job holds while it runs.
  public private(set) var sizes: [Double] = []
  /// Job by job, one figure per kind.
  public private(set) var rates: [Double] = []
  public private(set) var offsets: [Double] = []
  public private(set) var weights: [Double] = []

  public var jobs: Int { sizes.count }

  public init(capacities: [Double]) {
    kinds = capacities.count
    self.capacities = capacities
  }

  /// Adds a job: a positive size and weight, a rate on each kind, at least one of them positive.
  public mutating func addJob(size: Double, rates: [Double], offset: Double, weight: Double) {
    precondition(rates.count == kinds && size > 0)
    sizes.append(size)
    self.rates += rates
    offsets.append(offset)
    weights.append(weight)
  }

  private var isFinite: Bool {
    (capacities + sizes + rates + offsets + weights).allSatisfy(\.isFinite)
  }

  /// The shares at which ECOS ends, job by job one per kind, to four digits.
  ///
  /// - Complexity: O(jobs x kinds^3) per step, and ten to twenty steps.
  /// - Throws: ``LinearProgramFailure/notFinite``, or ``LinearProgramFailure/gaveUp`` when the path leads
  ///   nowhere.
  public func solve() throws(LinearProgramFailure) -> [Double] {
    guard isFinite else { throw .notFinite }
    if jobs == 0 { return [] }
    var path = RatioPath(self)
    try path.run()
    return path.shares
  }
}
