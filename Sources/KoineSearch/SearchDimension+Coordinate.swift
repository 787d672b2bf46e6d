#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension SearchDimension {
  /// What `coordinate`, from 0 to 1, stands for.
  ///
  /// Whole numbers and choices have equal shares of the unit interval; on a logarithmic scale a whole
  /// number has the share from half below to half above it.
  func value(at coordinate: Double) -> DimensionValue {
    switch kind {
    case .number(let range):
      let number = between(range.lowerBound, range.upperBound, at: coordinate)
      return .number(min(max(number, range.lowerBound), range.upperBound))
    case .integer(let range):
      let low = Double(range.lowerBound) - 0.5
      let number = between(low, Double(range.upperBound) + 0.5, at: coordinate)
      return .integer(min(max(Int(number.rounded()), range.lowerBound), range.upperBound))
    case .choice(let count): return .choice(min(Int(coordinate * Double(count)), count - 1))
    }
  }

  /// The middle of the coordinates that stand for `value`.
  func coordinate(of value: DimensionValue) -> Double {
    switch (kind, value) {
    case (.number(let range), .number(let number)):
      return place(of: number, between: range.lowerBound, range.upperBound)
    case (.integer(let range), .integer(let number)):
      let low = Double(range.lowerBound) - 0.5
      return place(of: Double(number), between: low, Double(range.upperBound) + 0.5)
    case (.choice(let count), .choice(let index)): return (Double(index) + 0.5) / Double(count)
    default: preconditionFailure("a value of another kind")
    }
  }

  private func between(_ low: Double, _ high: Double, at coordinate: Double) -> Double {
    isLogarithmic
      ? exp(log(low) + (log(high) - log(low)) * coordinate) : low + (high - low) * coordinate
  }

  private func place(of number: Double, between low: Double, _ high: Double) -> Double {
    if high == low { return 0.5 }
    return isLogarithmic
      ? (log(number) - log(low)) / (log(high) - log(low)) : (number - low) / (high - low)
  }
}
