/// A plain two-phase tableau simplex with Bland's rule: slow, short, and independent of every solver
/// that it is compared with.
///
/// Maximises `objective` over columns of at least 0 with `rows x columns <= limits`; a limit may be
/// negative.
public struct DenseSimplex {
  public enum Answer: Equatable {
    case optimal(value: Double, columns: [Double])
    case infeasible
    case unbounded
  }

  private var tableau: [[Double]]
  private var basis: [Int]
  private let columnCount: Int
  private static let tolerance = 1e-9

  public static func maximise(
    _ objective: [Double], rows: [[Double]], limits: [Double]
  ) -> Answer {
    var simplex = DenseSimplex(objective.count, rows, limits)
    let artificial = simplex.columnCount - 1
    if let lowest = limits.indices.min(by: { limits[$0] < limits[$1] }), limits[lowest] < 0 {
      // Phase 1: one artificial column that makes every row feasible, driven to 0.
      var cost = [Double](repeating: 0, count: simplex.columnCount)
      cost[artificial] = -1
      simplex.setObjective(cost)
      simplex.pivot(lowest, artificial)
      guard simplex.run(allowed: simplex.columnCount) else { return .unbounded }
      if simplex.objectiveValue < -1e-7 { return .infeasible }
      simplex.expel(artificial)
    }
    var cost = [Double](repeating: 0, count: simplex.columnCount)
    for (column, value) in objective.enumerated() { cost[column] = value }
    simplex.setObjective(cost)
    guard simplex.run(allowed: artificial) else { return .unbounded }
    return .optimal(value: simplex.objectiveValue, columns: simplex.values(objective.count))
  }

  private init(_ columns: Int, _ rows: [[Double]], _ limits: [Double]) {
    columnCount = columns + rows.count + 1
    basis = rows.indices.map { columns + $0 }
    tableau = []
    for (index, row) in rows.enumerated() {
      var line = row + [Double](repeating: 0, count: rows.count + 1) + [limits[index]]
      line[columns + index] = 1
      line[columnCount - 1] = -1
      tableau.append(line)
    }
    tableau.append([Double](repeating: 0, count: columnCount + 1))
  }

  private var objectiveValue: Double { tableau[basis.count][columnCount] }

  /// The last line holds the negated objective, reduced by the basis.
  private mutating func setObjective(_ cost: [Double]) {
    tableau[basis.count] = cost.map { -$0 } + [0]
    for (row, column) in basis.enumerated() {
      let factor = tableau[basis.count][column]
      guard factor != 0 else { continue }
      for place in 0...columnCount { tableau[basis.count][place] -= factor * tableau[row][place] }
    }
  }

  private mutating func pivot(_ row: Int, _ column: Int) {
    let divisor = tableau[row][column]
    for place in 0...columnCount { tableau[row][place] /= divisor }
    for other in tableau.indices where other != row {
      let factor = tableau[other][column]
      guard factor != 0 else { continue }
      for place in 0...columnCount { tableau[other][place] -= factor * tableau[row][place] }
    }
    basis[row] = column
  }

  private mutating func run(allowed: Int) -> Bool {
    while let column = (0..<allowed).first(where: { tableau[basis.count][$0] < -Self.tolerance }) {
      let rows = basis.indices.filter { tableau[$0][column] > Self.tolerance }
      guard
        let row = rows.min(by: {
          let left = tableau[$0][columnCount] / tableau[$0][column]
          let right = tableau[$1][columnCount] / tableau[$1][column]
          return abs(left - right) < 1e-12 ? basis[$0] < basis[$1] : left < right
        })
      else { return false }
      pivot(row, column)
    }
    return true
  }

  /// Takes an artificial column that is still basic, at 0, out of the basis.
  private mutating func expel(_ artificial: Int) {
    guard let row = basis.firstIndex(of: artificial) else { return }
    if let column = (0..<artificial).first(where: { abs(tableau[row][$0]) > Self.tolerance }) {
      pivot(row, column)
    }
  }

  private func values(_ count: Int) -> [Double] {
    var values = [Double](repeating: 0, count: count)
    for (row, column) in basis.enumerated() where column < count {
      values[column] = tableau[row][columnCount]
    }
    return values
  }
}
