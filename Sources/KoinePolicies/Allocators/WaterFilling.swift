public import KoineLinearPrograms

/// Max-min fairness that goes on: when the least rate can rise no further, those whose it is are held
/// there and the least of the others is raised, until nobody's can.
///
/// No job can get more without a job that has less, or equally little, getting less. Where every kind
/// is equally fast to every job, the answer is a formula.
///
/// Source: `max_min_fairness_water_filling.py` of Gavel, which finds out who is held by a mixed-integer
/// program; here the prices of the linear program tell.
public struct WaterFilling: Allocator {
  public var knowsKinds: Bool

  public init(knowsKinds: Bool = true) { self.knowsKinds = knowsKinds }

  public func allocate(
    _ problem: AllocationProblem, _ solver: inout SharingSolver
  ) throws(LinearProgramFailure) -> Allocation {
    let problem = knowsKinds ? problem : problem.withoutKinds(speed: 1)
    if let shares = SingleKind.fill(problem) {
      return Allocation(shares: shares, kindCount: problem.kindCount)
    }
    var program = MaxMinFairness.program(problem)
    var solution = try solver.solve(program, names: problem.names)
    while hold(&program, solution) { solution = try solver.solve(program, names: problem.names) }
    return Allocation(shares: solution.shares, kindCount: problem.kindCount)
  }

  /// Holds the jobs that cannot rise above the level of `solution`.
  ///
  /// - Returns: Whether somebody else is left to be raised.
  private func hold(_ program: inout SharingProgram, _ solution: SharingSolution) -> Bool {
    let rising = (0..<program.jobs).filter { program.slopes[$0] > 0 }
    var bottlenecks = rising.filter { solution.isBottleneck[$0] }
    if bottlenecks.isEmpty { bottlenecks = rising }
    for job in bottlenecks {
      // A hair less than the level, which is known to the solver's tolerance only.
      program.floors[job] = solution.level * program.slopes[job] * (1 - 1e-8)
      program.slopes[job] = 0
    }
    return bottlenecks.count < rising.count
  }
}

/// The case in which kinds do not matter.
enum SingleKind {
  /// Shares by water-filling, if every kind that there is runs every job equally fast; otherwise `nil`.
  ///
  /// The time of a job is `min(1, level x weight / accelerators)`, with the one level at which all
  /// accelerators are used, divided among the kinds as their capacities are.
  /// - Complexity: O(jobs log jobs).
  static func fill(_ problem: AllocationProblem) -> [Double]? {
    let kinds = (0..<problem.kindCount).filter { problem.capacities[$0] > 0 }
    let total = Double(problem.capacities.reduce(0, +))
    for job in 0..<problem.jobCount {
      guard let first = kinds.first, problem.speed(job, first) > 0,
        kinds.allSatisfy({ problem.speed(job, $0) == problem.speed(job, first) })
      else { return nil }
    }
    let level = level(problem, total)
    var shares = [Double](repeating: 0, count: problem.jobCount * problem.kindCount)
    for job in 0..<problem.jobCount {
      let time = min(1, level * problem.weights[job] / Double(problem.accelerators[job]))
      for kind in kinds {
        shares[job * problem.kindCount + kind] = time * Double(problem.capacities[kind]) / total
      }
    }
    return shares
  }

  /// The level at which the jobs use `total` accelerators, or at which all of them run all the time.
  private static func level(_ problem: AllocationProblem, _ total: Double) -> Double {
    // Where each job is at all of its time; those with the lowest get there first.
    let full = (0..<problem.jobCount).map {
      Double(problem.accelerators[$0]) / problem.weights[$0]
    }
    let order = full.indices.sorted { full[$0] < full[$1] }
    var left = total
    var weight = problem.weights.reduce(0, +)
    for job in order {
      if left <= full[job] * weight { return max(0, left / weight) }
      left -= Double(problem.accelerators[job])
      weight -= problem.weights[job]
    }
    return order.last.map { full[$0] } ?? 0
  }
}
