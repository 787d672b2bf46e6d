public import KoineModel

/// A sum over chips of which some may have no published figure.
public struct Estimate: Hashable, Sendable {
  /// The part that the known figures give: a lower bound of the whole.
  public var known: Double
  /// Keys of the chips whose figure is unknown, in the order of the topology.
  public var unknownChips: [String]
  /// The weakest confidence among the figures that were used; `nil` if none was.
  public var confidence: Confidence?

  public init(known: Double = 0, unknownChips: [String] = [], confidence: Confidence? = nil) {
    self.known = known
    self.unknownChips = unknownChips
    self.confidence = confidence
  }

  /// The sum; `nil` if a figure is unknown.
  public var total: Double? { unknownChips.isEmpty ? known : nil }

  /// Adds the terms of one chip, an amount and the figure that weighs it; terms of amount 0 need none.
  mutating func add(chip key: String, _ terms: [(amount: Double, figure: Figure?)]) {
    var isUnknown = false
    for term in terms where term.amount != 0 {
      guard let figure = term.figure else {
        isUnknown = true
        continue
      }
      known += term.amount * figure.value
      confidence = max(confidence ?? figure.confidence, figure.confidence)
    }
    if isUnknown { unknownChips.append(key) }
  }
}
