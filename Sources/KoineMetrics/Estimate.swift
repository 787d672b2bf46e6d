public import KoineModel

/// The figures of a chip that estimates rest on.
public enum EstimatedFigure: CaseIterable, Sendable {
  case designPower, idlePower, rent

  /// What the figure is called in reports.
  public var name: String {
    switch self {
    case .designPower: "thermal design power"
    case .idlePower: "idle power"
    case .rent: "rent"
    }
  }
}

/// A sum over chips of which some may have no published figure.
public struct Estimate: Sendable {
  /// The part that the known figures give: a lower bound of the whole.
  public var known: Double
  /// The figures that are missing and the chips that miss them, in the order of the topology.
  public var missing: [(figure: EstimatedFigure, chips: [String])]
  /// The weakest confidence among the figures that were used; `nil` if none was.
  public var confidence: Confidence?

  init() {
    known = 0
    missing = []
  }

  /// The sum; `nil` if a figure is unknown.
  public var total: Double? { missing.isEmpty ? known : nil }

  /// Adds the term of one chip, an amount weighed by a figure; an amount of 0 needs none.
  mutating func add(_ amount: Double, of name: EstimatedFigure, _ figure: Figure?, chip: String) {
    if amount == 0 { return }
    if let figure {
      known += amount * figure.value
      confidence = max(confidence ?? figure.confidence, figure.confidence)
    } else if let index = missing.firstIndex(where: { $0.figure == name }) {
      missing[index].chips.append(chip)
    } else {
      missing.append((name, [chip]))
    }
  }
}
