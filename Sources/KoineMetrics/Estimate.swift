public import KoineModel

/// The figures of chips, hosts and regions that estimates rest on.
public enum EstimatedFigure: CaseIterable, Sendable {
  case designPower, idlePower, rent
  case busyPower, electronicsPower, laserPower, hostPower
  case powerUsage, electricityPrice, carbonIntensity

  /// What the figure is called in reports.
  public var name: String {
    switch self {
    case .designPower: "thermal design power"
    case .idlePower: "idle power"
    case .rent: "rent"
    case .busyPower: "power under load"
    case .electronicsPower: "power of the electronics"
    case .laserPower: "laser power"
    case .hostPower: "host power"
    case .powerUsage: "PUE"
    case .electricityPrice: "price of electricity"
    case .carbonIntensity: "carbon intensity"
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

  /// The sum of two estimates: what either misses, the sum misses.
  static func + (a: Estimate, b: Estimate) -> Estimate {
    var sum = a
    sum.known += b.known
    for (figure, chips) in b.missing {
      if let index = sum.missing.firstIndex(where: { $0.figure == figure }) {
        let known = sum.missing[index].chips
        sum.missing[index].chips += chips.filter { !known.contains($0) }
      } else {
        sum.missing.append((figure, chips))
      }
    }
    if let confidence = b.confidence { sum.weaken(to: confidence) }
    return sum
  }

  /// The estimate times a figure of `owner`. Without the figure nothing is known.
  func times(_ name: EstimatedFigure, _ figure: Figure?, of owner: String) -> Estimate {
    if known == 0 && missing.isEmpty { return self }
    var product = self
    if let figure {
      product.known *= figure.value
      if known != 0 { product.weaken(to: figure.confidence) }
    } else {
      product.known = 0
      product.missing.append((name, [owner]))
    }
    return product
  }

  /// The estimate times a number.
  func scaled(by factor: Double) -> Estimate {
    var product = self
    product.known *= factor
    return product
  }

  private mutating func weaken(to other: Confidence) {
    confidence = max(confidence ?? other, other)
  }
}
