public import KoineModel

/// Look-ups of speeds alone, as starts of jobs make them: for benchmarks and for tests that count.
public struct SpeedLookUps: ~Copyable {
  private var table: SpeedTable
  private let demands: Column<Demand>
  private let pools: Int
  private let widest: PlacementSpread

  /// The table of `workload` on `topology`, which has asked for nothing yet.
  ///
  /// - Precondition: every request names work that can run on every pool.
  public init(_ workload: Workload, on topology: Topology, speeds: any SpeedSource) {
    let made = DemandTable(workload, on: topology, speeds: speeds)
    precondition(made.demands.allSatisfy { $0.workRow >= 0 }, "every request names work")
    table = SpeedTable(
      speeds, workload, mixes: made.mixes, poolCount: topology.pools.count)
    demands = Column(made.demands)
    pools = topology.pools.count
    widest = topology.widestSpread
  }

  /// Looks up `count` speeds, of requests, pools and spreads in turn, and adds up their times, ns.
  ///
  /// The first look-up of each asks the source.
  public mutating func read(_ count: Int) -> Double {
    var sum = 0.0
    var state: UInt64 = 1
    for _ in 0..<count {
      // A step of a linear congruence, so that no two look-ups in a row are neighbours.
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let draw = Int(state >> 40)
      let demand = demands[draw % demands.count]
      let spread: PlacementSpread = draw & 0x80_0000 == 0 ? .node : widest
      sum +=
        table.speed(of: demand, on: (draw >> 8) % pools, spread: spread, widest: widest).unit_ns
    }
    return sum
  }
}
