import CGLPK

/// A linear program that changes and is solved again: rows and columns come and go, and the simplex
/// starts from the basis of the last solution.
///
/// Rows and columns are counted from 0; those behind a removed one move up. New columns are nonbasic
/// and new rows basic, so that an addition leaves the old basis valid. Nothing is printed. One
/// thread at a time may use a program.
///
/// Solved with GLPK, the GNU Linear Programming Kit.
public struct LinearProgram: ~Copyable {
  let problem: OpaquePointer
  /// The first thing put in that was not a number; the next ``solve(_:)`` throws for it.
  var holdsNonNumber = false
  /// Simplex iterations of all solutions together.
  public internal(set) var iterations = 0
  /// Solutions that began at an earlier basis.
  public internal(set) var warmStarts = 0
  var hasBasis = false

  /// An empty program whose objective is to be made large.
  public init() {
    glp_term_out(GLP_OFF)
    problem = glp_create_prob()
    glp_set_obj_dir(problem, GLP_MAX)
  }

  deinit { glp_delete_prob(problem) }

  public var rowCount: Int { Int(glp_get_num_rows(problem)) }
  public var columnCount: Int { Int(glp_get_num_cols(problem)) }

  /// Adds `count` rows without coefficients, all with the same bounds, and says where they begin.
  @discardableResult
  public mutating func addRows(_ count: Int, _ bounds: Bounds) -> Int {
    guard count > 0 else { return rowCount }
    let first = Int(glp_add_rows(problem, Int32(count))) - 1
    for row in first..<first + count { setBounds(ofRow: row, bounds) }
    return first
  }

  /// Adds a column with its coefficients in the rows, each row at most once, and says where it is.
  ///
  /// - Complexity: O(entries).
  @discardableResult
  public mutating func addColumn(
    objective: Double = 0, _ bounds: Bounds, _ entries: [Entry] = []
  ) -> Int {
    let column = Int(glp_add_cols(problem, 1)) - 1
    setBounds(ofColumn: column, bounds)
    setObjective(ofColumn: column, objective)
    setEntries(ofColumn: column, entries)
    return column
  }

  /// Says between what the sum of a row has to lie.
  public mutating func setBounds(ofRow row: Int, _ bounds: Bounds) {
    guard isNumber(bounds.isFinite) else { return }
    let (kind, low, high) = bounds.encoded
    glp_set_row_bnds(problem, Int32(row + 1), kind, low, high)
  }

  /// Says between what the value of a column has to lie.
  public mutating func setBounds(ofColumn column: Int, _ bounds: Bounds) {
    guard isNumber(bounds.isFinite) else { return }
    let (kind, low, high) = bounds.encoded
    glp_set_col_bnds(problem, Int32(column + 1), kind, low, high)
  }

  /// Says what a unit of a column counts in the objective.
  public mutating func setObjective(ofColumn column: Int, _ value: Double) {
    guard isNumber(value.isFinite) else { return }
    glp_set_obj_coef(problem, Int32(column + 1), value)
  }

  /// Replaces all coefficients of a column.
  public mutating func setEntries(ofColumn column: Int, _ entries: [Entry]) {
    guard isNumber(entries.allSatisfy(\.value.isFinite)) else { return }
    let (indices, values) = oneBased(entries)
    glp_set_mat_col(problem, Int32(column + 1), Int32(entries.count), indices, values)
  }

  /// Replaces all coefficients of a row.
  public mutating func setEntries(ofRow row: Int, _ entries: [Entry]) {
    guard isNumber(entries.allSatisfy(\.value.isFinite)) else { return }
    let (indices, values) = oneBased(entries)
    glp_set_mat_row(problem, Int32(row + 1), Int32(entries.count), indices, values)
  }

  /// Removes rows, given in any order without repetition.
  public mutating func removeRows(_ rows: [Int]) {
    guard !rows.isEmpty else { return }
    glp_del_rows(problem, Int32(rows.count), [0] + rows.map { Int32($0 + 1) })
  }

  /// Removes columns, given in any order without repetition.
  public mutating func removeColumns(_ columns: [Int]) {
    guard !columns.isEmpty else { return }
    glp_del_cols(problem, Int32(columns.count), [0] + columns.map { Int32($0 + 1) })
  }

  private mutating func isNumber(_ finite: Bool) -> Bool {
    if !finite { holdsNonNumber = true }
    return finite
  }

  /// GLPK counts from 1 and ignores what stands at 0.
  private func oneBased(_ entries: [Entry]) -> ([Int32], [Double]) {
    ([0] + entries.map { Int32($0.index + 1) }, [0] + entries.map(\.value))
  }
}

extension Bounds {
  fileprivate var encoded: (kind: Int32, low: Double, high: Double) {
    switch self {
    case .free: (Int32(GLP_FR), 0, 0)
    case .atLeast(let low): (Int32(GLP_LO), low, 0)
    case .atMost(let high): (Int32(GLP_UP), 0, high)
    case .between(let low, let high): (Int32(GLP_DB), low, high)
    case .exactly(let value): (Int32(GLP_FX), value, value)
    }
  }
}
