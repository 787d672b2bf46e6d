public import KoineLinearPrograms

/// A rule that divides the time of chips among jobs.
///
/// Rules are values and functions: the same problem gives the same allocation. What may be kept
/// between problems, such as a simplex basis, is in the solver and never shows in the result beyond
/// the solver's tolerance.
public protocol Allocator: Sendable {
  /// An allocation of everything in the problem.
  ///
  /// Jobs that no kind can run get shares that mean nothing.
  /// - Throws: ``LinearProgramFailure`` when there is none or none is found.
  func allocate(
    _ problem: AllocationProblem, _ solver: inout SharingSolver
  ) throws(LinearProgramFailure) -> Allocation
}

extension Allocator {
  /// As ``allocate(_:_:)``, or equal parts of everything when that fails, which the solver counts.
  public func allocateOrFallBack(
    _ problem: AllocationProblem, _ solver: inout SharingSolver
  ) -> Allocation {
    do {
      return try allocate(problem, &solver)
    } catch {
      solver.countFallback()
      return ReferenceShares.isolated(problem)
    }
  }
}
