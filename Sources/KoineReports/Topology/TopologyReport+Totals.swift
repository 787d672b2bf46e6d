import KoineModel

/// The chips of the cluster as a table, and what they add up to.
extension TopologyReport {
  var chipRows: Table {
    var table = Table([
      .init(title: "chip", alignment: .left, limit: 34), .init(title: "count"),
      .init(title: "share"), .init(title: "FP16 TFLOPS"), .init(title: "memory GB"),
      .init(title: "GB/s", expendability: 5), .init(title: "link GB/s", expendability: 4),
      .init(title: "W", expendability: 1), .init(title: "CNY/h", expendability: 2),
      .init(title: "weakest figure", alignment: .left, expendability: 6),
    ])
    for (chip, count) in zip(topology.chips, topology.acceleratorsByChip) {
      let figures = [
        chip.peak_tflops[.fp16], chip.memory_gb, chip.memoryBandwidth_gb_s, chip.link_gb_s,
        chip.tdp_w, chip.rent_cny_per_hour,
      ]
      let share = Double(count) / Double(max(1, topology.acceleratorCount))
      let cells =
        [chip.key, grouped(count), percentage(share)] + figures.map { words($0, "") }
        + [chip.weakestConfidence?.rawValue ?? "none"]
      table.add(
        cells.map { .text($0, $0 == "unknown" ? .faint : .plain) })
    }
    return table
  }

  var totalLines: [StyledText] {
    let peak = total("PFLOPS", factor: 0.001) { $0.peak_tflops[.fp16] }
    let memory = total("TB", factor: 0.001) { $0.memory_gb }
    let power = total("kW", factor: 0.001) { $0.tdp_w }
    let rent = total("CNY/h", factor: 1) { $0.rent_cny_per_hour }
    return [StyledText()] + labelled("FP16", peak) + labelled("memory", memory)
      + labelled("chips", power) + labelled("rent", rent)
  }

  /// The sum over all accelerators whose figure is known, and how many those are.
  private func total(
    _ unit: String, factor: Double, _ figure: (Chip) -> Figure?
  ) -> String {
    var sum = 0.0
    var known = 0
    var isEstimate = false
    for (chip, count) in zip(topology.chips, topology.acceleratorsByChip) {
      guard let figure = figure(chip) else { continue }
      sum += figure.value * Double(count) * factor
      known += count
      isEstimate = isEstimate || figure.confidence == .estimate
    }
    if known == 0 { return "unknown" }
    let text = "\(isEstimate ? style.about : "")\(shortNumber(sum)) \(unit)"
    if known == topology.acceleratorCount { return text }
    return "\(text) over the \(grouped(known)) accelerators of known figure, "
      + "of \(grouped(topology.acceleratorCount))"
  }
}
