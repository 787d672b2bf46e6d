public import KoineLinearPrograms

/// Has all jobs done as early as the last of them can be: every job at a rate that finishes its
/// remaining work in the same time.
///
///     minimise T  with  rate[i] >= remaining[i] / T
///
/// With 1 / T as the level this is one linear program. Gavel halves an interval instead, until T is
/// known to a twentieth, and takes what its solver found feasible last; ``slack`` asks for that
/// allocation (``SharingProgram/feasiblePoint()``), which leaves most jobs more than they need.
///
/// Source: `min_total_duration.py` of Gavel.
public struct MinMakespan: Allocator {
  public var knowsKinds: Bool
  /// How far above the least the time may be, as a part of it: 0 for the least, or from 0.05 as Gavel.
  public var slack: Double

  public init(knowsKinds: Bool = true, slack: Double = 0) {
    self.knowsKinds = knowsKinds
    self.slack = slack
  }

  public func allocate(
    _ problem: AllocationProblem, _ solver: inout SharingSolver
  ) throws(LinearProgramFailure) -> Allocation {
    let problem = knowsKinds ? problem : problem.withoutKinds()
    var program = SharingProgram(
      capacities: problem.capacities.map(Double.init), raisesLevel: true)
    for job in 0..<problem.jobCount {
      program.addJob(
        size: Double(problem.accelerators[job]), rates: Array(problem.speeds(of: job)),
        slope: problem.canRun(job) ? problem.remaining[job] : 0)
    }
    let best = try solver.solve(program, names: problem.names)
    guard slack > 0, best.level > 0 else {
      return Allocation(shares: best.shares, kindCount: problem.kindCount)
    }
    let time = Self.halve(least: 1 / best.level, slack)
    program.raisesLevel = false
    for job in 0..<problem.jobCount {
      program.floors[job] = program.slopes[job] / time
      program.slopes[job] = 0
    }
    return Allocation(
      shares: try solver.findFeasible(program, names: problem.names).shares,
      kindCount: problem.kindCount)
  }

  /// The time at which Gavel's halving of 100 s to 10^6 s, then of ten times as much, ends.
  static func halve(least: Double, _ slack: Double) -> Double {
    var last = 1e6
    var low = 100.0
    var high = last
    var found: Double?
    while true {
      while (1 + slack) * low < high {
        let time = (low + high) / 2
        if time >= least {
          found = time
          high = time
        } else {
          low = time
        }
      }
      if let found { return found }
      low = last
      high = last * 10
      last *= 10
    }
  }
}
