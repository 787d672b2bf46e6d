/// Rows of a cone program: some that must not be negative, then second-order cones of three rows each,
/// of which the first must be at least as long as the other two together.
///
/// What products, quotients and steps are in such cones: Vandenberghe, "The CVXOPT linear and quadratic
/// cone program solvers", 2010.
struct ConeRows {
  let linear: Int
  let cones: Int

  var count: Int { linear + 3 * cones }
  var degree: Int { linear + cones }

  /// What a product with leaves all as it is.
  var unit: [Double] {
    var unit = [Double](repeating: 0, count: count)
    for row in 0..<linear { unit[row] = 1 }
    for cone in 0..<cones { unit[linear + 3 * cone] = 1 }
    return unit
  }

  private func length(_ values: [Double], _ first: Int) -> Double {
    (values[first + 1] * values[first + 1] + values[first + 2] * values[first + 2]).squareRoot()
  }

  /// Moves values along the unit until they are well inside.
  func intoCone(_ values: [Double]) -> [Double] {
    var shift = -RatioPath.stepPart
    for row in 0..<linear where values[row] <= 0 { shift = max(shift, -values[row]) }
    for cone in 0..<cones {
      let first = linear + 3 * cone
      let inside = values[first] - length(values, first)
      if inside <= 0 { shift = max(shift, -inside) }
    }
    var moved = values
    for row in 0..<linear { moved[row] += 1 + shift }
    for cone in 0..<cones { moved[linear + 3 * cone] += 1 + shift }
    return moved
  }

  func product(_ a: [Double], _ b: [Double]) -> [Double] {
    var result = a
    for row in 0..<linear { result[row] *= b[row] }
    for cone in 0..<cones {
      let i = linear + 3 * cone
      result[i] = a[i] * b[i] + a[i + 1] * b[i + 1] + a[i + 2] * b[i + 2]
      for row in i + 1...i + 2 { result[row] = a[i] * b[row] + b[i] * a[row] }
    }
    return result
  }

  /// What times `a` is `b`.
  func quotient(_ b: [Double], by a: [Double]) -> [Double] {
    var result = b
    for row in 0..<linear { result[row] /= a[row] }
    for cone in 0..<cones {
      let i = linear + 3 * cone
      let inner = a[i + 1] * b[i + 1] + a[i + 2] * b[i + 2]
      let determinant = Self.determinant(a, i)
      let factor = (inner / a[i] - b[i]) / determinant
      result[i] = (a[i] * b[i] - inner) / determinant
      for row in i + 1...i + 2 { result[row] = factor * a[row] + b[row] / a[i] }
    }
    return result
  }

  static func determinant(_ values: [Double], _ first: Int) -> Double {
    values[first] * values[first] - values[first + 1] * values[first + 1]
      - values[first + 2] * values[first + 2]
  }

  /// How far a change can go, in parts of it, before the values leave the cones; at most `limit`.
  func reach(_ values: [Double], _ change: [Double], limit: Double) -> Double {
    var reach = limit
    for row in 0..<linear where change[row] < 0 { reach = min(reach, -values[row] / change[row]) }
    for cone in 0..<cones {
      let i = linear + 3 * cone
      let norm = Self.determinant(values, i).squareRoot()
      let (x, y, z) = (values[i] / norm, values[i + 1] / norm, values[i + 2] / norm)
      let inner = x * change[i] - y * change[i + 1] - z * change[i + 2]
      let factor = (inner + change[i]) / (x + 1)
      let (u, v) = (change[i + 1] - factor * y, change[i + 2] - factor * z)
      let step = ((u * u + v * v).squareRoot() - inner) / norm
      if step > 0 { reach = min(reach, 1 / step) }
    }
    return reach
  }
}

/// The scaling of Nesterov and Todd between what is left of rows and their prices: symmetric, and the
/// same point for both.
struct ConeScaling {
  let rows: ConeRows
  /// Of the linear rows.
  private var roots: [Double]
  /// Of each cone: a factor, and the three numbers of a hyperbolic rotation.
  private var factors: [Double]
  private var turns: [Double]

  /// The scaling that changes nothing.
  init(unit rows: ConeRows) {
    self.rows = rows
    roots = [Double](repeating: 1, count: rows.linear)
    factors = [Double](repeating: 1, count: rows.cones)
    turns = [Double](repeating: 0, count: 3 * rows.cones)
    for cone in 0..<rows.cones { turns[3 * cone] = 1 }
  }

  init(_ rows: ConeRows, slack: [Double], price: [Double]) {
    self.init(unit: rows)
    for row in 0..<rows.linear { roots[row] = (slack[row] / price[row]).squareRoot() }
    for cone in 0..<rows.cones {
      let i = rows.linear + 3 * cone
      let left = ConeRows.determinant(slack, i).squareRoot()
      let paid = ConeRows.determinant(price, i).squareRoot()
      let s = (0..<3).map { slack[i + $0] / left }
      let p = (0..<3).map { price[i + $0] / paid }
      let half = 0.5 / (0.5 * (1 + s[0] * p[0] + s[1] * p[1] + s[2] * p[2])).squareRoot()
      factors[cone] = (left / paid).squareRoot()
      turns[3 * cone] = half * (s[0] + p[0])
      turns[3 * cone + 1] = half * (s[1] - p[1])
      turns[3 * cone + 2] = half * (s[2] - p[2])
    }
  }

  /// Values times the scaling.
  func times(_ values: [Double]) -> [Double] { apply(values, sign: 1) }

  /// Values times its inverse.
  func divide(_ values: [Double]) -> [Double] { apply(values, sign: -1) }

  private func apply(_ values: [Double], sign: Double) -> [Double] {
    var result = values
    for row in 0..<rows.linear {
      if sign > 0 { result[row] *= roots[row] } else { result[row] /= roots[row] }
    }
    for cone in 0..<rows.cones {
      let i = rows.linear + 3 * cone
      let (a, q, r) = (turns[3 * cone], turns[3 * cone + 1], turns[3 * cone + 2])
      let factor = sign > 0 ? factors[cone] : 1 / factors[cone]
      let inner = q * values[i + 1] + r * values[i + 2]
      let along = sign * values[i] + inner / (1 + a)
      result[i] = factor * (a * values[i] + sign * inner)
      result[i + 1] = factor * (q * along + values[i + 1])
      result[i + 2] = factor * (r * along + values[i + 2])
    }
    return result
  }

  /// What one over the square of the scaling is for a linear row.
  func weight(_ row: Int) -> Double { 1 / (roots[row] * roots[row]) }

  /// The same for the first two rows of a cone, as products of (1, 1, 0) and (-1, 1, 0) with themselves
  /// and each other.
  func weights(ofCone cone: Int) -> (sum: Double, mixed: Double, difference: Double) {
    let (a, q, r) = (turns[3 * cone], turns[3 * cone + 1], turns[3 * cone + 2])
    func image(_ first: Double) -> (Double, Double, Double) {
      let along = -first + q / (1 + a)
      return (a * first - q, q * along + 1, r * along)
    }
    let (u, v) = (image(1), image(-1))
    let scale = 1 / (factors[cone] * factors[cone])
    return (
      (u.0 * u.0 + u.1 * u.1 + u.2 * u.2) * scale, (u.0 * v.0 + u.1 * v.1 + u.2 * v.2) * scale,
      (v.0 * v.0 + v.1 * v.1 + v.2 * v.2) * scale
    )
  }
}
