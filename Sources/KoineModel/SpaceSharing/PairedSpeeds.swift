/// Speeds from another source, and of pairs of work on the same accelerators from a table.
public struct PairedSpeeds: SpeedSource {
  private let table: PairThroughputs
  /// By pool: the name under which the table knows its chip, if it does.
  private let chipOfPool: [String?]
  private let other: any SpeedSource

  /// - Parameter topology: the cluster whose pools are asked about.
  public init(_ table: PairThroughputs, on topology: Topology, other: any SpeedSource) {
    self.table = table
    self.other = other
    let named = table.chips.map { ($0, topology.chips(named: $0)) }
    chipOfPool = topology.pools.map { pool in
      let chip = topology.nodeType(of: pool).chip
      return named.first { $0.1.contains(chip) }?.0
    }
  }

  public func speed(
    of work: ModelWork, accelerators: Int, on pool: PoolHandle, spread: PlacementSpread
  ) -> WorkSpeed? {
    other.speed(of: work, accelerators: accelerators, on: pool, spread: spread)
  }

  public func speed(
    of work: ModelWork, on parts: [WorkPart], spread: PlacementSpread
  ) -> WorkSpeed? { other.speed(of: work, on: parts, spread: spread) }

  public func part(
    of work: ModelWork, beside neighbour: ModelWork, accelerators: Int, on pool: PoolHandle
  ) -> Double? {
    guard let chip = chipOfPool[pool.index] else { return nil }
    return table[
      PairThroughputs.Pair(
        chip: chip, accelerators: accelerators, work: work.model, beside: neighbour.model)]
  }
}
