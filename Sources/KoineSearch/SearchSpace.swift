/// One thing that a search may choose: a number, a whole number, or one of several choices.
public struct SearchDimension: Hashable, Sendable {
  /// What may be chosen.
  public enum Kind: Hashable, Sendable {
    case number(ClosedRange<Double>)
    case integer(ClosedRange<Int>)
    /// One of so many, at least one.
    case choice(Int)
  }

  /// When the dimension means anything: while an earlier one, a choice, is at one of `choices`.
  public struct Condition: Hashable, Sendable {
    public let dimension: Int
    public let choices: Set<Int>

    public init(_ dimension: Int, isAmong choices: Set<Int>) {
      self.dimension = dimension
      self.choices = choices
    }
  }

  public let name: String
  public let kind: Kind
  /// Whether equal ratios are equally far apart; the range is then above zero.
  public let isLogarithmic: Bool
  public let condition: Condition?
  /// The coordinate that is taken where nobody says otherwise.
  public private(set) var standard: Double

  /// - Parameter standard: the usual value, the middle if there is none.
  public init(
    _ name: String, _ kind: Kind, isLogarithmic: Bool = false, condition: Condition? = nil,
    standard: DimensionValue? = nil
  ) {
    self.name = name
    self.kind = kind
    self.isLogarithmic = isLogarithmic
    self.condition = condition
    self.standard = 0.5
    if let standard { self.standard = coordinate(of: standard) }
  }
}

/// A value of a ``SearchDimension``.
public enum DimensionValue: Hashable, Sendable {
  case number(Double)
  case integer(Int)
  case choice(Int)
}

/// What a search may choose from.
///
/// Optimisers work in the unit cube: one coordinate from 0 to 1 per dimension. Here is what a
/// coordinate stands for.
public struct SearchSpace: Hashable, Sendable {
  public let dimensions: [SearchDimension]

  /// - Precondition: conditions name earlier dimensions that are choices.
  public init(_ dimensions: [SearchDimension]) {
    for (index, dimension) in dimensions.enumerated() {
      guard let condition = dimension.condition else { continue }
      precondition(condition.dimension < index, "conditions look back")
    }
    self.dimensions = dimensions
  }

  public var count: Int { dimensions.count }

  /// The values at `point`, `nil` where a condition does not hold: equal for points that mean the
  /// same.
  ///
  /// - Precondition: `point` has one coordinate from 0 to 1 per dimension.
  public func values(at point: [Double]) -> [DimensionValue?] {
    var values: [DimensionValue?] = []
    for (dimension, coordinate) in zip(dimensions, point) {
      values.append(dimension.isActive(values) ? dimension.value(at: coordinate) : nil)
    }
    return values
  }

  /// The point with inactive dimensions in the middle, so that they tell nothing to who learns from it.
  public func activePoint(_ point: [Double]) -> [Double] {
    zip(point, values(at: point)).map { $1 == nil ? 0.5 : $0 }
  }

  /// A point at which the space has these values; inactive dimensions stand in the middle.
  public func point(of values: [DimensionValue?]) -> [Double] {
    zip(dimensions, values).map { dimension, value in
      value.map(dimension.coordinate) ?? 0.5
    }
  }
}

extension SearchDimension {
  /// Whether it means anything beside the values of the dimensions before it.
  public func isActive(_ values: [DimensionValue?]) -> Bool { condition?.holds(values) ?? true }
}

extension SearchDimension.Condition {
  fileprivate func holds(_ values: [DimensionValue?]) -> Bool {
    guard case .choice(let index) = values[dimension] else { return false }
    return choices.contains(index)
  }
}
