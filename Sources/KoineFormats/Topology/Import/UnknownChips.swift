public import KoineModel

/// The chips of a cluster of which nothing is known but the name that somebody else's list gives them.
public struct UnknownChips {
  /// Their keys, each with the chip of the catalogue that it may be.
  public let chips: [(key: String, nearest: String?)]

  /// - Complexity: O(chips x chips of the catalogue).
  public init(_ topology: Topology, _ catalogue: Catalogue) {
    let known = catalogue.chips.filter { !$0.hasNoFigures }.flatMap { chip in
      ([chip.key, chip.product] + chip.aliases).map { (name: $0, key: chip.key) }
    }
    chips = topology.chips.filter(\.hasNoFigures).map { chip in
      let nearest = [chip.product, chip.key].lazy.compactMap { name in
        nearestName(to: name, among: known.map(\.name))
      }.first
      return (chip.key, nearest.flatMap { name in known.first { $0.name == name }?.key })
    }
  }

  /// What a user can do about them, line by line; none if there are no such chips.
  public var advice: [String] {
    if chips.isEmpty { return [] }
    return [
      "Nothing is known of the chips below: jobs with a duration run on them, jobs that name a model do",
      "not, and power, memory and rent stay unknown. Where the catalogue has the chip (koine list chips),",
      "put its name under node_types and delete it here; else write its figures, as in Topologies/chips.",
    ] + chips.map { "  \($0.key)" + ($0.nearest.map { ": is it \($0)?" } ?? "") }
  }
}

extension Chip {
  fileprivate var hasNoFigures: Bool {
    memory_gb == nil && memoryBandwidth_gb_s == nil && tdp_w == nil && idle_w == nil
      && peak_tflops.isEmpty && photonic == nil
  }
}
