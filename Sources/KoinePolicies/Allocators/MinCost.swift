public import KoineLinearPrograms

/// Makes the most work per rent, and has every job that is due done in time if that is possible.
///
///     maximise sum of rate / rent   with   rate[i] >= remaining[i] / due_s[i]
///
/// When not all due times can be met together, they are given up together for this allocation, as in
/// Gavel; the solver counts it as a fallback.
///
/// Source: `ThroughputNormalizedByCostSumWithPerfSLOs` in `max_sum_throughput.py` of Gavel.
public struct MinCost: Allocator {
  public var knowsKinds: Bool

  public init(knowsKinds: Bool = true) { self.knowsKinds = knowsKinds }

  public func allocate(
    _ problem: AllocationProblem, _ solver: inout SharingSolver
  ) throws(LinearProgramFailure) -> Allocation {
    let problem = knowsKinds ? problem : problem.withoutKinds()
    var program = MaxSumThroughput.program(problem, perRent: true)
    var isAsked = false
    for job in 0..<problem.jobCount where problem.due_s[job].isFinite && problem.canRun(job) {
      // A job that is late already asks for a rate that nobody can give: it is not held.
      guard problem.due_s[job] > 0 else { continue }
      program.hold(
        job, rates: Array(problem.speeds(of: job)),
        floor: problem.remaining[job] / problem.due_s[job])
      isAsked = true
    }
    do {
      return try solution(program, problem, &solver)
    } catch LinearProgramFailure.infeasible where isAsked {
      solver.countFallback()
      return try solution(
        MaxSumThroughput.program(problem, perRent: true), problem, &solver)
    }
  }

  private func solution(
    _ program: SharingProgram, _ problem: AllocationProblem, _ solver: inout SharingSolver
  ) throws(LinearProgramFailure) -> Allocation {
    Allocation(
      shares: try solver.solve(program, names: problem.names).shares, kindCount: problem.kindCount)
  }
}
