public import KoineLinearPrograms

/// Allocations by formula that others are measured against.
///
/// Source: `isolated.py` and `proportional.py` of Gavel.
public enum ReferenceShares {
  /// Each of m jobs gets an m-th of every kind, less where that is more than all of its time.
  public static func isolated(_ problem: AllocationProblem) -> Allocation {
    let kinds = problem.kindCount
    var shares = [Double](repeating: 0, count: problem.jobCount * kinds)
    for job in 0..<problem.jobCount {
      let per = Double(problem.jobCount) * Double(problem.accelerators[job])
      var sum = 0.0
      for kind in 0..<kinds { sum += Double(problem.capacities[kind]) / per }
      for kind in 0..<kinds {
        shares[job * kinds + kind] = Double(problem.capacities[kind]) / per / max(1, sum)
      }
    }
    return Allocation(shares: shares, kindCount: kinds)
  }

  /// The speed of a job whose time is divided among the kinds as their capacities are: what an
  /// allocation is normalised by.
  public static func proportionalSpeed(_ problem: AllocationProblem, _ job: Int) -> Double {
    var total = 0.0
    var sum = 0.0
    for kind in 0..<problem.kindCount {
      let capacity = Double(problem.capacities[kind])
      total += capacity
      sum += capacity * problem.speed(job, kind)
    }
    return total > 0 ? sum / total : 0
  }
}

/// An equal part of everything for everybody, as the allocator that all others fall back to.
public struct Isolated: Allocator {
  public init() {}

  public func allocate(
    _ problem: AllocationProblem, _ solver: inout SharingSolver
  ) throws(LinearProgramFailure) -> Allocation { ReferenceShares.isolated(problem) }
}
