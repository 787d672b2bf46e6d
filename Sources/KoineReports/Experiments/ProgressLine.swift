/// How far an experiment is, in one line.
public struct ProgressLine: Sendable {
  public var ended: Int
  public var total: Int
  /// Runs a second so far.
  public var rate: Double
  public var left_s: Double
  /// The measure of the best point, its mean, and what sets the point apart, word by word.
  public var best: (measure: MeasureWords, mean: Double, words: [String])?

  public init(
    ended: Int, total: Int, rate: Double, left_s: Double,
    best: (measure: MeasureWords, mean: Double, words: [String])? = nil
  ) {
    self.ended = ended
    self.total = total
    self.rate = rate
    self.left_s = left_s
    self.best = best
  }

  /// The whole line.
  public var text: String { counts + (bestText(best?.words.count ?? 0) ?? "") }

  /// The line after a bar, in at most `width` characters: first the bar gets shorter, then words are
  /// left out from the end, whole, so that no number is cut.
  public func text(width: Int) -> String {
    var candidates = [bar(20) + text, bar(10) + text]
    for words in (0..<(best?.words.count ?? 0)).reversed() {
      candidates.append(bar(10) + counts + (bestText(words) ?? ""))
    }
    candidates += [bar(10) + counts, counts, "\(grouped(ended)) of \(grouped(total))"]
    return candidates.first { $0.count <= width } ?? candidates.last!
  }

  private var counts: String {
    "\(grouped(ended)) of \(grouped(total)) runs, \(decimal(rate, places: 1))/s, "
      + "\(readableTime(left_s)) left"
  }

  private func bestText(_ words: Int) -> String? {
    guard let best else { return nil }
    let shown = best.words.prefix(words).joined(separator: " ")
    let rest = words < best.words.count && words > 0 ? " ..." : ""
    return ", best \(best.measure.name) \(best.measure.text(best.mean))"
      + (shown.isEmpty ? "" : " (\(shown)\(rest))")
  }

  private func bar(_ width: Int) -> String {
    let full = Int(Double(ended) / Double(max(total, 1)) * Double(width))
    return "[" + String(repeating: "#", count: full) + String(repeating: ".", count: width - full)
      + "] "
  }
}
