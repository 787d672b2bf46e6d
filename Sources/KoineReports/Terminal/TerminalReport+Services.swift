import KoineModel

/// How the services did, one line each.
extension TerminalReport {
  func serviceSection(_ width: Int) -> [StyledText] {
    if services.isEmpty { return [] }
    var table = Table([
      .init(title: "service", alignment: .left),
      .init(title: "chip", alignment: .left, expendability: 2),
      .init(title: "replicas"), .init(title: "wanted", expendability: 3),
      .init(title: "requests", expendability: 4), .init(title: "served"),
      .init(title: "first token"), .init(title: "per token"),
      .init(title: "tokens/s", expendability: 1), .init(title: "idle"),
    ])
    for service in services {
      table.add([
        .text(service.name), .text("\(service.acceleratorsPerReplica) x \(service.chip)"),
        .text(decimal(service.meanReplicas, places: 1)),
        .text(decimal(service.meanWanted, places: 1)),
        .text(grouped(Int(service.offeredRequests.rounded()))),
        .text(service.objectiveAttainment.map(percentage) ?? ""),
        .text(service.timeToFirstToken_s.map(briefTime) ?? ""),
        .text(service.timePerOutputToken_s.map(briefTime) ?? "-"),
        .text(service.tokens_per_s.map { grouped(Int($0.rounded())) } ?? "-"),
        .text(percentage(service.idleShare)),
      ])
    }
    return [heading("Services", width: width)] + table.lines(width: width, style)
  }
}

extension ServiceUsage {
  /// What the service's speeds rest on; `nil` if on no estimate.
  var estimateSentence: String? {
    estimates.isEmpty
      ? nil
      : "Speeds of \(name) on \(chip) rest on estimates: \(estimates.joined(separator: ", "))."
  }
}
