import CGSL

/// Eigenvalues and eigenvectors of a symmetric matrix, by GSL (symmetric bidiagonalisation and QR).
struct SymmetricEigen {
  /// In no particular order.
  let values: [Double]
  /// Row by row; column `k` belongs to `values[k]`.
  let vectors: [Double]

  /// - Parameter matrix: row by row, `size` x `size`; the lower triangle counts.
  /// - Complexity: O(size³).
  init(_ matrix: [Double], size: Int) {
    let copy = gsl_matrix_alloc(size, size)!
    let eigenvalues = gsl_vector_alloc(size)!
    let eigenvectors = gsl_matrix_alloc(size, size)!
    let workspace = gsl_eigen_symmv_alloc(size)!
    defer {
      gsl_matrix_free(copy)
      gsl_vector_free(eigenvalues)
      gsl_matrix_free(eigenvectors)
      gsl_eigen_symmv_free(workspace)
    }
    for row in 0..<size {
      for column in 0..<size { gsl_matrix_set(copy, row, column, matrix[row * size + column]) }
    }
    gsl_eigen_symmv(copy, eigenvalues, eigenvectors, workspace)
    values = (0..<size).map { gsl_vector_get(eigenvalues, $0) }
    vectors = (0..<size * size).map { gsl_matrix_get(eigenvectors, $0 / size, $0 % size) }
  }
}
