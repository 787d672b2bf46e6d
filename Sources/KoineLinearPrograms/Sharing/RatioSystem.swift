/// The rows of a ``RatioProgram`` as a cone program, scaled, and the equations that a step on them solves.
///
/// The columns are the ratio, then the shares, then one over the rate of each job. Rows are the jobs'
/// ratios, the shares, the kinds, the times, and a cone per job: the product of its rate and its last
/// column is at least 1. Without the ratio and the kinds jobs do not meet: the equations are a small
/// block per job, and one for what they meet in.
struct RatioSystem {
  let jobs: Int
  let kinds: Int
  let rows: ConeRows
  private(set) var limits: [Double]
  /// Entries without their signs: of the ratio and the inverse in the row of a job's ratio, of a share in
  /// its own row and those of its kind, its time and its cone, and of the inverse in the cone.
  private var ratio: [Double]
  private var ratioInverse: [Double]
  private var own: [Double]
  private var kind: [Double]
  private var time: [Double]
  private var cone: [Double]
  private var coneInverse: [Double]
  private var columnScale: [Double]
  private var scaling: ConeScaling
  private var blocks: [Double] = []
  /// What a job's columns have to do with the kinds and the ratio.
  private var links: [Double] = []
  private var common: [Double] = []

  var columns: Int { 1 + jobs * kinds + jobs }
  private var size: Int { kinds + 1 }
  private func ownRow(_ place: Int) -> Int { jobs + place }
  private func kindRow(_ kind: Int) -> Int { jobs + jobs * kinds + kind }
  private func timeRow(_ job: Int) -> Int { jobs + jobs * kinds + kinds + job }
  private func coneRow(_ job: Int) -> Int { rows.linear + 3 * job }
  private func inverseColumn(_ job: Int) -> Int { 1 + jobs * kinds + job }

  init(_ program: RatioProgram) {
    jobs = program.jobs
    kinds = program.kinds
    let count = jobs * kinds
    rows = ConeRows(linear: jobs + count + kinds + jobs, cones: jobs)
    limits = program.offsets.map { -$0 } + [Double](repeating: 0, count: count)
    limits += program.capacities + [Double](repeating: 1, count: jobs)
    for _ in 0..<jobs { limits += [0, 0, 2] }
    ratio = [Double](repeating: 1, count: jobs)
    coneInverse = ratio
    ratioInverse = program.weights
    own = [Double](repeating: 1, count: count)
    time = own
    kind = (0..<count).map { program.sizes[$0 / program.kinds] }
    cone = program.rates
    columnScale = [Double](repeating: 1, count: 1 + count + jobs)
    scaling = ConeScaling(unit: rows)
    for _ in 0..<3 { equilibrate() }
  }

  /// The objective: the ratio, in its scaled column.
  var price: Double { 1 / columnScale[0] }

  func shares(_ point: [Double], _ tau: Double) -> [Double] {
    (0..<jobs * kinds).map { min(max(point[1 + $0] / columnScale[1 + $0] / tau, 0), 1) }
  }

  /// Divides rows and columns by the roots of their largest entries; a cone's rows by that of the sum.
  private mutating func equilibrate() {
    var tops = [Double](repeating: 0, count: rows.count)
    var sides = [Double](repeating: 0, count: columns)
    forEachEntry { row, column, value in
      tops[row] = max(tops[row], value)
      sides[column] = max(sides[column], value)
    }
    for job in 0..<jobs {
      let first = coneRow(job)
      let sum = 2 * tops[first]
      for row in first..<first + 3 { tops[row] = sum }
    }
    tops = tops.map { $0 < 1e-6 ? 1 : $0.squareRoot() }
    sides = sides.map { $0 < 1e-6 ? 1 : $0.squareRoot() }
    for job in 0..<jobs {
      let inverse = sides[inverseColumn(job)]
      ratio[job] /= tops[job] * sides[0]
      ratioInverse[job] /= tops[job] * inverse
      coneInverse[job] /= tops[coneRow(job)] * inverse
    }
    for place in 0..<jobs * kinds {
      let (job, side) = (place / kinds, sides[1 + place])
      own[place] /= tops[ownRow(place)] * side
      kind[place] /= tops[kindRow(place % kinds)] * side
      time[place] /= tops[timeRow(job)] * side
      cone[place] /= tops[coneRow(job)] * side
    }
    for row in 0..<rows.count { limits[row] /= tops[row] }
    for column in 0..<columns { columnScale[column] *= sides[column] }
  }

  /// Rows, columns and absolute values of all entries; of a cone those of its first row.
  private func forEachEntry(_ body: (Int, Int, Double) -> Void) {
    for job in 0..<jobs {
      body(job, 0, ratio[job])
      body(job, inverseColumn(job), ratioInverse[job])
      body(coneRow(job), inverseColumn(job), coneInverse[job])
    }
    for place in 0..<jobs * kinds {
      body(ownRow(place), 1 + place, own[place])
      body(kindRow(place % kinds), 1 + place, kind[place])
      body(timeRow(place / kinds), 1 + place, time[place])
      body(coneRow(place / kinds), 1 + place, cone[place])
    }
  }

  /// The rows at a point.
  func times(_ point: [Double]) -> [Double] {
    var values = [Double](repeating: 0, count: rows.count)
    for job in 0..<jobs {
      let inverse = point[inverseColumn(job)]
      values[job] = ratioInverse[job] * inverse - ratio[job] * point[0]
      values[coneRow(job)] = -coneInverse[job] * inverse
      values[coneRow(job) + 1] = coneInverse[job] * inverse
    }
    for place in 0..<jobs * kinds {
      let (job, share) = (place / kinds, point[1 + place])
      values[ownRow(place)] = -own[place] * share
      values[kindRow(place % kinds)] += kind[place] * share
      values[timeRow(job)] += time[place] * share
      values[coneRow(job)] -= cone[place] * share
      values[coneRow(job) + 1] -= cone[place] * share
    }
    return values
  }

  func transposed(_ values: [Double]) -> [Double] {
    var point = [Double](repeating: 0, count: columns)
    for job in 0..<jobs {
      let first = coneRow(job)
      point[0] -= ratio[job] * values[job]
      point[inverseColumn(job)] =
        ratioInverse[job] * values[job] + coneInverse[job] * (values[first + 1] - values[first])
    }
    for place in 0..<jobs * kinds {
      let job = place / kinds
      let first = coneRow(job)
      point[1 + place] =
        kind[place] * values[kindRow(place % kinds)] + time[place] * values[timeRow(job)]
        - own[place] * values[ownRow(place)] - cone[place] * (values[first] + values[first + 1])
    }
    return point
  }
}

extension RatioSystem {
  /// Prepares ``solve(_:_:)`` for rows with this scaling.
  mutating func factor(_ scaling: ConeScaling) {
    self.scaling = scaling
    blocks = []
    links = []
    common = [Double](repeating: 0, count: size * size)
    for kind in 0..<kinds { common[kind * size + kind] = -1 / scaling.weight(kindRow(kind)) }
    for job in 0..<jobs {
      let block = EmbeddedSystem.inverted(block(of: job), size)
      var link = (0..<kinds).map { kind[job * kinds + $0] }
      let weight = scaling.weight(job)
      link.append(-weight * ratio[job] * ratioInverse[job])
      common[size * size - 1] += weight * ratio[job] * ratio[job]
      for left in 0..<size {
        for right in 0..<size {
          common[left * size + right] -= link[left] * block[left * size + right] * link[right]
        }
      }
      blocks += block
      links += link
    }
    common = EmbeddedSystem.inverted(common, size)
  }

  /// What a job's shares and the inverse of its rate have to do with each other.
  private func block(of job: Int) -> [Double] {
    var block = [Double](repeating: 0, count: size * size)
    let weights = scaling.weights(ofCone: job)
    let timeWeight = scaling.weight(timeRow(job))
    for left in 0..<kinds {
      let one = job * kinds + left
      for right in 0..<kinds {
        let other = job * kinds + right
        block[left * size + right] =
          timeWeight * time[one] * time[other] + weights.sum * cone[one] * cone[other]
      }
      block[left * size + left] += scaling.weight(ownRow(one)) * own[one] * own[one]
      block[left * size + kinds] = -weights.mixed * cone[one] * coneInverse[job]
      block[kinds * size + left] = block[left * size + kinds]
    }
    block[size * size - 1] =
      weights.difference * coneInverse[job] * coneInverse[job]
      + scaling.weight(job) * ratioInverse[job] * ratioInverse[job]
    return block
  }

  /// The point and the prices with `transposed(prices) = pull` and
  /// `times(point) - scaling^2 x prices = values`.
  func solve(_ pull: [Double], _ values: [Double]) -> (point: [Double], prices: [Double]) {
    let weighted = transposed(scaling.divide(scaling.divide(values)))
    let right = zip(pull, weighted).map { $0 + $1 }
    var meeting = [Double](repeating: 0, count: size)
    meeting[kinds] = right[0]
    for job in 0..<jobs {
      let own = multiplied(job, part(right, job))
      for index in 0..<size { meeting[index] -= links[job * size + index] * own[index] }
    }
    let shared = (0..<size).map { row in
      (0..<size).reduce(0) { $0 + common[row * size + $1] * meeting[$1] }
    }
    var point = [Double](repeating: 0, count: columns)
    point[0] = shared[kinds]
    for job in 0..<jobs {
      var own = part(right, job)
      for index in 0..<size { own[index] -= links[job * size + index] * shared[index] }
      own = multiplied(job, own)
      for kind in 0..<kinds { point[1 + job * kinds + kind] = own[kind] }
      point[inverseColumn(job)] = own[kinds]
    }
    let left = zip(times(point), values).map { $0 - $1 }
    return (point, scaling.divide(scaling.divide(left)))
  }

  private func part(_ values: [Double], _ job: Int) -> [Double] {
    (0..<kinds).map { values[1 + job * kinds + $0] } + [values[inverseColumn(job)]]
  }

  private func multiplied(_ job: Int, _ values: [Double]) -> [Double] {
    (0..<size).map { row in
      (0..<size).reduce(0) { $0 + blocks[(job * size + row) * size + $1] * values[$1] }
    }
  }
}
