/// The sizes of a product Y[vectors, outputs] = X[vectors, inner] W[inner, outputs].
///
/// Literature calls them M, K and N. All are at least 1.
public struct MatrixProduct: Hashable, Sendable {
  /// Rows of X, which stream through the array one by one: M.
  public var vectors: Int
  /// Length of each: K.
  public var inner: Int
  /// Columns of W: N.
  public var outputs: Int

  public init(vectors: Int, inner: Int, outputs: Int) {
    precondition(vectors > 0 && inner > 0 && outputs > 0, "a product has no empty side")
    self.vectors = vectors
    self.inner = inner
    self.outputs = outputs
  }

  /// Multiplications and additions together.
  public var operations: Double { 2 * Double(vectors) * Double(inner) * Double(outputs) }
}

/// How many groups of `size` hold `count` things; both at least 1.
func groups(_ count: Int, of size: Int) -> Int { (count - 1) / size + 1 }
