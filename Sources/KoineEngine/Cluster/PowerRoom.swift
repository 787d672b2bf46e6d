import KoineModel

/// What a limit of power leaves to the accelerators of a cluster.
///
/// Nothing is kept up to date while jobs start and end: what is in use follows from what is free, and
/// is added up when somebody asks.
struct PowerRoom: ~Copyable {
  /// Whether there is a limit at all.
  let isLimited: Bool
  private let limit: PowerLimit
  private let added_mw: Column<Int64>
  /// Thousandths of an accelerator in each pool, and those on nodes that are down.
  private let capacity_milli: Column<Int64>
  private var down_milli: Column<Int64>

  init(_ limit: PowerLimit?, capacity_milli: [Int64]) {
    let added = limit?.added_mw ?? []
    precondition(limit == nil || added.count == capacity_milli.count, "another topology")
    isLimited = limit != nil
    self.limit = limit ?? PowerLimit(room_mw: 0, added_mw: [])
    added_mw = Column(added)
    self.capacity_milli = Column(limit == nil ? [] : capacity_milli)
    down_milli = Column(zeroed: limit == nil ? 0 : capacity_milli.count)
  }

  /// The limit, for a copy of the cluster.
  var shared: PowerLimit? { isLimited ? limit : nil }

  /// Whether so many thousandths of an accelerator of `pool` may start to work beside all that is not
  /// free.
  /// - Complexity: O(pools).
  func allows(_ milli: Int64, of pool: Int, beside free_milli: borrowing Column<Int64>) -> Bool {
    var used = milli * added_mw[pool]
    for other in 0..<added_mw.count {
      used += (capacity_milli[other] - free_milli[other] - down_milli[other]) * added_mw[other]
    }
    return used <= limit.room_mw * 1000
  }

  /// Accelerators of nodes that fail are not free, and work on nothing either.
  mutating func takeDown(_ milli: Int64, of pool: Int) {
    if isLimited { down_milli[pool] += milli }
  }

  mutating func copy(from other: borrowing PowerRoom) {
    if isLimited { down_milli.copy(from: other.down_milli) }
  }
}

extension ClusterState {
  /// Whether the limit of power leaves room for `demand` on the chip of the first pool of `pools`.
  @inline(__always)
  func hasPower(for demand: Demand, pools range: Range<Int>) -> Bool {
    if !power.isLimited || demand.accelerators == 0 || range.isEmpty { return true }
    return power.allows(
      demand.accelerators_milli, of: Int(candidatePools[range.lowerBound]), beside: poolFree_milli)
  }

  /// Places a job on the chips for which there is power: on runs of pools whose chips all have it.
  mutating func placeWithinPower<P: Placement & ~Copyable>(
    _ demand: Demand, with placement: inout P, segments: inout SegmentArena
  ) -> PlacedGang? {
    var run = demand
    var begin = demand.pools.lowerBound
    while begin < demand.pools.upperBound {
      var end = begin
      while end < demand.pools.upperBound, hasPower(for: demand, pools: end..<end + 1) { end += 1 }
      if end > begin {
        run.pools = begin..<end
        if let gang = placeApart(run, with: &placement, segments: &segments) { return gang }
      }
      begin = end + 1
    }
    return nil
  }
}
