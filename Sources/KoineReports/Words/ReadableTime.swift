public import KoineModel

extension Interval {
  /// The time in its two largest units: `0 s`, `250 ms`, `4.2 s`, `45 s`, `12 min 5 s`, `3 h 12 min`,
  /// `2 d 4 h`, `400 d`.
  public var readable: String { readableTime(seconds) }
}

/// `seconds` as ``Interval/readable``; negative times get a minus sign.
public func readableTime(_ seconds: Double) -> String {
  if seconds < 0 { return "-" + readableTime(-seconds) }
  if seconds == 0 { return "0 s" }
  if seconds < 0.0005 { return "<1 ms" }
  if seconds < 0.9995 { return "\(Int((seconds * 1000).rounded())) ms" }
  if seconds < 9.95 { return decimal(seconds, places: 1) + " s" }
  // Rounded to the smaller unit first, so that 59.7 s becomes 1 min and not 60 s.
  let whole = Int(min(seconds, 9e15).rounded())
  if whole < 60 { return "\(whole) s" }
  if whole < 3600 { return pair(whole, 60, "min", "s") }
  let minutes = Int((min(seconds, 9e15) / 60).rounded())
  if minutes < 60 * 24 { return pair(minutes, 60, "h", "min") }
  let hours = Int((min(seconds, 9e15) / 3600).rounded())
  if hours < 100 * 24 { return pair(hours, 24, "d", "h") }
  return grouped((hours + 12) / 24) + " d"
}

/// `seconds` for narrow columns: the smaller unit only while there are less than ten of the larger.
func briefTime(_ seconds: Double) -> String {
  let units: [(size: Double, name: String)] = [(86_400, "d"), (3600, "h"), (60, "min")]
  for (index, unit) in units.enumerated() where seconds >= 10 * unit.size {
    let count = Int((min(seconds, 9e15) / unit.size).rounded())
    let isNextUnit = index > 0 && Double(count) * unit.size >= units[index - 1].size
    return isNextUnit ? readableTime(Double(count) * unit.size) : "\(grouped(count)) \(unit.name)"
  }
  return readableTime(seconds)
}

private func pair(_ value: Int, _ size: Int, _ large: String, _ small: String) -> String {
  let rest = value % size
  return "\(value / size) \(large)" + (rest == 0 ? "" : " \(rest) \(small)")
}
