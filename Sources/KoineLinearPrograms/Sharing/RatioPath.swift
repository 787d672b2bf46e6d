/// The homogeneous self-dual embedding of a ``RatioProgram``, with one length for all steps.
///
/// Source: Domahidi, Chu and Boyd, "ECOS: An SOCP solver for embedded systems", ECC 2013; `ecos.c`,
/// `cone.c` and `equil.c` of ECOS 2.0 for the start, the scaling and the length of steps. It ends sooner:
/// shares no longer move when the ratio is known to five digits, and our equations, which ECOS refines,
/// become inexact soon after.
struct RatioPath {
  /// Part of the way to the boundary that a step goes.
  static let stepPart = 0.99
  private static let tolerance = 1e-5
  /// Where equations become inexact before that, a point as near as this will do.
  private static let roughTolerance = 1e-3
  private static let iterationLimit = 100

  private var system: RatioSystem
  private let rows: ConeRows
  private var slack: [Double]
  private var price: [Double]
  private var point: [Double]
  private var tau = 1.0
  private var kappa = 1.0

  init(_ program: RatioProgram) {
    system = RatioSystem(program)
    rows = system.rows
    system.factor(ConeScaling(unit: rows))
    let zeros = [Double](repeating: 0, count: system.columns)
    let (start, least) = system.solve(zeros, system.limits)
    point = start
    slack = rows.intoCone(least.map { -$0 })
    var pull = zeros
    pull[0] = -system.price
    price = rows.intoCone(
      system.solve(pull, [Double](repeating: 0, count: rows.count)).prices)
  }

  /// Shares in the program's own units.
  var shares: [Double] { system.shares(point, tau) }

  mutating func run() throws(LinearProgramFailure) {
    var best = (distance: Double.infinity, point: point, tau: tau)
    for _ in 0..<Self.iterationLimit {
      var pull = system.transposed(price).map { -$0 }
      pull[0] -= system.price * tau
      let rest = (0..<rows.count).map { [slack, limits = system.limits, tau] in
        slack[$0] - limits[$0] * tau
      }
      let residual = zip(rest, system.times(point)).map { $0 + $1 }
      let top = kappa + system.price * point[0] + dot(system.limits, price)
      let gap = dot(slack, price)
      let distance = [
        gap / tau / tau / max(1, abs(system.price * point[0] / tau)),
        norm(residual) / tau / max(1, norm(system.limits)),
        norm(pull) / tau / max(1, system.price),
      ].reduce(0) { $0.isNaN || $1.isNaN ? .nan : max($0, $1) }
      if tau > 0, distance < Self.tolerance { return }
      // A path that has come near and then leads away again has met the end of precision.
      guard tau > 0, distance < .infinity, distance < 10 * max(best.distance, 0.1) else { break }
      if distance < best.distance { best = (distance, point, tau) }
      step(pull, residual, top, average: (gap + kappa * tau) / Double(rows.degree + 1))
    }
    guard best.distance < Self.roughTolerance else { throw .gaveUp }
    (point, tau) = (best.point, best.tau)
  }

  private mutating func step(
    _ pull: [Double], _ residual: [Double], _ top: Double, average: Double
  ) {
    let scaling = ConeScaling(rows, slack: slack, price: price)
    let scaled = scaling.times(price)
    system.factor(scaling)
    var objective = [Double](repeating: 0, count: system.columns)
    objective[0] = -system.price
    let base = system.solve(objective, system.limits)
    let denominator = kappa / tau - value(base)

    let affine = system.solve(pull, zip(slack, residual).map { $0 - $1 })
    let affineTau = (top - kappa + value(affine)) / denominator
    let affinePrice = scaling.times(zip(affine.prices, base.prices).map { $0 + affineTau * $1 })
    let affineSlack = zip(affinePrice, scaled).map { -$0 - $1 }
    let affineKappa = -kappa - kappa / tau * affineTau
    let far = length(scaled, affineSlack, affinePrice, affineTau, affineKappa)
    let centring = min(max((1 - far) * (1 - far) * (1 - far), 1e-4), 1)

    let square = rows.product(scaled, scaled)
    let mixed = rows.product(affineSlack, affinePrice)
    let unit = rows.unit
    let wanted = rows.quotient(
      (0..<rows.count).map { square[$0] + mixed[$0] - centring * average * unit[$0] }, by: scaled)
    let right = zip(residual, scaling.times(wanted)).map { (centring - 1) * $0 + $1 }
    let change = system.solve(pull.map { (1 - centring) * $0 }, right)
    let bend = kappa * tau + affineKappa * affineTau - centring * average
    let stepTau = ((1 - centring) * top - bend / tau + value(change)) / denominator
    let stepPrice = zip(change.prices, base.prices).map { $0 + stepTau * $1 }
    let scaledPrice = scaling.times(stepPrice)
    let stepSlack = zip(wanted, scaledPrice).map { -($0 + $1) }
    let stepKappa = -(bend + kappa * stepTau) / tau
    let length =
      Self.stepPart * length(scaled, stepSlack, scaledPrice, stepTau, stepKappa)

    for column in point.indices {
      point[column] += length * (change.point[column] + stepTau * base.point[column])
    }
    price = zip(price, stepPrice).map { $0 + length * $1 }
    slack = zip(slack, scaling.times(stepSlack)).map { $0 + length * $1 }
    tau += length * stepTau
    kappa += length * stepKappa
  }

  /// The objective at a point and its prices.
  private func value(_ solution: (point: [Double], prices: [Double])) -> Double {
    system.price * solution.point[0] + dot(system.limits, solution.prices)
  }

  /// How far a step can go before something leaves its cone.
  private func length(
    _ values: [Double], _ slack: [Double], _ price: [Double], _ tauStep: Double,
    _ kappaStep: Double
  ) -> Double {
    var length = rows.reach(values, slack, limit: 0.999)
    length = rows.reach(values, price, limit: length)
    if tauStep < 0 { length = min(length, -tau / tauStep) }
    if kappaStep < 0 { length = min(length, -kappa / kappaStep) }
    return max(length, 1e-6)
  }
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for index in a.indices { sum += a[index] * b[index] }
  return sum
}

private func norm(_ values: [Double]) -> Double { dot(values, values).squareRoot() }
