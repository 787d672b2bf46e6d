import KoineModel

/// Speeds of work by request, pool and spread, asked for once and then read.
///
/// A source may take milliseconds to find a plan, so nothing is asked before a job needs it; from then
/// on a look-up is one read.
struct SpeedTable: ~Copyable {
  private let source: (any SpeedSource)?
  private let works: [ModelWork]
  /// By row, where the parts of a mixed job are; empty for all others.
  private let mixes: [[WorkPart]]
  private let poolCount: Int
  /// Kept here: the list of all spreads is made anew whenever it is asked for.
  private let spreadCount = PlacementSpread.allCases.count
  private var speeds: Column<WorkSpeed>

  /// - Parameter mixes: one for each request with work, at its ``Demand/workRow``.
  init(
    _ source: (any SpeedSource)?, _ workload: Workload, mixes: [[WorkPart]], poolCount: Int
  ) {
    self.source = source
    works = workload.works
    self.mixes = mixes
    self.poolCount = poolCount
    speeds = Column(zeroed: mixes.count * poolCount * spreadCount)
  }

  /// The speed of the demand's work on a placement that ``DemandTable`` has found possible.
  @inline(__always)
  mutating func speed(
    of demand: Demand, on pool: Int, spread: PlacementSpread, widest: PlacementSpread
  ) -> WorkSpeed {
    let index =
      (demand.workRow * poolCount + pool) * spreadCount + Int(spread.rawValue)
    let known = speeds[index]
    if known.unit_ns > 0 { return known }
    let found = ask(demand, pool, spread, widest)
    speeds[index] = found
    return found
  }

  /// The part of its speed that the demand's work keeps beside other work on the same accelerators;
  /// `nil` where they cannot share them.
  func part(of demand: Demand, beside other: Demand, on pool: Int) -> Double? {
    let part = source?.part(
      of: works[demand.work], beside: works[other.work], accelerators: demand.accelerators,
      on: PoolHandle(pool))
    return part.flatMap { $0 > 0 ? $0 : nil }
  }

  /// The narrower placement may need a plan that does not exist; then the widest one's serves.
  private func ask(
    _ demand: Demand, _ pool: Int, _ spread: PlacementSpread, _ widest: PlacementSpread
  ) -> WorkSpeed {
    let work = works[demand.work]
    for candidate in [spread, widest] {
      let speed =
        demand.isMixed
        ? source!.speed(of: work, on: mixes[demand.workRow], spread: candidate)
        : source!.speed(
          of: work, accelerators: demand.accelerators, on: PoolHandle(pool), spread: candidate)
      if let speed { return speed }
    }
    preconditionFailure("a job was placed where its work cannot run")
  }
}
