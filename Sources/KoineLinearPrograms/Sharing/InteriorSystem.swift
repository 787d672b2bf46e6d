/// Newton's equations of the interior-point method, with the jobs eliminated.
///
/// The block of job i is `sum over j of D[j] v[j] v[j]^T + diag(rateSlack, timeSlack)`, with
/// `v[j] = (-rate[j], 1)` and `D` the ratios of shares to their costs, which span twenty orders of
/// magnitude near the end. Its inverse is therefore never formed: all products with it are written
/// as sums in which the large terms that would cancel do not occur, with
/// `v[j] x v[k] = rate[k] - rate[j]`.
///
/// Rows and unknowns of the dense part: a price per kind, then the level.
struct InteriorSystem {
  /// What a job's block is made of, beside its ratios.
  struct Block: BitwiseCopyable {
    var rateSlack = 0.0
    var timeSlack = 0.0
    var determinant = 1.0
    /// The right sides: what does not come through the shares.
    var rateRight = 0.0
    var timeRight = 0.0
  }

  let kinds: Int
  let blocks: Scratch.Column<Block>
  /// The dense matrix, row by row, and its right side.
  let dense: Scratch.Column<Double>
  let denseRight: Scratch.Column<Double>

  var order: Int { kinds + 1 }

  init(_ scratch: Scratch, jobs: Int, kinds: Int) {
    self.kinds = kinds
    blocks = scratch.column(Block(), jobs)
    dense = scratch.column(0, (kinds + 1) * (kinds + 1))
    denseRight = scratch.column(0, kinds + 1)
  }

  /// Solves the dense part by elimination with pivoting.
  ///
  /// - Complexity: O(kinds^3).
  func solveDense() -> [Double] {
    var matrix = (0..<order * order).map { dense[$0] }
    var values = (0..<order).map { denseRight[$0] }
    for column in 0..<order {
      var pivot = column
      for row in column..<order
      where abs(matrix[row * order + column]) > abs(matrix[pivot * order + column]) { pivot = row }
      guard matrix[pivot * order + column] != 0 else { continue }
      if pivot != column {
        for place in 0..<order {
          matrix.swapAt(pivot * order + place, column * order + place)
        }
        values.swapAt(pivot, column)
      }
      for row in column + 1..<order {
        let factor = matrix[row * order + column] / matrix[column * order + column]
        guard factor != 0 else { continue }
        for place in column..<order {
          matrix[row * order + place] -= factor * matrix[column * order + place]
        }
        values[row] -= factor * values[column]
      }
    }
    return substitute(matrix, values)
  }

  private func substitute(_ matrix: [Double], _ right: [Double]) -> [Double] {
    var values = right
    for row in (0..<order).reversed() {
      for place in row + 1..<max(row + 1, order) {
        values[row] -= matrix[row * order + place] * values[place]
      }
      let diagonal = matrix[row * order + row]
      values[row] = diagonal == 0 ? 0 : values[row] / diagonal
    }
    return values
  }
}
