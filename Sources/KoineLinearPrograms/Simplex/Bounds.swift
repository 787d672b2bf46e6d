/// The values that a row or a column may take.
public enum Bounds: Sendable, Equatable {
  case free
  case atLeast(Double)
  case atMost(Double)
  /// From the first to the second, which must be larger.
  case between(Double, Double)
  case exactly(Double)

  /// Whether the bounds are numbers; limits that do not exist are cases, not infinities.
  var isFinite: Bool {
    switch self {
    case .free: true
    case .atLeast(let value), .atMost(let value), .exactly(let value): value.isFinite
    case .between(let low, let high): low.isFinite && high.isFinite
    }
  }
}

/// One coefficient of a linear program: its row, or its column, and its value.
public struct Entry: Sendable, BitwiseCopyable {
  public var index: Int
  public var value: Double

  public init(_ index: Int, _ value: Double) {
    self.index = index
    self.value = value
  }
}
