import KoineTestSupport

@testable import KoinePolicies

/// Small random allocation problems, and linear programs over their shares written out for a tableau
/// that shares nothing with the solvers under test.
struct AllocatorScene {
  var problem: AllocationProblem

  init(
    seed: Int, jobs: ClosedRange<Int> = 1...6, kinds: ClosedRange<Int> = 1...3, gangs: Bool = true
  ) {
    var random = SplitMix64(seed: UInt64(seed) &* 7919 &+ 1)
    let kindCount = random.integer(in: kinds)
    problem = AllocationProblem(
      capacities: (0..<kindCount).map { _ in random.integer(in: 1...5) },
      rents_per_h: (0..<kindCount).map { _ in 0.2 + random.unit() })
    for name in 0..<random.integer(in: jobs) {
      let size = gangs ? random.pick([1, 1, 2]) : 1
      var speeds = (0..<kindCount).map { _ in random.happens(0.1) ? 0 : 10 * random.unit() }
      let largest = problem.capacities.indices.max {
        problem.capacities[$0] < problem.capacities[$1]
      }!
      speeds[largest] = 10 * random.unit()
      problem.add(
        AllocationProblem.Job(
          name: name, speeds: speeds, accelerators: min(size, problem.capacities[largest]),
          weight: random.pick([1, 1, 2]), remaining: 100 * random.unit(),
          elapsed_s: 50 * random.unit(), isolated_s: 20 * random.unit()))
    }
  }

  var columns: Int { problem.jobCount * problem.kindCount }

  /// The rows that hold for every allocation, with `extra` columns of 0 behind the shares.
  func baseRows(extra: Int = 0) -> (rows: [[Double]], limits: [Double]) {
    var rows: [[Double]] = []
    for job in 0..<problem.jobCount {
      var row = [Double](repeating: 0, count: columns + extra)
      for kind in 0..<problem.kindCount { row[job * problem.kindCount + kind] = 1 }
      rows.append(row)
    }
    for kind in 0..<problem.kindCount {
      var row = [Double](repeating: 0, count: columns + extra)
      for job in 0..<problem.jobCount {
        row[job * problem.kindCount + kind] = Double(problem.accelerators[job])
      }
      rows.append(row)
    }
    let limits =
      [Double](repeating: 1, count: problem.jobCount) + problem.capacities.map(Double.init)
    return (rows, limits)
  }

  /// A row `-rate(job) + slope x last column <= -floor`.
  func rateRow(_ job: Int, scale: Double, slope: Double, extra: Int = 1) -> [Double] {
    var row = [Double](repeating: 0, count: columns + extra)
    for kind in 0..<problem.kindCount {
      row[job * problem.kindCount + kind] = -scale * problem.speed(job, kind)
    }
    if extra > 0 { row[columns] = slope }
    return row
  }

  /// What max-min fairness measures a job's rate by.
  func scale(_ job: Int) -> Double {
    Double(problem.accelerators[job])
      / (problem.weights[job] * ReferenceShares.proportionalSpeed(problem, job))
  }

  /// The largest level at which `slope x level + floor <= scale x rate` for all jobs.
  func highestLevel(
    scale: (Int) -> Double, slope: (Int) -> Double, floor: (Int) -> Double = { _ in 0 }
  ) -> DenseSimplex.Answer {
    var (rows, limits) = baseRows(extra: 1)
    for job in 0..<problem.jobCount {
      rows.append(rateRow(job, scale: scale(job), slope: slope(job)))
      limits.append(-floor(job))
    }
    let objective = [Double](repeating: 0, count: columns) + [1]
    return DenseSimplex.maximise(objective, rows: rows, limits: limits)
  }

  /// The largest sum of gains over the shares with rates of at least `floor`.
  func highestGain(
    _ gain: (Int, Int) -> Double, floor: (Int) -> Double? = { _ in nil }
  ) -> DenseSimplex.Answer {
    var (rows, limits) = baseRows()
    for job in 0..<problem.jobCount {
      guard let least = floor(job) else { continue }
      rows.append(rateRow(job, scale: 1, slope: 0, extra: 0))
      limits.append(-least)
    }
    let objective = (0..<columns).map {
      gain($0 / problem.kindCount, $0 % problem.kindCount)
    }
    return DenseSimplex.maximise(objective, rows: rows, limits: limits)
  }

  /// The normalised rate of a job.
  func level(_ job: Int, _ allocation: Allocation) -> Double {
    scale(job) * allocation.rate(of: job, problem)
  }
}

extension DenseSimplex.Answer {
  var value: Double? {
    if case .optimal(let value, _) = self { value } else { nil }
  }
}
