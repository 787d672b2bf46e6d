import KoineEngine
public import KoineModel

/// What one kind of chip did in a run: an entry of `utilization.by_chip`.
public struct ChipUsage: Hashable, Sendable {
  public var chip: Chip
  /// Accelerators of this kind in the cluster.
  public var capacity: Int
  public var time: AcceleratorTime

  public init(chip: Chip, capacity: Int, time: AcceleratorTime) {
    self.chip = chip
    self.capacity = capacity
    self.time = time
  }

  /// The chips of a cluster that has accelerators of them, in the order of the topology.
  ///
  /// - Complexity: O(pools x classes).
  static func all(_ log: RunLog, _ topology: Topology) -> [ChipUsage] {
    let capacities = topology.acceleratorsByChip
    var usages = topology.chips.indices.map {
      ChipUsage(chip: topology.chips[$0], capacity: capacities[$0], time: AcceleratorTime())
    }
    for (index, pool) in topology.pools.enumerated() {
      let chip = topology.nodeType(of: pool).chip
      if chip != .none { usages[chip.index].time.add(log.ledger, pool: index) }
    }
    return usages.filter { $0.capacity > 0 }
  }
}
