/// The rows of a feasibility problem, scaled, and the equations that a step on them solves.
///
/// Each share is in four rows: its own, its kind's capacity, its job's time and its job's rate. Without
/// the capacities, jobs do not meet: the equations are a small block per job and one of the kinds.
struct EmbeddedSystem {
  let jobs: Int
  let kinds: Int
  var columns: Int { jobs * kinds }
  /// Limits of the rows, in their order: shares, kinds, times, rates.
  private(set) var limits: RowValues
  /// By share: the entries in its four rows, scaled, without their signs.
  private var own: [Double]
  private var capacity: [Double]
  private var time: [Double]
  private var rate: [Double]
  /// By share: what its column was divided by.
  private var columnScale: [Double]
  /// By share: the inverse blocks, each row by row; and that of the kinds.
  private var inverse: [Double]
  private var kindInverse: [Double]
  private var weights: RowValues

  private func kindRow(_ kind: Int) -> Int { columns + kind }
  private func timeRow(_ job: Int) -> Int { columns + kinds + job }
  private func rateRow(_ job: Int) -> Int { columns + kinds + jobs + job }

  init(_ program: SharingProgram) {
    jobs = program.jobs
    kinds = program.kinds
    let count = program.jobs * program.kinds
    own = [Double](repeating: 1, count: count)
    time = own
    columnScale = own
    rate = program.rates
    capacity = (0..<count).map { program.sizes[$0 / program.kinds] }
    limits = RowValues(
      [Double](repeating: 0, count: count) + program.capacities
        + [Double](repeating: 1, count: program.jobs) + program.floors.map { -$0 })
    inverse = [Double](repeating: 0, count: count * program.kinds)
    kindInverse = [Double](repeating: 0, count: program.kinds * program.kinds)
    weights = RowValues(like: limits, 1)
    equilibrate()
  }

  /// Three rounds of dividing rows and columns by the roots of their largest entries.
  private mutating func equilibrate() {
    for _ in 0..<3 {
      var rows = [Double](repeating: 0, count: limits.all.count)
      var tops = [Double](repeating: 0, count: columns)
      forEachEntry { row, place, value in
        rows[row] = max(rows[row], value)
        tops[place] = max(tops[place], value)
      }
      rows = rows.map { $0 < 1e-12 ? 1 : $0.squareRoot() }
      tops = tops.map { $0 < 1e-12 ? 1 : $0.squareRoot() }
      for place in 0..<columns {
        let (job, kind) = (place / kinds, place % kinds)
        own[place] /= rows[place] * tops[place]
        capacity[place] /= rows[kindRow(kind)] * tops[place]
        time[place] /= rows[timeRow(job)] * tops[place]
        rate[place] /= rows[rateRow(job)] * tops[place]
        columnScale[place] *= tops[place]
      }
      for row in rows.indices { limits.all[row] /= rows[row] }
    }
  }

  /// Rows, shares and absolute values of all entries.
  private func forEachEntry(_ body: (Int, Int, Double) -> Void) {
    for place in 0..<columns {
      body(place, place, own[place])
      body(kindRow(place % kinds), place, capacity[place])
      body(timeRow(place / kinds), place, time[place])
      body(rateRow(place / kinds), place, rate[place])
    }
  }

  func unscaled(_ point: [Double]) -> [Double] {
    point.indices.map { point[$0] / columnScale[$0] }
  }

  /// The rows at a point: shares and rates count negatively.
  func times(_ point: [Double]) -> RowValues {
    var values = RowValues(like: limits, 0)
    for place in 0..<columns {
      let (job, kind) = (place / kinds, place % kinds)
      values.all[place] = -own[place] * point[place]
      values.all[kindRow(kind)] += capacity[place] * point[place]
      values.all[timeRow(job)] += time[place] * point[place]
      values.all[rateRow(job)] -= rate[place] * point[place]
    }
    return values
  }

  func transposed(_ values: RowValues) -> [Double] {
    (0..<columns).map { place in
      let (job, kind) = (place / kinds, place % kinds)
      return capacity[place] * values.all[kindRow(kind)]
        + time[place] * values.all[timeRow(job)] - own[place] * values.all[place]
        - rate[place] * values.all[rateRow(job)]
    }
  }

  /// Prepares ``solve(_:_:)`` for rows with these weights.
  mutating func factor(_ weights: RowValues) {
    self.weights = weights
    var kindMatrix = [Double](repeating: 0, count: kinds * kinds)
    for kind in 0..<kinds { kindMatrix[kind * kinds + kind] = weights.all[kindRow(kind)] }
    for job in 0..<jobs {
      let first = job * kinds
      var block = [Double](repeating: 0, count: kinds * kinds)
      for left in 0..<kinds {
        for right in 0..<kinds {
          block[left * kinds + right] =
            time[first + left] * time[first + right] / weights.all[timeRow(job)]
            + rate[first + left] * rate[first + right] / weights.all[rateRow(job)]
        }
        block[left * kinds + left] +=
          own[first + left] * own[first + left] / weights.all[first + left]
      }
      block = Self.inverted(block, kinds)
      for left in 0..<kinds {
        for right in 0..<kinds {
          inverse[(first + left) * kinds + right] = block[left * kinds + right]
          kindMatrix[left * kinds + right] +=
            capacity[first + left] * block[left * kinds + right] * capacity[first + right]
        }
      }
    }
    kindInverse = Self.inverted(kindMatrix, kinds)
  }

  /// The point and the prices with `transposed(prices) = pull` and
  /// `times(point) - weights x prices = rows`.
  func solve(_ pull: [Double], _ rows: RowValues) -> (point: [Double], prices: RowValues) {
    let weighted = transposed(RowValues.combine(rows, weights) { $0 / $1 })
    let right = (0..<columns).map { pull[$0] + weighted[$0] }
    var point = timesInverse(right)
    var kindSum = [Double](repeating: 0, count: kinds)
    for place in 0..<columns { kindSum[place % kinds] += capacity[place] * point[place] }
    var kindPrice = [Double](repeating: 0, count: kinds)
    for kind in 0..<kinds {
      for other in 0..<kinds {
        kindPrice[kind] += kindInverse[kind * kinds + other] * kindSum[other]
      }
    }
    let corrected = (0..<columns).map { right[$0] - capacity[$0] * kindPrice[$0 % kinds] }
    point = timesInverse(corrected)
    let prices = RowValues.combine(times(point), rows, weights) { ($0 - $1) / $2 }
    return (point, prices)
  }

  private func timesInverse(_ values: [Double]) -> [Double] {
    (0..<columns).map { place in
      let first = place / kinds * kinds
      var sum = 0.0
      for kind in 0..<kinds { sum += inverse[place * kinds + kind] * values[first + kind] }
      return sum
    }
  }

  /// The inverse of a positive definite matrix, row by row, by elimination.
  static func inverted(_ matrix: [Double], _ order: Int) -> [Double] {
    var left = matrix
    var right = [Double](repeating: 0, count: order * order)
    for row in 0..<order { right[row * order + row] = 1 }
    for pivot in 0..<order {
      let divisor = left[pivot * order + pivot]
      for column in 0..<order {
        left[pivot * order + column] /= divisor
        right[pivot * order + column] /= divisor
      }
      for row in 0..<order where row != pivot {
        let factor = left[row * order + pivot]
        for column in 0..<order {
          left[row * order + column] -= factor * left[pivot * order + column]
          right[row * order + column] -= factor * right[pivot * order + column]
        }
      }
    }
    return right
  }
}
