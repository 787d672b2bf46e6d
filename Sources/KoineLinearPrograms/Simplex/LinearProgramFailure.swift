/// Why a linear program has no optimal solution.
public enum LinearProgramFailure: Error, Sendable, Equatable, CaseIterable {
  /// No values satisfy all rows and bounds.
  case infeasible
  /// The objective can grow without end.
  case unbounded
  /// A coefficient, a bound or the answer is not a finite number.
  case notFinite
  /// The simplex gave up before it knew: too many iterations, or a basis that it cannot factorise.
  case gaveUp
}
