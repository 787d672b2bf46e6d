import KoineMetrics
import KoineModel

/// Rejected jobs, energy and cost, and what the numbers rest on.
extension TerminalReport {
  private static let rejectionLimit = 5

  func rejectionSection(_ width: Int) -> [StyledText] {
    if summary.rejections.isEmpty { return [] }
    var lines = [heading("Rejected", width: width)]
    for rejection in summary.rejections.prefix(Self.rejectionLimit) {
      lines += paragraph(rejection.sentence, indentation: 0, width: width)
    }
    let rest = summary.rejections.dropFirst(Self.rejectionLimit)
    if !rest.isEmpty {
      let jobs = rest.reduce(0) { $0 + $1.jobs }
      lines.append(StyledText("and \(counted(jobs, "job")) for other reasons", .faint))
    }
    return lines
  }

  func noteLines(width: Int) -> [StyledText] {
    if summary.ledger.total == 0 { return [] }
    if summary.energy.known == 0 && summary.cost.known == 0 {
      let text = "unknown: " + missing(summary.energy) + "; " + missing(summary.cost) + "."
      let lead = StyledText("Energy and rent", .faint)
      return [StyledText()] + paragraph(text, lead: lead, indentation: 17, width: width)
    }
    let lines =
      estimateLines(
        "Energy", summary.energy, value: energy, basis: energyBasis, width)
      + estimateLines(
        "Rent", summary.cost, value: { "CNY " + decimal($0, places: 0) }, basis: rentBasis,
        width)
    return [StyledText(), heading("Energy and rent", width: width)] + lines
  }

  private var energyBasis: String {
    "an estimate: thermal design power while allocated, idle power while free; accelerators alone"
  }

  private var rentBasis: String { "an estimate: all accelerators for the length of the run" }

  private func estimateLines(
    _ name: String, _ estimate: Estimate, value: (Double) -> String, basis: String,
    _ width: Int
  ) -> [StyledText] {
    let text: String
    if let total = estimate.total {
      text = "\(style.about) \(value(total)) (\(basis)\(weakness(estimate)))"
    } else if estimate.known > 0 {
      text =
        "unknown; at least \(style.about) \(value(estimate.known)) (\(basis)\(weakness(estimate))). "
        + missing(estimate, isSentence: true) + "."
    } else {
      text = "unknown: \(missing(estimate))."
    }
    return paragraph(
      text, lead: StyledText(name, .faint), indentation: 8,
      width: min(width, TerminalStyle.comfortable))
  }

  private func missing(_ estimate: Estimate, isSentence: Bool = false) -> String {
    let parts = estimate.missing.map { "no \($0.figure.name) known for \(list($0.chips))" }
    let text = parts.joined(separator: ", ")
    return isSentence ? text.prefix(1).uppercased() + text.dropFirst() : text
  }

  private func weakness(_ estimate: Estimate) -> String {
    guard let confidence = estimate.confidence else { return "" }
    switch confidence {
    case .measured, .vendor: return ""
    case .thirdParty: return "; some figures are a third party's"
    case .press: return "; some figures are from the press"
    case .unverified: return "; some figures are unverified"
    case .estimate: return "; some figures are estimates themselves"
    }
  }

  private func list(_ names: [String]) -> String {
    if names.count == summary.chips.count && names.count > 3 { return "any chip" }
    if names.count <= 4 { return names.joined(separator: ", ") }
    return names.prefix(3).joined(separator: ", ") + " and \(names.count - 3) more"
  }
}
