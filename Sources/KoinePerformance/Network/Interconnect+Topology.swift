public import KoineModel

extension Interconnect {
  /// The levels of the pool `index` of `topology`, whose accelerators are `speed`.
  ///
  /// A supernode is as large as the pool's first; islands of unlike sizes count as their smallest.
  public init(_ topology: Topology, pool index: Int, speed: ChipSpeed) {
    let pool = topology.pools[index]
    let type = topology.nodeType(of: pool)
    var builder = DomainBuilder()
    builder.addNode(type, speed)
    let first = topology.supernodeOfNode[pool.nodes.lowerBound]
    if first != .none {
      let nodes = pool.nodes.count { topology.supernodeOfNode[$0] == first }
      let supernode = topology.supernodes[first.index]
      let link = topology.chips[type.chip.index].link_gb_s?.value
      // The reached share of the link holds for the domain's bandwidth too.
      let share = link.map { speed.link_bytes_s / ($0 * 1e9 / 2) } ?? ReachedShare.typical(.link)
      let rate = supernode.bandwidth_gb_s.map { $0.value * 1e9 / 2 * share } ?? speed.link_bytes_s
      builder.add(.supernode, nodes * type.accelerators, rate, Self.linkLatency_s)
    }
    let network = Self.network_bytes_s(type, speed)
    let rack = topology.rackOfNode[pool.nodes.lowerBound]
    let nodesOfRack = pool.nodes.count { topology.rackOfNode[$0] == rack }
    builder.add(.rack, nodesOfRack * type.accelerators, network, Self.networkLatency_s)
    let latency = max(Self.networkLatency_s, (topology.fabric.latency_us?.value ?? 0) * 1e-6)
    builder.add(
      .fabric, max(topology.acceleratorCount, pool.nodes.count * type.accelerators),
      network / max(1, topology.fabric.oversubscription), latency)
    self.init(builder.domains)
  }

  /// Servers of `type` around a non-blocking network, `servers` of them.
  public init(_ type: NodeType, servers: Int, speed: ChipSpeed) {
    var builder = DomainBuilder()
    builder.addNode(type, speed)
    builder.add(
      .fabric, servers * type.accelerators, Self.network_bytes_s(type, speed),
      Self.networkLatency_s)
    self.init(builder.domains)
  }

  /// An accelerator's part of its node's interfaces.
  private static func network_bytes_s(_ type: NodeType, _ speed: ChipSpeed) -> Double {
    type.network_gb_s * 1e9 / Double(max(1, type.accelerators)) * speed.networkShare
  }
}

/// Domains in the order of their sizes; a level that adds nobody is left out.
private struct DomainBuilder {
  var domains: [NetworkDomain] = []

  mutating func addNode(_ type: NodeType, _ speed: ChipSpeed) {
    let accelerators = max(1, type.accelerators)
    if type.islands.count > 1, let island = type.islands.min(), island > 1 {
      add(.package, island, speed.link_bytes_s, Interconnect.linkLatency_s)
    }
    let isWired = type.islands.count <= 1
    let rate = isWired ? speed.link_bytes_s : min(speed.link_bytes_s, speed.host_bytes_s)
    add(.node, accelerators, rate, Interconnect.linkLatency_s)
  }

  mutating func add(_ level: NetworkLevel, _ size: Int, _ rate: Double, _ latency_s: Double) {
    if size <= domains.last?.size ?? 0 { return }
    domains.append(
      NetworkDomain(level: level, size: size, rate_bytes_s: rate, latency_s: latency_s))
  }
}
