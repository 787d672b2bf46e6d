import KoineModel

/// The pools of one chip that can hold a request.
public struct Lane: BitwiseCopyable, Sendable {
  /// Index of the chip in the topology; their number for nodes without accelerators.
  public let chip: Int
  private let poolBegin: Int
  private let poolEnd: Int

  /// Range of its pools in ``ClusterState/candidatePools``.
  public var pools: Range<Int> { poolBegin..<poolEnd }

  init(chip: Int, pools: Range<Int>) {
    self.chip = chip
    (poolBegin, poolEnd) = (pools.lowerBound, pools.upperBound)
  }
}

/// The lanes of all requests, found by placing each on the idle cluster.
struct LaneTable {
  var lanes: [Lane] = []
  var ends: [Int] = []

  init(
    _ demands: [Demand], _ cluster: inout ClusterState, _ segments: inout SegmentArena
  ) {
    let chipCount = cluster.chipCount
    for demand in demands {
      if demand.isMixed {
        appendMixed(demand, &cluster, &segments)
        continue
      }
      var begin = demand.pools.lowerBound
      while begin < demand.pools.upperBound {
        let chip = cluster.pools[Int(cluster.candidatePools[begin])].chip
        var end = begin + 1
        while end < demand.pools.upperBound,
          cluster.pools[Int(cluster.candidatePools[end])].chip == chip
        {
          end += 1
        }
        var part = demand
        part.pools = begin..<end
        var first = FirstHolder()
        if let gang = cluster.place(part, with: &first, segments: &segments) {
          cluster.remove(gang.first, of: part, segments: &segments)
          lanes.append(Lane(chip: chip == .none ? chipCount : chip.index, pools: begin..<end))
        }
        begin = end
      }
      ends.append(lanes.count)
    }
  }

  /// A job on several kinds of chips has one lane, under the chip of its first part.
  private mutating func appendMixed(
    _ demand: Demand, _ cluster: inout ClusterState, _ segments: inout SegmentArena
  ) {
    var first = FirstHolder()
    if let gang = cluster.place(demand, with: &first, segments: &segments) {
      cluster.remove(gang.first, of: demand, segments: &segments)
      lanes.append(Lane(chip: cluster.pools[Int(gang.pool)].chip.index, pools: demand.pools))
    }
    ends.append(lanes.count)
  }
}
