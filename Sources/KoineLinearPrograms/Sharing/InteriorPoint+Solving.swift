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
    for iteration in 0..<Self.iterationLimit {
      measureResiduals()
      let gap = productSum()
      guard gap.isFinite else { throw .gaveUp }
      if gap <= Self.tolerance * max(1e-3, abs(objective)), violation <= Self.tolerance {
        return iteration
      }
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
    }
    throw .gaveUp
  }

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
      isBottleneck: (0..<jobs).map(isBottleneck),
      iterations: iterations)
  }

  /// The method ends where exactly one of price and surplus is positive. Prices add up to 1 over the
  /// jobs, hence the factor.
  private func isBottleneck(_ job: Int) -> Bool {
    isHeld[job] && slopes[job] > 0
      && point.ratePrice[job] * slopes[job] * Double(jobs) > point.surplus[job]
  }
}
