public import KoineLinearPrograms

/// Makes the largest finish-time ratio as small as it can be.
///
/// The ratio of a job is the time from its arrival to its end with this allocation, over the same
/// with an equal part of everything from now on and for the work done so far:
///
///     (elapsed + remaining / rate) / (isolated so far + remaining / isolated rate)
///
/// The rate that a job needs falls with the ratio, along a convex curve. Newton's method on the ratio,
/// with one linear program per step, therefore approaches it from below and is exact at the end
/// (``solve(_:_:)``). Many shares have that ratio; Gavel's are those at which its cone solver happens to
/// arrive, and unless a corner is wished for, so are ours (`RatioProgram`).
///
/// Source: `finish_time_fairness.py` of Gavel; Mahajan et al., "Themis", NSDI 2020.
public struct FinishTimeFairness: Allocator {
  public var knowsKinds: Bool

  public init(knowsKinds: Bool = true) { self.knowsKinds = knowsKinds }

  public func allocate(
    _ problem: AllocationProblem, _ solver: inout SharingSolver
  ) throws(LinearProgramFailure) -> Allocation {
    if solver.wish == .middle {
      do {
        return try follow(knowsKinds ? problem : problem.withoutKinds(), &solver)
      } catch LinearProgramFailure.gaveUp {
        // Newton's method then decides.
      }
    }
    return try solve(problem, &solver).allocation
  }

  /// The allocation at which ECOS arrives.
  private func follow(
    _ problem: AllocationProblem, _ solver: inout SharingSolver
  ) throws(LinearProgramFailure) -> Allocation {
    let scene = Scene(problem)
    let jobs = (0..<problem.jobCount).filter { scene.fastest[$0] > 0 && problem.remaining[$0] > 0 }
    var program = RatioProgram(capacities: problem.capacities.map(Double.init))
    for job in jobs {
      program.addJob(
        size: Double(problem.accelerators[job]), rates: Array(problem.speeds(of: job)),
        offset: problem.elapsed_s[job] / scene.isolated_s[job],
        weight: problem.remaining[job] / scene.isolated_s[job])
    }
    let found = try solver.solve(program)
    let kinds = problem.kindCount
    var shares = [Double](repeating: 0, count: problem.jobCount * kinds)
    for (place, job) in jobs.enumerated() {
      for kind in 0..<kinds { shares[job * kinds + kind] = found[place * kinds + kind] }
    }
    return Allocation(shares: shares, kindCount: kinds)
  }

  /// The allocation and its largest ratio.
  public func solve(
    _ problem: AllocationProblem, _ solver: inout SharingSolver
  ) throws(LinearProgramFailure) -> (allocation: Allocation, ratio: Double) {
    let problem = knowsKinds ? problem : problem.withoutKinds()
    let scene = Scene(problem)
    guard var ratio = scene.lowestRatio else {
      return (ReferenceShares.isolated(problem), 0)
    }
    for _ in 0..<Self.stepLimit {
      let solution = try solver.solve(scene.program(near: ratio), names: problem.names)
      let next = max(ratio, -solution.level)
      let isThere = next - ratio <= 1e-9 * next
      ratio = next
      if isThere {
        return (Allocation(shares: solution.shares, kindCount: problem.kindCount), ratio)
      }
    }
    throw .gaveUp
  }

  private static let stepLimit = 60

  /// The curves of all jobs.
  private struct Scene {
    let problem: AllocationProblem
    /// Time of each job with an equal part of everything.
    var isolated_s: [Double]
    var fastest: [Double]

    init(_ problem: AllocationProblem) {
      self.problem = problem
      let isolated = ReferenceShares.isolated(problem)
      isolated_s = (0..<problem.jobCount).map { job in
        problem.isolated_s[job] + problem.remaining[job] / isolated.rate(of: job, problem)
      }
      fastest = (0..<problem.jobCount).map { problem.speeds(of: $0).max() ?? 0 }
    }

    /// No ratio is below that of a job that runs all the time where it is fastest.
    var lowestRatio: Double? {
      (0..<problem.jobCount).filter { fastest[$0] > 0 }.map { job in
        (problem.elapsed_s[job] + problem.remaining[job] / fastest[job]) / isolated_s[job]
      }.max()
    }

    /// The program whose level is the negative of a ratio, with each curve replaced by its tangent.
    func program(near ratio: Double) -> SharingProgram {
      var program = SharingProgram(
        capacities: problem.capacities.map(Double.init), raisesLevel: true)
      for job in 0..<problem.jobCount {
        let left = ratio * isolated_s[job] - problem.elapsed_s[job]
        let runs = fastest[job] > 0
        let rate = runs ? problem.remaining[job] / left : 0
        // What the needed rate loses per unit of ratio.
        let slope = runs ? rate * isolated_s[job] / left : 0
        program.addJob(
          size: Double(problem.accelerators[job]), rates: Array(problem.speeds(of: job)),
          floor: rate + slope * ratio, slope: slope)
      }
      return program
    }
  }
}
