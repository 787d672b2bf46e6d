/// How far a search is, in one line.
public struct SearchProgressLine: Sendable {
  /// Tried so far.
  public var candidates: Int
  /// The part of the budget that is spent, from 0 to 1.
  public var share: Double
  /// Simulated jobs a second so far.
  public var rate: Double
  public var left_s: Double
  /// The first goal, and what the best candidate reached.
  public var best: (measure: MeasureWords, value: Double)?

  public init(
    candidates: Int, share: Double, rate: Double, left_s: Double,
    best: (measure: MeasureWords, value: Double)? = nil
  ) {
    self.candidates = candidates
    self.share = share
    self.rate = rate
    self.left_s = left_s
    self.best = best
  }

  /// The whole line.
  public var text: String {
    ["\(grouped(candidates)) \(candidates == 1 ? "candidate" : "candidates")"]
      .joined("\(percent) of the budget", speed, left, named)
  }

  /// The line after a bar, in at most `width` characters. What matters least is left out first and
  /// nothing is cut: the best so far and the time left stay longest.
  public func text(width: Int) -> String {
    let tried = "\(grouped(candidates)) tried"
    let lines = [
      bar(20) + text, bar(10) + text,
      bar(10) + [percent].joined(tried, speed, left, named),
      bar(10) + [percent].joined(speed, left, named),
      bar(10) + [percent].joined(speed, left, unnamed),
      [percent].joined(speed, left, unnamed), [percent].joined(left, unnamed),
      [percent].joined(left), percent,
    ]
    return lines.first { $0.count <= width } ?? percent
  }

  private var percent: String { "\(Int(share * 100)) %" }
  private var speed: String { "\(grouped(Int(rate))) jobs/s" }
  private var left: String { "\(readableTime(left_s)) left" }
  private var named: String? {
    best.map { "best \($0.measure.name) \($0.measure.text($0.value))" }
  }
  private var unnamed: String? { best.map { "best \($0.measure.text($0.value))" } }

  private func bar(_ width: Int) -> String {
    let full = Int(share * Double(width))
    return "[" + String(repeating: "#", count: full) + String(repeating: ".", count: width - full)
      + "] "
  }
}

extension [String] {
  /// All texts that there are, with commas.
  fileprivate func joined(_ rest: String?...) -> String {
    (self + rest.compactMap { $0 }).joined(separator: ", ")
  }
}
