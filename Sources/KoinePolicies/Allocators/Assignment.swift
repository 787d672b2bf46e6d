/// The assignment of rows to columns, one column each at most, of least total cost.
///
/// Shortest augmenting paths with potentials, row by row (Jonker and Volgenant, "A shortest augmenting
/// path algorithm for dense and sparse linear assignment problems", Computing 38, 1987). Among equal
/// costs the lower column comes first.
///
/// - Precondition: At least as many columns as rows; finite costs, laid out row by row.
/// - Returns: The column of each row.
/// - Complexity: O(rows^2 x columns).
func leastCostAssignment(costs: [Double], rows: Int, columns: Int) -> [Int] {
  precondition(columns >= rows && costs.count == rows * columns)
  // Column 0 stands for "not yet assigned"; rows and columns count from 1.
  var rowPotential = [Double](repeating: 0, count: rows + 1)
  var columnPotential = [Double](repeating: 0, count: columns + 1)
  var rowOfColumn = [Int](repeating: 0, count: columns + 1)
  var previous = [Int](repeating: 0, count: columns + 1)
  for row in 1..<max(1, rows + 1) {
    rowOfColumn[0] = row
    var distance = [Double](repeating: .infinity, count: columns + 1)
    var isDone = [Bool](repeating: false, count: columns + 1)
    var column = 0
    repeat {
      isDone[column] = true
      let current = rowOfColumn[column]
      var least = Double.infinity
      var next = 0
      for other in 1...columns where !isDone[other] {
        let reduced =
          costs[(current - 1) * columns + other - 1] - rowPotential[current]
          - columnPotential[other]
        if reduced < distance[other] {
          distance[other] = reduced
          previous[other] = column
        }
        if distance[other] < least {
          least = distance[other]
          next = other
        }
      }
      for other in 0...columns {
        if isDone[other] {
          rowPotential[rowOfColumn[other]] += least
          columnPotential[other] -= least
        } else {
          distance[other] -= least
        }
      }
      column = next
    } while rowOfColumn[column] != 0
    while column != 0 {
      let before = previous[column]
      rowOfColumn[column] = rowOfColumn[before]
      column = before
    }
  }
  var columnOfRow = [Int](repeating: 0, count: rows)
  for column in 1..<max(1, columns + 1) where rowOfColumn[column] > 0 {
    columnOfRow[rowOfColumn[column] - 1] = column - 1
  }
  return columnOfRow
}
