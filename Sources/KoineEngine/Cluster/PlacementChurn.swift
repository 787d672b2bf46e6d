public import KoineModel

/// Places and removes jobs for ever, without time or queue: what a placement alone costs.
public struct PlacementChurn: ~Copyable {
  private var cluster: ClusterState
  private var segments: SegmentArena
  private let demands: Column<Demand>
  private var ring: Column<PlacedJob>
  private var random: UInt64 = 1

  struct PlacedJob: BitwiseCopyable {
    var first: Segment
    var demand: Int32
  }

  /// - Parameter fill: part of the cluster that is in use throughout, below 1.
  public init(on topology: Topology, sizes: [Int32], fill: Double) {
    var workload = Workload(name: "churn")
    workload.requests = sizes.map { Request(accelerators: $0) }
    let table = DemandTable(workload, on: topology)
    demands = Column(table.demands)
    cluster = ClusterState(topology, candidatePools: table.candidatePools, hasShares: false)
    segments = SegmentArena(capacity: topology.acceleratorCount)
    let meanSize = Double(sizes.reduce(0) { $0 + Int($1) }) / Double(sizes.count)
    let count = Int(fill * Double(topology.acceleratorCount) / meanSize)
    ring = Column(repeating: PlacedJob(first: .none, demand: 0), count: count)
    for index in 0..<count { place(at: index) }
  }

  private mutating func place(at index: Int) {
    random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let demand = Int((random >> 33) % UInt64(demands.count))
    var placement = TightestFit()
    let gang = cluster.place(demands[demand], with: &placement, segments: &segments)
    ring[index] = PlacedJob(first: gang?.first ?? .none, demand: Int32(demand))
  }

  /// Replaces `count` jobs and returns a digest of the nodes they got.
  public mutating func run(_ count: Int) -> UInt64 {
    var digest: UInt64 = 0xcbf2_9ce4_8422_2325
    var index = 0
    for _ in 0..<count {
      let old = ring[index]
      if !old.first.isNone {
        cluster.remove(old.first, of: demands[Int(old.demand)], segments: &segments)
      }
      place(at: index)
      digest = (digest ^ UInt64(ring[index].first.node)) &* 0x100_0000_01b3
      index = index + 1 == ring.count ? 0 : index + 1
    }
    return digest
  }
}

private struct TightestFit: Placement {
  @inline(__always)
  mutating func choose(_ task: Task, in cluster: borrowing ClusterState) -> NodeChoice {
    cluster.node(for: task, .tightest)
  }
}
