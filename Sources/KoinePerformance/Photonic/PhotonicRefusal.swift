/// Why a photonic card does not do what was asked, and the nearest thing that it does.
public enum PhotonicRefusal: Error, Hashable, Sendable {
  case notPhotonic(chip: String)
  /// The catalogue lacks figures that speed needs.
  case unknownFigures(chip: String, figures: [PhotonicFigure])
  /// The work needs more bits than the card's results have.
  case tooFewBits(chip: String, needed: Double, available: Double)
  /// The card does not say how exact it is.
  case unknownPrecision(chip: String, needed: Double)
}

extension PhotonicRefusal: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notPhotonic(let chip):
      "\(chip) has no optical engine; name a chip with a photonic section"
    case .unknownFigures(let chip, let figures):
      "the speed of \(chip) is unknown: photonic."
        + figures.map(\.rawValue).joined(separator: ", photonic.")
        + (figures.count == 1 ? " is" : " are")
        + " in no source; state an estimate in the chip's file to go on"
    case .tooFewBits(let chip, let needed, let available):
      "the job needs \(bits(needed)), \(chip) has \(bits(available)); "
        + "ask for at most \(bits(available)), or let linear work fall back to the digital part"
    case .unknownPrecision(let chip, let needed):
      "the job needs \(bits(needed)) and nobody says how many \(chip) has; "
        + "state photonic.precision_bits, or let linear work fall back to the digital part"
    }
  }

  private func bits(_ count: Double) -> String {
    count == count.rounded() ? "\(Int(count)) bits" : "\(count) bits"
  }
}
