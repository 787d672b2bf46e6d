extension SharingProgram {
  /// A point at which all rates are met, as the cone solver ECOS finds it: the first on its path that is
  /// feasible, which lies between the corners and the centre.
  ///
  /// For policies that are defined by feasibility alone and whose published results are those of that
  /// solver. Levels and gains are not looked at. The point is ECOS' own to six digits.
  /// - Complexity: O(jobs x kinds^3) per step, and about ten steps.
  /// - Throws: ``LinearProgramFailure/notFinite``, or ``LinearProgramFailure/gaveUp`` when it finds none.
  public func feasiblePoint() throws(LinearProgramFailure) -> SharingSolution {
    guard isFinite else { throw .notFinite }
    guard jobs > 0 else {
      return SharingSolution(shares: [], level: 0, isBottleneck: [], iterations: 0)
    }
    var path = EmbeddedPath(self)
    let iterations = try path.run()
    return SharingSolution(
      shares: path.shares, level: 0, isBottleneck: [Bool](repeating: false, count: jobs),
      iterations: iterations)
  }
}

/// The homogeneous self-dual embedding of a feasibility problem, with one length for all steps.
///
/// Source: Domahidi, Chu and Boyd, "ECOS: An SOCP solver for embedded systems", ECC 2013, for linear
/// cones and an objective of 0; `ecos.c` and `equil.c` of ECOS 2.0 for the start, the scaling and the
/// ends.
struct EmbeddedPath {
  private var system: EmbeddedSystem
  private let limits: RowValues
  /// What is left of each row, its price, and the two numbers of the embedding.
  private var slack: RowValues
  private var price: RowValues
  private var point: [Double]
  private var tau = 1.0
  private var kappa = 1.0

  private static let tolerance = 1e-8
  private static let iterationLimit = 100
  /// Part of the way to the boundary that a step goes.
  private static let stepPart = 0.99

  init(_ program: SharingProgram) {
    system = EmbeddedSystem(program)
    limits = system.limits
    system.factor(RowValues(like: limits, 1))
    let zeros = [Double](repeating: 0, count: system.columns)
    let (start, least) = system.solve(zeros, limits)
    point = start
    slack = Self.intoCone(least.scaled(by: -1))
    price = Self.intoCone(RowValues(like: limits, 0))
  }

  /// Shares in the program's own units.
  var shares: [Double] {
    system.unscaled(point).map { min(max($0 / tau, 0), 1) }
  }

  /// Adds to all what makes the least of them 1, and a hundredth where all are positive.
  private static func intoCone(_ values: RowValues) -> RowValues {
    var shift = -stepPart
    for value in values.all where value <= 0 { shift = max(shift, -value) }
    return values.map { $0 + 1 + shift }
  }

  mutating func run() throws(LinearProgramFailure) -> Int {
    for iteration in 0..<Self.iterationLimit {
      let pull = system.transposed(price).map { -$0 }
      let rows = RowValues.combine(slack, system.times(point), limits) { [tau] in
        $0 + $1 - $2 * tau
      }
      let top = kappa + limits.dot(price)
      let gap = slack.dot(price)
      guard gap.isFinite, tau > 0 else { throw .gaveUp }
      if rows.norm / tau / max(1, limits.norm) < Self.tolerance,
        pull.norm / tau < Self.tolerance, gap / tau / tau < Self.tolerance
      {
        return iteration
      }
      step(pull, rows, top, average: (gap + kappa * tau) / Double(limits.all.count + 1))
    }
    throw .gaveUp
  }

  private mutating func step(
    _ pull: [Double], _ rows: RowValues, _ top: Double, average: Double
  ) {
    let weights = RowValues.combine(slack, price) { $0 / $1 }
    let roots = weights.map { $0.squareRoot() }
    let scaled = RowValues.combine(slack, price) { ($0 * $1).squareRoot() }
    system.factor(weights)
    let zeros = [Double](repeating: 0, count: system.columns)
    let (base, basePrice) = system.solve(zeros, limits)
    let denominator = kappa / tau - limits.dot(basePrice)

    let (_, affinePrice) = system.solve(pull, RowValues.combine(slack, rows) { $0 - $1 })
    let affineTau = (top - kappa + limits.dot(affinePrice)) / denominator
    let affine = RowValues.combine(affinePrice, basePrice, roots) { ($0 + affineTau * $1) * $2 }
    let affineSlack = RowValues.combine(affine, scaled) { -$0 - $1 }
    let affineKappa = -kappa - kappa / tau * affineTau
    let reach = length(scaled, affineSlack, affine, affineTau, affineKappa)
    let centring = min(max((1 - reach) * (1 - reach) * (1 - reach), 1e-4), 1)

    let wanted = RowValues.combine(scaled, affineSlack, affine) {
      ($0 * $0 + $1 * $2 - centring * average) / $0
    }
    let right = RowValues.combine(rows, roots, wanted) { (centring - 1) * $0 + $1 * $2 }
    let (change, changePrice) = system.solve(pull.map { (1 - centring) * $0 }, right)
    let bend = kappa * tau + affineKappa * affineTau - centring * average
    let stepTau =
      ((1 - centring) * top - bend / tau + limits.dot(changePrice)) / denominator
    let stepPrice = RowValues.combine(changePrice, basePrice) { $0 + stepTau * $1 }
    let both = RowValues.combine(stepPrice, roots) { $0 * $1 }
    let stepSlack = RowValues.combine(wanted, both) { -($0 + $1) }
    let stepKappa = -(bend + kappa * stepTau) / tau
    let length = Self.stepPart * length(scaled, stepSlack, both, stepTau, stepKappa)

    for place in point.indices { point[place] += length * (change[place] + stepTau * base[place]) }
    price = RowValues.combine(price, stepPrice) { $0 + length * $1 }
    slack = RowValues.combine(slack, roots, stepSlack) { $0 + length * $1 * $2 }
    tau += length * stepTau
    kappa += length * stepKappa
  }

  /// How far a step can go before something is 0.
  private func length(
    _ values: RowValues, _ slack: RowValues, _ price: RowValues, _ tauStep: Double,
    _ kappaStep: Double
  ) -> Double {
    var length = 0.999
    for (index, value) in values.all.enumerated() {
      for change in [slack.all[index], price.all[index]] where change < 0 {
        length = min(length, -value / change)
      }
    }
    if tauStep < 0 { length = min(length, -tau / tauStep) }
    if kappaStep < 0 { length = min(length, -kappa / kappaStep) }
    return length
  }
}

extension [Double] {
  fileprivate var norm: Double { reduce(0) { $0 + $1 * $1 }.squareRoot() }
}
