public import KoineLinearPrograms

/// Raises the least of all jobs' rates, each measured by what the job would get of a part of everything.
///
///     maximise min over i of  accelerators[i] / weight[i] x rate[i] / proportional speed[i]
///
/// A job on one accelerator gets twice the time of an equally fast one on two.
///
/// Source: `max_min_fairness.py` of Gavel (Narayanan et al., OSDI 2020), the "least attained service"
/// policy of the paper.
public struct MaxMinFairness: Allocator {
  /// Whether speeds on the kinds are known; if not, all kinds count as equally fast.
  public var knowsKinds: Bool

  public init(knowsKinds: Bool = true) { self.knowsKinds = knowsKinds }

  public func allocate(
    _ problem: AllocationProblem, _ solver: inout SharingSolver
  ) throws(LinearProgramFailure) -> Allocation {
    let program = Self.program(knowsKinds ? problem : problem.withoutKinds(speed: 1))
    return Allocation(
      shares: try solver.solve(program, names: problem.names).shares, kindCount: problem.kindCount)
  }

  static func program(_ problem: AllocationProblem) -> SharingProgram {
    var program = SharingProgram(
      capacities: problem.capacities.map(Double.init), raisesLevel: true)
    for job in 0..<problem.jobCount {
      let proportional = ReferenceShares.proportionalSpeed(problem, job)
      let size = Double(problem.accelerators[job])
      // A job that runs nowhere must not hold everybody else at 0.
      let slope = proportional > 0 ? 1.0 : 0
      let scale = proportional > 0 ? size / (problem.weights[job] * proportional) : 0
      program.addJob(size: size, rates: problem.speeds(of: job).map { $0 * scale }, slope: slope)
    }
    return program
  }
}
