public import KoineModel

/// Where replicas on chips of one kind stand: how far they reach each other, how many there are, and
/// the memory of their hosts.
public struct ServingSite: Hashable, Sendable {
  /// The levels between accelerators; `nil` puts all of them on one link.
  public var network: Interconnect?
  /// Accelerators of the kind; `nil` for as many as anyone likes.
  public var most: Int?
  /// Memory of a host for each of its accelerators, bytes; `nil` where unknown.
  public var hostMemory_bytes: Double?

  public init(
    network: Interconnect? = nil, most: Int? = nil, hostMemory_bytes: Double? = nil
  ) {
    self.network = network
    self.most = most
    self.hostMemory_bytes = hostMemory_bytes
  }

  /// Chips of the kind `chip` of `topology`, with the wiring and the hosts of their largest pool.
  public init(_ topology: Topology, chip: ChipHandle, precision: Precision = .fp16) {
    let pools = topology.pools.indices.filter {
      topology.nodeType(of: topology.pools[$0]).chip == chip
    }
    let sizes = pools.map { pool in
      topology.pools[pool].nodes.count
        * topology.nodeType(of: topology.pools[pool]).accelerators
    }
    self.init(most: sizes.reduce(0, +))
    guard let largest = sizes.indices.max(by: { sizes[$0] < sizes[$1] }) else { return }
    let type = topology.nodeType(of: topology.pools[pools[largest]])
    hostMemory_bytes = Self.hostMemory_bytes(type)
    if let speed = try? ChipSpeed(topology.chips[chip.index], precision: precision) {
      network = Interconnect(topology, pool: pools[largest], speed: speed)
    }
  }

  /// A placement of `accelerators` on the pool `pool` of `topology`.
  init(
    _ topology: Topology, pool: PoolHandle, spread: PlacementSpread, accelerators: Int
  ) {
    let type = topology.nodeType(of: topology.pools[pool.index])
    self.init(hostMemory_bytes: Self.hostMemory_bytes(type))
    if let speed = try? ChipSpeed(topology.chips[type.chip.index]) {
      network = Interconnect(topology, pool: pool.index, speed: speed)
        .limited(to: spread, accelerators: accelerators).seen(by: accelerators)
    }
  }

  /// As many of `chip` as a replica may have, in servers of eight with an interface of 400 Gbit/s each:
  /// an estimate, as the reference host.
  public static func servers(of chip: Chip, precision: Precision = .fp16) -> ServingSite {
    guard let speed = try? ChipSpeed(chip, precision: precision) else { return ServingSite() }
    var type = NodeType(name: "server", chip: .none, accelerators: 8)
    type.networkInterfaces = 8
    type.networkInterface_gb_s = Figure(50, confidence: .estimate, source: "reference host")
    return ServingSite(network: Interconnect(type, servers: 128, speed: speed))
  }

  private static func hostMemory_bytes(_ type: NodeType) -> Double? {
    if type.memory_mib == .max || type.accelerators == 0 { return nil }
    return Double(type.memory_mib) * 1_048_576 / Double(type.accelerators)
  }
}
