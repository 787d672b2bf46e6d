/// Mehrotra's predictor-corrector method for a ``SharingProgram``.
///
/// The constraints of one job meet those of another only in the capacities and in the level. Newton's
/// equations therefore fall into one block of two rows per job and one dense block of a row per kind
/// and one for the level, and a step costs O(jobs x kinds^2) instead of O(jobs^3).
///
/// Like every interior-point method it ends in the middle of the optimal shares, not at a corner: equal
/// jobs get equal shares.
///
/// Source: Mehrotra, "On the implementation of a primal-dual interior point method", SIAM J. Optim.
/// 2(4), 1992.
struct InteriorPoint {
  let jobs: Int
  let kinds: Int
  var shareCount: Int { jobs * kinds }
  let capacities: Scratch.Column<Double>
  let sizes: Scratch.Column<Double>
  let isHeld: Scratch.Column<Bool>
  let raisesLevel: Bool
  /// Whether a share is a variable.
  let open: Scratch.Column<Bool>
  /// Rates, floors and slopes with each row divided by its largest rate.
  let rates: Scratch.Column<Double>
  let floors: Scratch.Column<Double>
  let slopes: Scratch.Column<Double>
  let gains: Scratch.Column<Double>
  /// The factor by which the slopes were divided, hence the level multiplied.
  var slopeScale = 1.0

  var point: InteriorState
  var step: InteriorState
  var residual: InteriorState
  /// The point before a step that may be taken back.
  var kept: InteriorState
  let seconds: SecondOrder
  let system: InteriorSystem
  /// Of each share: what is left over its price; what its product lacks; and that with its residual.
  let ratios: Scratch.Column<Double>
  let lacks: Scratch.Column<Double>
  let changes: Scratch.Column<Double>
  /// Of one job: its right side across each share.
  let crosses: Scratch.Column<Double>
  /// Products of what is left and its price: as many as there are inequalities.
  let productCount: Double

  /// - Parameter scratch: Has to outlive the method.
  init(_ program: SharingProgram, _ scratch: Scratch) {
    jobs = program.jobs
    kinds = program.kinds
    raisesLevel = program.raisesLevel
    let isOpen = program.rates.indices.map {
      program.isOpen($0) && program.capacities[$0 % program.kinds] > 0
    }
    capacities = scratch.column(program.capacities)
    sizes = scratch.column(program.sizes)
    isHeld = scratch.column(program.isHeld)
    open = scratch.column(isOpen)
    rates = scratch.column(program.rates)
    floors = scratch.column(program.floors)
    slopes = scratch.column(program.slopes)
    gains = scratch.column(program.gains)
    point = InteriorState(scratch, jobs: jobs, kinds: kinds)
    step = InteriorState(scratch, jobs: jobs, kinds: kinds)
    residual = InteriorState(scratch, jobs: jobs, kinds: kinds)
    kept = InteriorState(scratch, jobs: jobs, kinds: kinds)
    seconds = SecondOrder(scratch, jobs: jobs, kinds: kinds)
    system = InteriorSystem(scratch, jobs: jobs, kinds: kinds)
    ratios = scratch.column(0, jobs * kinds)
    lacks = scratch.column(0, jobs * kinds)
    changes = scratch.column(0, jobs * kinds)
    crosses = scratch.column(0, kinds)
    productCount = Double(
      isOpen.count { $0 } + program.isHeld.count { $0 } + jobs
        + program.capacities.count { $0 > 0 })
    scale()
    begin()
  }

  /// Brings rates and gains near 1, where the tolerances mean something.
  private mutating func scale() {
    for job in 0..<jobs where isHeld[job] {
      let row = job * kinds..<(job + 1) * kinds
      let largest = row.reduce(0) { max($0, rates[$1]) }
      guard largest > 0 else { continue }
      for place in row { rates[place] /= largest }
      floors[job] /= largest
      slopes[job] /= largest
    }
    let steepest = (0..<jobs).reduce(0) { max($0, slopes[$1]) }
    if raisesLevel, steepest > 0 {
      for job in 0..<jobs { slopes[job] /= steepest }
      slopeScale = steepest
    }
    let largest = (0..<shareCount).reduce(0) { max($0, gains[$1]) }
    if largest > 0 {
      for place in 0..<shareCount { gains[place] /= largest }
    }
  }

  /// A start well inside: half of an equal division, every price positive.
  private mutating func begin() {
    let demand = (0..<jobs).reduce(0) { $0 + sizes[$1] }
    for kind in 0..<kinds { point.free[kind] = capacities[kind] }
    for job in 0..<jobs {
      let row = job * kinds..<(job + 1) * kinds
      let openCount = Double(row.count { open[$0] })
      point.idle[job] = 1
      for place in row where open[place] {
        let share = 0.5 * min(1 / openCount, capacities[place % kinds] / demand)
        point.share[place] = share
        point.idle[job] -= share
        point.free[place % kinds] -= sizes[job] * share
      }
    }
    beginLevel()
    beginPrices()
  }

  private mutating func beginLevel() {
    var lowest = Double.infinity
    for job in 0..<jobs where isHeld[job] && slopes[job] > 0 {
      lowest = min(lowest, (rate(of: job, point.share) - floors[job]) / slopes[job])
    }
    if raisesLevel, lowest.isFinite { point.level = lowest - max(0.1 * abs(lowest), 0.001) }
    for job in 0..<jobs where isHeld[job] {
      let surplus = rate(of: job, point.share) - floors[job] - slopes[job] * point.level
      point.surplus[job] = max(surplus, 0.01)
    }
  }

  private mutating func beginPrices() {
    let slopeSum = (0..<jobs).reduce(0) { $0 + slopes[$1] }
    let typical = raisesLevel && slopeSum > 0 ? 1 / slopeSum : 1
    for job in 0..<jobs {
      let row = job * kinds..<(job + 1) * kinds
      point.ratePrice[job] = isHeld[job] ? typical : 0
      let worth = row.map { gains[$0] + point.ratePrice[job] * rates[$0] }.max() ?? 0
      point.timePrice[job] = worth + typical
    }
    let largest = (0..<jobs).reduce(0) { max($0, sizes[$1]) }
    for kind in 0..<kinds { point.kindPrice[kind] = typical / largest }
    for place in 0..<shareCount where open[place] { point.shareCost[place] = cost(place) }
  }

  /// What a whole share costs beyond what it is worth.
  @inline(__always)
  func cost(_ place: Int) -> Double {
    let job = place / kinds
    return point.timePrice[job] + sizes[job] * point.kindPrice[place % kinds]
      - point.ratePrice[job] * rates[place] - gains[place]
  }

  @inline(__always)
  func rate(of job: Int, _ shares: Scratch.Column<Double>) -> Double {
    var sum = 0.0
    for place in job * kinds..<(job + 1) * kinds { sum += rates[place] * shares[place] }
    return sum
  }
}
