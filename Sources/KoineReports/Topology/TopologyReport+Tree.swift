import KoineModel

/// The tree: racks and supernodes of each pool, then its node type, then the chip.
extension TopologyReport {
  var treeLines: [StyledText] {
    let last = topology.pools.indices.last
    return topology.pools.indices.flatMap { index in
      poolLines(topology.pools[index], isLast: index == last)
    }
  }

  private var glyphs: (branch: String, corner: String, bar: String) {
    style.usesUnicode ? ("├─ ", "└─ ", "│  ") : ("|- ", "`- ", "|  ")
  }

  private func poolLines(_ pool: Pool, isLast: Bool) -> [StyledText] {
    let type = topology.nodeType(of: pool)
    let (branch, corner, bar) = glyphs
    let margin = isLast ? "   " : bar
    var lines = treeLine(
      lead: isLast ? corner : branch, margin: margin + bar, name: place(of: pool), details: "")
    let isBare = type.chip == .none
    lines += treeLine(
      lead: margin + corner, margin: margin + "   " + (isBare ? "   " : bar),
      name: "\(grouped(pool.nodes.count)) x \(type.name)", details: host(of: type))
    if isBare { return lines }
    let chip = topology.chips[type.chip.index]
    return lines
      + treeLine(
        lead: margin + "   " + corner, margin: margin + "      ",
        name: "\(type.accelerators) x \(chip.key)" + islands(of: type), details: figures(of: chip))
  }

  /// A line of the tree, wrapped under itself.
  private func treeLine(
    lead: String, margin: String, name: String, details: String
  ) -> [StyledText] {
    let room = max(20, min(style.width, 2 * TerminalStyle.comfortable) - displayWidth(margin))
    let text = details.isEmpty ? name : "\(name): \(details)"
    return wrapped(text, to: room).enumerated().map { index, line in
      StyledText(index == 0 ? lead : margin, .faint) + StyledText(line)
    }
  }

  private func place(of pool: Pool) -> String {
    let racks = counted(Set(pool.nodes.map { topology.rackOfNode[$0] }).count, "rack")
    var sizes: [SupernodeHandle: Int] = [:]
    for node in pool.nodes where topology.supernodeOfNode[node] != .none {
      sizes[topology.supernodeOfNode[node], default: 0] += 1
    }
    guard let first = sizes.keys.min(), let size = sizes[first] else { return racks }
    let supernode = topology.supernodes[first.index]
    let accelerators = size * topology.nodeType(of: pool).accelerators
    var text = counted(sizes.count, "\(supernode.switching.rawValue) supernode")
    text += " of \(grouped(size)) nodes (\(grouped(accelerators)) accelerators)"
    text += ", \(words(supernode.bandwidth_gb_s, "GB/s"))"
    if supernode.switching == .optical {
      text += ", circuits set in \(words(supernode.circuitTime_s, "s"))"
    }
    return text + "; \(racks)"
  }

  private func host(of type: NodeType) -> String {
    var parts: [String] = []
    let firmness = type.hostConfidence
    if type.cpu_milli != .max {
      parts.append(words(Figure(Double(type.cpu_milli) / 1000, confidence: firmness), "cores"))
    }
    if type.memory_mib != .max {
      parts.append(words(Figure(Double(type.memory_mib) / 1024, confidence: firmness), "GiB"))
    }
    if parts.isEmpty { parts.append("host unknown") }
    if type.networkInterfaces > 0 {
      parts.append("\(type.networkInterfaces) x \(words(type.networkInterface_gb_s, "GB/s"))")
    }
    if type.hostPower_w != nil { parts.append("host \(words(type.hostPower_w, "W"))") }
    return parts.joined(separator: ", ")
  }

  private func islands(of type: NodeType) -> String {
    if type.islands.count < 2 { return "" }
    if Set(type.islands) == [1] { return " (not wired to each other)" }
    return " (islands of \(type.islands.map(String.init).joined(separator: ", ")))"
  }

  private func figures(of chip: Chip) -> String {
    let peak: String
    if let core = chip.photonic, chip.peak_tflops[.fp16] == nil {
      peak = "optical \(words(core.peak_tops, "TOPS"))"
    } else {
      peak = "FP16 \(words(chip.peak_tflops[.fp16], "TFLOPS"))"
    }
    let memory = "memory \(words(chip.memory_gb, "GB"))"
    return [peak, memory, words(chip.tdp_w, "W").replacingUnknown("power unknown")]
      .joined(separator: ", ")
  }
}

extension String {
  fileprivate func replacingUnknown(_ words: String) -> String { self == "unknown" ? words : self }
}
