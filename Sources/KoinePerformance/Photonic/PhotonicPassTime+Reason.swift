extension PhotonicPassTime {
  /// In one sentence, what decides the time of the pass, and what would help.
  public var reason: String {
    let share = percent(self[dominant])
    switch dominant {
    case .weightUpdate:
      return "\(share) of the time goes into writing weights into the arrays, "
        + "which are not resident: \(vectors) vectors follow each update, "
        + "and half the peak needs \(rounded(halfPeakVectors))"
    case .weightTransfer:
      return "\(share) of the time goes into moving weights from the host, "
        + "since the model fits neither the arrays nor the memory of the cards; "
        + "larger batches or more cards would help"
    case .vectorTransfer:
      return "\(share) of the time goes into moving vectors between host and card, "
        + "operator by operator; a digital part on the card would keep them there"
    case .digital:
      return isOnLight
        ? "\(share) of the time goes into what does not run on light, "
          + "\(percentOfOne(1 - shareOnLight)) of the arithmetic: a faster digital part would help"
        : "\(share) of the time goes into the digital part, "
          + "to which linear operators fell back for want of bits"
    case .streaming:
      return "\(share) of the time goes into vectors on light: the card does what it is for"
        + (weights == .arrays ? ", with all weights resident" : "")
    }
  }

  private func percent(_ part_s: Double) -> String {
    percentOfOne(total_s > 0 ? part_s / total_s : 0)
  }

  private func percentOfOne(_ share: Double) -> String {
    let percent = share * 100
    if percent > 0 && percent < 1 { return "below 1 %" }
    return "\(rounded(percent)) %"
  }

  private func rounded(_ number: Double) -> String { String(Int(number.rounded())) }
}
