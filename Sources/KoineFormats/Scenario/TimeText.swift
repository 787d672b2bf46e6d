public import KoineModel

/// Reads a span of time: seconds (`3600`, `0.5`), or a number with a unit: `90s`, `30min`, `12h`, `7d`.
///
/// Units are `ms`, `s`, `min`, `h`, `d` and `w`. Returns `nil` for anything else, for negative times
/// and for times beyond 200 years.
public func readTime(_ text: String) -> Interval? {
  let units: [(name: String, seconds: Double)] = [
    ("ms", 0.001), ("min", 60), ("s", 1), ("h", 3600), ("d", 86_400), ("w", 604_800),
  ]
  let trimmed = text.filter { $0 != " " }
  let unit = units.first { trimmed.hasSuffix($0.name) }
  let digits = unit.map { String(trimmed.dropLast($0.name.count)) } ?? trimmed
  guard let number = Double(yaml: digits) else { return nil }
  let seconds = number * (unit?.seconds ?? 1)
  guard seconds >= 0, seconds <= 200 * 366 * 86_400 else { return nil }
  return Interval(seconds: seconds)
}

/// What messages say was expected where ``readTime(_:)`` reads nothing.
public let timeExpectation = "a time such as 3600, 90s, 12h or 7d"
