public import KoineModel

/// What to do with work that needs more bits than a card's results have.
public enum PrecisionRule: String, CaseIterable, Sendable {
  /// The job is refused, with the bits there are.
  case refuse
  /// Linear operators run on the digital part too.
  case fallBack = "fall-back"
}

/// Photonic cards of one host that work on one model together, and the digital part beside them.
public struct PhotonicHost: Hashable, Sendable {
  /// One card.
  public var card: PhotonicCard
  /// Cards that share the matrices of a model by columns: each sees every input.
  public var cards: Int
  public var digital: DigitalPart
  public var precisionRule: PrecisionRule

  public init(
    card: PhotonicCard, cards: Int = 1, digital: DigitalPart = .host,
    precisionRule: PrecisionRule = .refuse
  ) {
    precondition(cards > 0, "a host of photonic cards has one")
    self.card = card
    self.cards = cards
    self.digital = digital
    self.precisionRule = precisionRule
  }

  /// `cards` cards of `chip`, with its own digital part or, where it has none, `host`.
  ///
  /// - Throws: that the chip is not photonic, or which of its figures are unknown.
  public init(
    _ chip: Chip, cards: Int = 1, host: DigitalPart = .host, precisionRule: PrecisionRule = .refuse
  ) throws(PhotonicRefusal) {
    self.init(
      card: try PhotonicCard(chip), cards: cards, digital: DigitalPart(chip) ?? host,
      precisionRule: precisionRule)
  }

  /// Names of the figures behind its speed that are estimates.
  public var estimates: [String] {
    card.estimates + (digital.isEstimate && !digital.isOnCard ? ["host's digital part"] : [])
  }

  /// All cards as one with all their arrays, links and lasers. Inputs cross every link.
  var ganged: PhotonicCard {
    var all = card
    all.cores *= cards
    all.host_bytes_s *= Double(cards)
    all.input_bytes *= Double(cards)
    all.memory_bytes *= Double(cards)
    all.laser_w *= Double(cards)
    all.hold_w *= Double(cards)
    if digital.isOnCard {
      all.input_bytes = 0
      all.output_bytes = 0
    }
    return all
  }

  /// Whether linear operators run on light for work that needs `bits`.
  ///
  /// - Throws: that the card has too few bits or does not say, if the rule is to refuse.
  func runsOnLight(bits: Double?) throws(PhotonicRefusal) -> Bool {
    guard let bits else { return true }
    if let available = card.precision_bits, available >= bits { return true }
    if precisionRule == .fallBack { return false }
    guard let available = card.precision_bits else {
      throw .unknownPrecision(chip: card.name, needed: bits)
    }
    throw .tooFewBits(chip: card.name, needed: bits, available: available)
  }

  /// Where the weights of `model` stand between passes: in the arrays if all fit at once, else in
  /// the cards' memory if they fit, else in the host.
  public func weightPlace(of model: NeuralModel) -> WeightPlace {
    if card.design == .dynamicCrossbar {
      return holdsInMemory(model) ? .card : .host
    }
    // One vector per sequence visits few experts: residence needs all of them.
    let visits = model.experts.map { $0.count } ?? 1
    let all = model.linearOperators(ForwardPass(sequences: visits, tokens: 1))
    let tiles = all.reduce(0) { $0 + $1.matrices * card.tiles($1.product) }
    if tiles <= card.cores * cards { return .arrays }
    return holdsInMemory(model) ? .card : .host
  }

  private func holdsInMemory(_ model: NeuralModel) -> Bool {
    Double(model.parameters) * card.weight_bytes <= card.memory_bytes * Double(cards)
  }
}
