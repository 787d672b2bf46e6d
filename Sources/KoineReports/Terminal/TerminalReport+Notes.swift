import KoineMetrics
import KoineModel

/// Rejected jobs, energy and cost, and what the numbers rest on.
extension TerminalReport {
  private static let rejectionLimit = 5

  func rejectionSection(_ width: Int) -> [StyledText] {
    if summary.rejections.isEmpty { return [] }
    var lines = [heading("Rejected", width: width)]
    let others = summary.rejections.filter { !work.explains($0) }
    for rejection in others.prefix(Self.rejectionLimit) {
      lines += paragraph(rejection.sentence(), indentation: 0, width: width)
    }
    for refusal in work.refusals.prefix(Self.rejectionLimit) {
      lines += paragraph(refusal.sentence, indentation: 0, width: width)
    }
    let rest = others.dropFirst(Self.rejectionLimit)
    if !rest.isEmpty {
      let jobs = rest.reduce(0) { $0 + $1.jobs }
      lines.append(StyledText("and \(counted(jobs, "job")) for other reasons", .faint))
    }
    return lines
  }

  func noteLines(width: Int) -> [StyledText] {
    fleetLines(width: width) + workLines(width: width) + energyLines(width: width)
  }

  /// Where the fleet is not what was asked for.
  private func fleetLines(width: Int) -> [StyledText] {
    guard let sentence = run.fleet?.sentence else { return [] }
    let prose = min(width, TerminalStyle.comfortable)
    return [StyledText()] + paragraph(sentence, indentation: 0, width: prose)
  }

  /// What the speeds of models rest on.
  private func workLines(width: Int) -> [StyledText] {
    let sentences =
      work.mixes.map(\.sentence) + work.photonics.map(\.sentence) + work.estimateSentences
      + services.compactMap(\.estimateSentence)
    if sentences.isEmpty { return [] }
    return [StyledText(), heading("Speeds of models", width: width)]
      + sentences.flatMap {
        paragraph($0, indentation: 0, width: min(width, TerminalStyle.comfortable))
      }
  }

  private func energyLines(width: Int) -> [StyledText] {
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
    return [StyledText(), heading("Energy and rent", width: width)] + lines + facilityLines(width)
  }

  /// The facility's energy, bill and carbon: one line each, or one for all that says what is
  /// missing.
  private func facilityLines(_ width: Int) -> [StyledText] {
    let facility = summary.facility
    guard facility.energy.known > 0 else {
      let text =
        "unknown: \(missing(facility.energy, beyond: summary.energy)); so are its bill and carbon."
      return paragraph(
        text, lead: StyledText("Site", .faint), indentation: 8,
        width: min(width, TerminalStyle.comfortable))
    }
    return estimateLines(
      "Site", facility.energy, value: energy, basis: facilityBasis, beyond: summary.energy, width)
      + estimateLines(
        "Bill", facility.electricityCost, value: { "CNY " + decimal($0, places: 0) },
        basis: "an estimate: the site's energy at the price of the hour",
        beyond: facility.energy, width)
      + estimateLines(
        "Carbon", facility.carbon, value: { decimal($0 / 1000, places: 1) + " t" },
        basis: "an estimate: the site's energy at the carbon intensity of the grid",
        beyond: facility.energy, width)
  }

  private var facilityBasis: String { "an estimate: accelerators and hosts, times PUE" }

  private var energyBasis: String {
    let known = summary.chips.filter { $0.chip.busy_w != nil }
    let isMeasured = known.allSatisfy { $0.chip.busy_w?.confidence == .measured }
    let power =
      known.isEmpty
      ? "design power"
      : (isMeasured ? "measured power" : "power under load")
        + (known.count < summary.chips.count ? " where known, else design power," : "")
    return "an estimate: \(power) at work, idle power otherwise; accelerators alone"
  }

  private var rentBasis: String { "an estimate: all accelerators for the length of the run" }

  private func estimateLines(
    _ name: String, _ estimate: Estimate, value: (Double) -> String, basis: String,
    beyond said: Estimate? = nil, _ width: Int
  ) -> [StyledText] {
    let text: String
    if let total = estimate.total {
      text = "\(style.about) \(value(total)) (\(basis)\(weakness(estimate)))"
    } else if estimate.known > 0 {
      text =
        "unknown; at least \(style.about) \(value(estimate.known)) (\(basis)\(weakness(estimate)))."
        + missing(estimate, beyond: said, isSentence: true)
    } else {
      text = "unknown: \(missing(estimate))."
    }
    return paragraph(
      text, lead: StyledText(name, .faint), indentation: 8,
      width: min(width, TerminalStyle.comfortable))
  }

  /// What an estimate lacks beyond what another one, which stands above it, has said; as a sentence,
  /// with the space before it.
  private func missing(
    _ estimate: Estimate, beyond said: Estimate? = nil, isSentence: Bool = false
  ) -> String {
    let known = said?.missing.map(\.figure) ?? []
    let news = estimate.missing.filter { !known.contains($0.figure) }
    let parts = (news.isEmpty && !isSentence ? estimate.missing : news).map {
      "no \($0.figure.name) known for \(list($0.chips))"
    }
    let text = parts.joined(separator: ", ")
    if !isSentence || text.isEmpty { return text }
    return " " + text.prefix(1).uppercased() + text.dropFirst() + "."
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
