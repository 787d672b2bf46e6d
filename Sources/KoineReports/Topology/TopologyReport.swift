import Foundation
public import KoineModel

/// What a cluster is made of, for the terminal: the tree from racks down to chips, and totals.
///
/// Figures that nobody published are `unknown`, those that are our estimates carry a mark.
public struct TopologyReport: Sendable {
  let topology: Topology
  let style: TerminalStyle

  public init(_ topology: Topology, style: TerminalStyle) {
    self.topology = topology
    self.style = style
  }

  /// The report, with a line break at the end of every line.
  public var text: String {
    lines.map { $0.rendered(style) + "\n" }.joined()
  }

  private var width: Int { min(style.width, 2 * TerminalStyle.comfortable) }

  private var lines: [StyledText] {
    var lines = [StyledText(topology.name, .strong)]
    if !topology.summary.isEmpty {
      lines += wrapped(topology.summary, to: width).map { StyledText($0) }
    }
    lines += [StyledText(sizeInWords, .faint), StyledText()]
    lines += treeLines
    lines += [StyledText()] + chipTable + [StyledText()] + placeLines
    return lines + [StyledText(), legend]
  }

  private var sizeInWords: String {
    var parts = [
      counted(topology.acceleratorCount, "accelerator"),
      counted(topology.chips.count, "chip"), counted(topology.nodeCount, "node"),
      counted(topology.rackCount, "rack"),
    ]
    if !topology.supernodes.isEmpty {
      parts.append(counted(topology.supernodes.count, "supernode"))
    }
    return parts.joined(separator: ", ")
  }

  private var legend: StyledText {
    StyledText("\(style.about) our estimate   unknown: no figure was published", .faint)
  }

  /// The figure with its unit behind it; estimates marked, `unknown` where there is none.
  func words(_ figure: Figure?, _ unit: String, factor: Double = 1) -> String {
    guard let figure else { return "unknown" }
    return mark(figure) + shortNumber(figure.value * factor) + (unit.isEmpty ? "" : " \(unit)")
  }

  func mark(_ figure: Figure) -> String { figure.confidence == .estimate ? style.about : "" }

  private var placeLines: [StyledText] {
    let fabric = topology.fabric
    let region = topology.region
    let oversubscription =
      fabric.oversubscription == 1
      ? "non-blocking" : "oversubscribed \(shortNumber(fabric.oversubscription)):1"
    let network = "\(fabric.name), \(oversubscription), latency \(words(fabric.latency_us, "us"))"
    let place =
      "\(region.name), PUE \(words(region.pue, "")), electricity "
      + "\(words(region.electricity_cny_per_kwh, "CNY/kWh")), carbon "
      + words(region.carbon_g_per_kwh, "g/kWh")
    return labelled("fabric", network) + labelled("region", place)
  }

  /// `label` in a column of its own, the text wrapped beside it.
  func labelled(_ label: String, _ text: String) -> [StyledText] {
    wrapped(text, to: width - 10).enumerated().map { index, line in
      StyledText(index == 0 ? label : "", .faint).padded(to: 10) + StyledText(line)
    }
  }

  private var chipTable: [StyledText] {
    if topology.chips.isEmpty { return [] }
    return chipRows.lines(width: width, style) + totalLines
  }
}

/// Four significant digits of a number below 0.1, without zeros at the end: `0.02905`, `1.2e-05`.
private func smallNumber(_ value: Double) -> String {
  let exponent = Int(log10(abs(value)).rounded(.down))
  if exponent < -300 { return value.description }
  let unit = pow(10, Double(3 - exponent))
  // The quotient of two whole numbers below 2^53 is the double that prints shortest.
  return ((value * unit).rounded() / unit).description
}

/// At most four significant digits, thousands separated: `118.7`, `2,048`, `0.0001`.
func shortNumber(_ value: Double) -> String {
  if value != 0 && abs(value) < 0.1 { return smallNumber(value) }
  let places = value == value.rounded() || abs(value) >= 1000 ? 0 : abs(value) >= 100 ? 1 : 2
  var text = decimal(value, places: places)
  if text.contains(".") {
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
  }
  return text
}
