import CGLPK

extension LinearProgram {
  /// Which simplex runs first.
  public enum Method: Sendable, CaseIterable {
    /// After columns came or went, or the objective changed: the old basis is still feasible.
    case primal
    /// After rows came or bounds changed: the old basis is still optimal, but no longer feasible.
    case dual
  }

  /// Finds an optimal solution, from the basis of the last one if there is one.
  ///
  /// A basis that can no longer be factorised is replaced by a fresh one, and a method that gives up
  /// by the other.
  /// - Throws: ``LinearProgramFailure``.
  public mutating func solve(_ method: Method = .primal) throws(LinearProgramFailure) {
    if holdsNonNumber { throw .notFinite }
    guard columnCount > 0 else { return }
    // The switch belongs to the thread, which may be another one than at the beginning.
    glp_term_out(GLP_OFF)
    if hasBasis { warmStarts += 1 } else { startAfresh() }
    if try runSimplex(method) { return }
    startAfresh()
    if try runSimplex(method == .primal ? .dual : .primal) { return }
    hasBasis = false
    throw .gaveUp
  }

  /// The value of the objective at the last solution.
  public var objective: Double { glp_get_obj_val(problem) }

  /// The value of a column at the last solution.
  public func value(ofColumn column: Int) -> Double { glp_get_col_prim(problem, Int32(column + 1)) }

  /// The sum of a row at the last solution.
  public func value(ofRow row: Int) -> Double { glp_get_row_prim(problem, Int32(row + 1)) }

  /// What the objective would gain per unit by which the row's bound is raised.
  public func price(ofRow row: Int) -> Double { glp_get_row_dual(problem, Int32(row + 1)) }

  /// Forgets the basis: the next solution begins afresh.
  public mutating func forgetBasis() { hasBasis = false }

  private mutating func startAfresh() {
    glp_std_basis(problem)
    glp_adv_basis(problem, 0)
  }

  /// - Returns: Whether the simplex came to an end; `false` asks for another try.
  private mutating func runSimplex(_ method: Method) throws(LinearProgramFailure) -> Bool {
    var parameters = glp_smcp()
    glp_init_smcp(&parameters)
    parameters.msg_lev = GLP_MSG_OFF
    parameters.meth = method == .primal ? GLP_PRIMAL : GLP_DUALP
    parameters.it_lim = Int32(clamping: 100_000 + 50 * (rowCount + columnCount))
    let before = Int(glp_get_it_cnt(problem))
    let code = glp_simplex(problem, &parameters)
    iterations += Int(glp_get_it_cnt(problem)) - before
    guard code == 0 else {
      hasBasis = false
      return false
    }
    hasBasis = true
    switch glp_get_status(problem) {
    case GLP_OPT:
      if objective.isFinite { return true }
      throw .notFinite
    case GLP_NOFEAS: throw .infeasible
    case GLP_UNBND: throw .unbounded
    default: return try undecided()
    }
  }

  /// The dual simplex stops at a dual ray, which is a proof that no solution exists.
  private func undecided() throws(LinearProgramFailure) -> Bool {
    if glp_get_prim_stat(problem) == GLP_NOFEAS { throw .infeasible }
    if glp_get_dual_stat(problem) == GLP_NOFEAS, glp_get_prim_stat(problem) == GLP_FEAS {
      throw .unbounded
    }
    return false
  }
}
