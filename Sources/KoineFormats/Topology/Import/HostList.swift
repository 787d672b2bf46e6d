/// Slurm's host expressions: `login,node[001-128,200]`, also with several brackets in one name.
enum HostList {
  enum Problem: Error, Hashable {
    case malformed
    /// More names than a cluster may have.
    case tooMany
  }

  /// The names that `expression` stands for, in its order.
  static func expand(_ expression: Substring, limit: Int) throws(Problem) -> [String] {
    var names: [String] = []
    for part in try splitOutsideBrackets(expression) {
      names += try expandOne(part, limit: limit - names.count)
    }
    return names
  }

  private static func splitOutsideBrackets(_ text: Substring) throws(Problem) -> [Substring] {
    var parts: [Substring] = []
    var start = text.startIndex
    var isInside = false
    for index in text.indices {
      switch text[index] {
      case "[" where isInside, "]" where !isInside: throw .malformed
      case "[": isInside = true
      case "]": isInside = false
      case "," where !isInside:
        parts.append(text[start..<index])
        start = text.index(after: index)
      default: break
      }
    }
    if isInside { throw .malformed }
    parts.append(text[start...])
    if parts.contains(where: \.isEmpty) { throw .malformed }
    return parts
  }

  private static func expandOne(_ text: Substring, limit: Int) throws(Problem) -> [String] {
    guard let open = text.firstIndex(of: "["), let close = text.firstIndex(of: "]") else {
      if limit < 1 { throw .tooMany }
      return [String(text)]
    }
    let prefix = String(text[..<open])
    let rests = try expandOne(text[text.index(after: close)...], limit: limit)
    var names: [String] = []
    for range in text[text.index(after: open)..<close].split(
      separator: ",", omittingEmptySubsequences: false)
    {
      let numbers = try numbers(of: range, limit: limit)
      if numbers.count > (limit - names.count) / rests.count { throw .tooMany }
      for number in numbers { names += rests.map { prefix + number + $0 } }
    }
    return names
  }

  /// `001-128` with its leading zeros kept, or one number.
  private static func numbers(of range: Substring, limit: Int) throws(Problem) -> [String] {
    let ends = range.split(separator: "-", omittingEmptySubsequences: false)
    guard (1...2).contains(ends.count), let low = Int(ends[0]),
      let high = Int(ends[ends.count - 1]),
      low >= 0, low <= high, ends[0].first != "+"
    else { throw .malformed }
    if high - low >= limit { throw .tooMany }
    let width = ends[0].count
    return (low...high).map { number in
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
  }
}
