/// What a matrix of weights is for.
public enum LinearRole: String, CaseIterable, Sendable {
  case attentionInput, attentionOutput, crossAttention, feedForwardInput, feedForwardOutput
  case router, output
}

/// Products of a model's weights with activations, all of one size.
public struct LinearOperator: Hashable, Sendable {
  public var role: LinearRole
  public var product: MatrixProduct
  /// Matrices of weights of this role and size that a pass goes through.
  public var matrices: Int

  /// Weights of all of them.
  public var weights: Double {
    Double(matrices) * Double(product.inner) * Double(product.outputs)
  }

  public var operations: Double { Double(matrices) * product.operations }
}
