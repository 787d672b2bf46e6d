extension SharingProgram {
  /// The optimal shares in the middle of all optimal shares, by an interior-point method.
  ///
  /// - Complexity: O(jobs x kinds^2) per step, and 10 to 30 steps.
  /// - Throws: ``LinearProgramFailure/notFinite``, or ``LinearProgramFailure/gaveUp`` when it does not
  ///   converge, as with rates that cannot be met: whether they can is for ``SharingSimplex`` to say.
  public func solveFromInside() throws(LinearProgramFailure) -> SharingSolution {
    guard isFinite else { throw .notFinite }
    guard jobs > 0 else {
      return SharingSolution(shares: [], level: 0, isBottleneck: [], iterations: 0)
    }
    let scratch = Scratch()
    defer { withExtendedLifetime(scratch) {} }
    var method = InteriorPoint(self, scratch)
    let iterations = try method.run()
    return method.solution(iterations)
  }
}

extension InteriorPoint {
  /// Relative to the objective.
  static let tolerance = 1e-9
  static let iterationLimit = 200

  /// - Returns: How many steps it took.
  mutating func run() throws(LinearProgramFailure) -> Int {
    let hasObjective = raisesLevel || (0..<shareCount).contains { gains[$0] > 0 }
    var steps = 0
    while hasObjective {
      guard steps < Self.iterationLimit else { throw .gaveUp }
      measureResiduals()
      let gap = productSum()
      guard gap.isFinite else { throw .gaveUp }
      if gap <= Self.tolerance * max(1e-3, abs(objective)), violation <= Self.tolerance { break }
      factor()
      seconds.clear()
      findDirection(target: 0)
      let average = gap / productCount
      let (primal, dual) = stepLengths()
      let reachable = productSum(primal, dual) / productCount
      let centring = reachable / average
      seconds.take(from: step)
      findDirection(target: centring * centring * centring * average)
      advance()
      steps += 1
    }
    return try steps + centre(limit: hasObjective ? 4 : Self.iterationLimit)
  }

  /// Goes to the point at which all products are equal, without making them smaller: the middle.
  ///
  /// Newton's method doubles the digits with each step once it is near; after an optimum has been
  /// found, a few steps are all that rounding leaves sense to, and one that leads away is taken back.
  private mutating func centre(limit: Int) throws(LinearProgramFailure) -> Int {
    let isSearch = limit == Self.iterationLimit
    let average = productSum() / productCount
    for steps in 0..<limit {
      measureResiduals()
      let spread = productSpread(average)
      guard spread.isFinite, violation.isFinite else { throw .gaveUp }
      if spread <= 1e-6, violation <= Self.tolerance { return steps }
      factor()
      seconds.clear()
      findDirection(target: average)
      if !isSearch { kept.take(point, jobs: jobs, kinds: kinds) }
      advance()
      guard !isSearch else { continue }
      measureResiduals()
      if !(productSpread(average) <= spread) || violation > Self.tolerance {
        point.take(kept, jobs: jobs, kinds: kinds)
        return steps
      }
    }
    if isSearch { throw .gaveUp }
    return limit
  }

  /// The largest distance of a product from their average, as a part of it.
  private func productSpread(_ average: Double) -> Double {
    var worst = 0.0
    for place in 0..<shareCount where open[place] {
      worst = larger(worst, abs(point.share[place] * point.shareCost[place] - average))
    }
    for job in 0..<jobs {
      worst = larger(worst, abs(point.idle[job] * point.timePrice[job] - average))
      guard isHeld[job] else { continue }
      worst = larger(worst, abs(point.surplus[job] * point.ratePrice[job] - average))
    }
    for kind in 0..<kinds where capacities[kind] > 0 {
      worst = larger(worst, abs(point.free[kind] * point.kindPrice[kind] - average))
    }
    return worst / average
  }

  /// The larger of two numbers; not a number if one of them is not, which `max` would hide.
  @inline(__always)
  func larger(_ a: Double, _ b: Double) -> Double { a >= b ? a : b }

  private var objective: Double {
    var sum = point.level
    for place in 0..<shareCount where open[place] { sum += gains[place] * point.share[place] }
    return sum
  }

  /// The sum of the products after a step of the given lengths.
  private func productSum(_ primal: Double = 0, _ dual: Double = 0) -> Double {
    var sum = 0.0
    for place in 0..<shareCount where open[place] {
      sum +=
        (point.share[place] + primal * step.share[place])
        * (point.shareCost[place] + dual * step.shareCost[place])
    }
    for job in 0..<jobs {
      sum +=
        (point.idle[job] + primal * step.idle[job])
        * (point.timePrice[job] + dual * step.timePrice[job])
      guard isHeld[job] else { continue }
      sum +=
        (point.surplus[job] + primal * step.surplus[job])
        * (point.ratePrice[job] + dual * step.ratePrice[job])
    }
    for kind in 0..<kinds where capacities[kind] > 0 {
      sum +=
        (point.free[kind] + primal * step.free[kind])
        * (point.kindPrice[kind] + dual * step.kindPrice[kind])
    }
    return sum
  }

  /// How far the shares and the prices can go before one of them is 0, at most 1.
  private func stepLengths() -> (primal: Double, dual: Double) {
    var primal = 1.0
    var dual = 1.0
    func limit(_ length: inout Double, _ value: Double, _ change: Double) {
      if change < 0 { length = min(length, -value / change) }
    }
    for place in 0..<shareCount where open[place] {
      limit(&primal, point.share[place], step.share[place])
      limit(&dual, point.shareCost[place], step.shareCost[place])
    }
    for job in 0..<jobs {
      limit(&primal, point.idle[job], step.idle[job])
      limit(&dual, point.timePrice[job], step.timePrice[job])
      guard isHeld[job] else { continue }
      limit(&primal, point.surplus[job], step.surplus[job])
      limit(&dual, point.ratePrice[job], step.ratePrice[job])
    }
    for kind in 0..<kinds where capacities[kind] > 0 {
      limit(&primal, point.free[kind], step.free[kind])
      limit(&dual, point.kindPrice[kind], step.kindPrice[kind])
    }
    return (primal, dual)
  }

  private mutating func advance() {
    var (primal, dual) = stepLengths()
    primal = min(1, 0.99 * primal)
    dual = min(1, 0.99 * dual)
    for place in 0..<shareCount where open[place] {
      point.share[place] += primal * step.share[place]
      point.shareCost[place] += dual * step.shareCost[place]
    }
    for job in 0..<jobs {
      point.idle[job] += primal * step.idle[job]
      point.surplus[job] += primal * step.surplus[job]
      point.timePrice[job] += dual * step.timePrice[job]
      point.ratePrice[job] += dual * step.ratePrice[job]
    }
    for kind in 0..<kinds {
      point.free[kind] += primal * step.free[kind]
      point.kindPrice[kind] += dual * step.kindPrice[kind]
    }
    point.level += primal * step.level
  }

  func solution(_ iterations: Int) -> SharingSolution {
    SharingSolution(
      shares: (0..<shareCount).map { min(max(point.share[$0], 0), 1) },
      level: point.level / slopeScale,
      isBottleneck: bottlenecks,
      iterations: iterations)
  }

  /// Jobs whose rate has a price. The method ends where exactly one of price and surplus is positive;
  /// only those for which it is beyond doubt count, and if there is none, the likeliest.
  private var bottlenecks: [Bool] {
    let rising = (0..<jobs).filter { isHeld[$0] && slopes[$0] > 0 }
    // Prices add up to 1 over the jobs, hence the factor.
    let certainty = rising.map {
      point.ratePrice[$0] * slopes[$0] * Double(jobs) / point.surplus[$0]
    }
    let needed = min(1e4, certainty.max() ?? 0)
    var found = [Bool](repeating: false, count: jobs)
    for (job, certainty) in zip(rising, certainty) where certainty >= needed { found[job] = true }
    return found
  }
}
