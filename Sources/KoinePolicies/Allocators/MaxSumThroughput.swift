public import KoineLinearPrograms

/// Makes the sum of all jobs' rates as large as it can be, whoever gets them.
///
/// Rates are units of work per second as the trace counts them, so that jobs of many small units come
/// first. With ``perRent`` each is divided by the rent of the kind: work per money.
///
/// Source: `max_sum_throughput.py` of Gavel.
public struct MaxSumThroughput: Allocator {
  public var knowsKinds: Bool
  public var perRent: Bool

  public init(knowsKinds: Bool = true, perRent: Bool = false) {
    self.knowsKinds = knowsKinds
    self.perRent = perRent
  }

  public func allocate(
    _ problem: AllocationProblem, _ solver: inout SharingSolver
  ) throws(LinearProgramFailure) -> Allocation {
    let problem = knowsKinds ? problem : problem.withoutKinds()
    let program = Self.program(problem, perRent: perRent)
    return Allocation(
      shares: try solver.solve(program, names: problem.names).shares, kindCount: problem.kindCount)
  }

  static func program(_ problem: AllocationProblem, perRent: Bool) -> SharingProgram {
    var program = SharingProgram(
      capacities: problem.capacities.map(Double.init), raisesLevel: false)
    for job in 0..<problem.jobCount {
      let gains = (0..<problem.kindCount).map { kind in
        problem.speed(job, kind) / (perRent ? problem.rents_per_h[kind] : 1)
      }
      program.addJob(size: Double(problem.accelerators[job]), gains: gains)
    }
    return program
  }
}
