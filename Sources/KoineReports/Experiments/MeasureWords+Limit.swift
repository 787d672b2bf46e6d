extension MeasureWords {
  /// What a limit of a measure is written in.
  public enum LimitUnit: Hashable, Sendable {
    /// A bare number, in the unit of the measure.
    case none
    /// Seconds, minutes, hours, days or weeks.
    case time
    /// Parts of a hundred.
    case percent
  }

  /// What a limit of the measure has to be, where it is not in `unit`; `nil` where it may be.
  public func expectedLimit(notIn unit: LimitUnit) -> String? {
    if unit == .none { return nil }
    let words = path.split(separator: ".")
    let isTime = words.contains {
      $0.hasSuffix("_s") && !$0.hasSuffix("per_s") || $0 == "wait_s_by_size"
    }
    if isTime { return unit == .percent ? "a time such as 1h" : nil }
    if words.contains(where: Self.shares.contains) {
      return unit == .time ? "a share such as 60%" : nil
    }
    let isCount = words.first.map { Self.counts.contains($0) } ?? false
    let hasUnit = words.contains { word in Self.units.contains { word.hasSuffix($0) } }
    return isCount || hasUnit ? "a number without a unit" : nil
  }

  private static let shares: [Substring] = ["utilization", "fragmentation", "slo_attainment"]
  private static let counts: [Substring] = ["jobs", "run", "engine"]
  private static let units = ["_kwh", "_kg", "_w", "_gb", "per_s", "cost", "slowdown"]
}
