public import KoineModel

/// A request made ready for the cluster: names of chips have become lists of pools.
public struct Demand: BitwiseCopyable, Sendable {
  public var accelerators: Int
  public var share_milli: Int
  public var tasks: Int
  public var cpu_milli: Int64
  public var memory_mib: Int64
  public var locality: Locality
  public var localityIsRequired: Bool
  /// Its pools in ``ClusterState/candidatePools``: those of one chip side by side, larger nodes first.
  public var pools: Range<Int> {
    get { poolBegin..<poolEnd }
    set { (poolBegin, poolEnd) = (newValue.lowerBound, newValue.upperBound) }
  }
  private var poolBegin: Int
  private var poolEnd: Int
  /// Place of the request when all are sorted by size; equal to none other.
  var sizeRank: Int
  /// Index of its kind of work, and its row in ``SpeedTable``; -1 for a given duration.
  private(set) var work: Int
  private(set) var workRow: Int

  init(_ request: Request, pools: Range<Int>, sizeRank: Int, workRow: Int = -1) {
    work = request.work == .none ? -1 : request.work.index
    self.workRow = workRow
    accelerators = Int(request.accelerators)
    share_milli = Int(request.share_milli)
    tasks = Int(request.tasks)
    cpu_milli = request.cpu_milli
    memory_mib = request.memory_mib
    locality = request.locality
    localityIsRequired = request.localityIsRequired
    (poolBegin, poolEnd) = (pools.lowerBound, pools.upperBound)
    self.sizeRank = sizeRank
  }

  /// Thousandths of an accelerator in all.
  public var accelerators_milli: Int64 { Int64(accelerators) * Int64(share_milli) }

  /// Whether whole free accelerators alone decide where it fits.
  @inline(__always)
  var isPlain: Bool {
    cpu_milli | memory_mib == 0 && share_milli == 1000 && accelerators > 0
      && (!localityIsRequired || locality == .anywhere)
  }

  /// How far apart the job's accelerators can be on nodes of `nodeAccelerators`.
  func widestSpread(
    nodeAccelerators: Int, in widest: PlacementSpread
  ) -> PlacementSpread {
    if tasks <= 1 && accelerators <= nodeAccelerators { return .node }
    guard localityIsRequired else { return widest }
    return switch locality {
    case .anywhere: widest
    case .rack: .rack
    case .supernode: .supernode
    case .node, .island: .node
    }
  }

  /// The part of `whole` that falls to `accelerators` of the job's, rounded up.
  @inline(__always)
  private func part(_ whole: Int64, for count: Int) -> Int64 {
    whole == 0 || count == accelerators
      ? whole : (whole * Int64(count) + Int64(accelerators) - 1) / Int64(accelerators)
  }

  /// The task that holds `count` of the accelerators.
  @inline(__always)
  func task(of count: Int, pools: Range<Int>, scope: Scope = .anywhere) -> Task {
    Task(
      accelerators: count, share_milli: share_milli, cpu_milli: part(cpu_milli, for: count),
      memory_mib: part(memory_mib, for: count), isConnected: false, pools: pools, scope: scope,
      requestRank: sizeRank)
  }
}

/// The demands of a workload on a cluster.
struct DemandTable {
  var demands: [Demand] = []
  var candidatePools: [UInt32] = []
  /// Requests whose duration follows from their work.
  var workRows = 0
  /// By row of work, the time of a unit on the slowest placement, nanoseconds.
  var slowest_ns: [Double] = []

  /// - Complexity: O(requests x pools).
  init(_ workload: Workload, on topology: Topology, speeds: (any SpeedSource)? = nil) {
    let ranks = Self.sizeRanks(of: workload.requests)
    var ranges: [ChipSelectionHandle: Range<Int>] = [:]
    for (index, request) in workload.requests.enumerated() {
      if request.work != .none {
        appendWork(request, rank: ranks[index], workload, topology, speeds)
        continue
      }
      let pools = ranges[request.chips] ?? appendPools(request.chips, workload, topology)
      ranges[request.chips] = pools
      demands.append(Demand(request, pools: pools, sizeRank: ranks[index]))
    }
  }

  /// Work has its own list of pools: those on which it can run at all.
  private mutating func appendWork(
    _ request: Request, rank: Int, _ workload: Workload, _ topology: Topology,
    _ speeds: (any SpeedSource)?
  ) {
    let pools = appendPools(request.chips, workload, topology)
    let all = candidatePools[pools]
    candidatePools.removeSubrange(pools)
    let demand = Demand(request, pools: pools, sizeRank: rank)
    var slowest_ns = 0.0
    for pool in all {
      let size = topology.nodeType(of: topology.pools[Int(pool)]).accelerators
      guard
        let speed = speeds?.speed(
          of: workload.works[request.work.index], accelerators: demand.accelerators,
          on: PoolHandle(Int(pool)),
          spread: demand.widestSpread(nodeAccelerators: size, in: topology.widestSpread))
      else { continue }
      candidatePools.append(pool)
      slowest_ns = max(slowest_ns, speed.unit_ns)
    }
    demands.append(
      Demand(
        request, pools: pools.lowerBound..<candidatePools.count, sizeRank: rank,
        workRow: workRows))
    self.slowest_ns.append(slowest_ns)
    workRows += 1
  }

  private mutating func appendPools(
    _ selection: ChipSelectionHandle, _ workload: Workload, _ topology: Topology
  ) -> Range<Int> {
    let begin = candidatePools.count
    var chips = topology.chips.indices.map { ChipHandle($0) } + [.none]
    if selection != .none {
      let wanted = workload.chipSelections[selection.index].flatMap { topology.chips(named: $0) }
      chips = chips.filter { wanted.contains($0) }
    }
    for chip in chips {
      let pools = topology.pools.indices.filter {
        topology.nodeType(of: topology.pools[$0]).chip == chip
      }
      let sorted = pools.sorted {
        let a = topology.nodeType(of: topology.pools[$0]).accelerators
        let b = topology.nodeType(of: topology.pools[$1]).accelerators
        return a != b ? a > b : $0 < $1
      }
      candidatePools += sorted.map { UInt32($0) }
    }
    return begin..<candidatePools.count
  }

  private static func sizeRanks(of requests: [Request]) -> [Int] {
    let sorted = requests.indices.sorted {
      let (a, b) = (requests[$0].accelerators_milli, requests[$1].accelerators_milli)
      return a != b ? a < b : $0 < $1
    }
    var ranks = [Int](repeating: 0, count: requests.count)
    for (rank, index) in sorted.enumerated() { ranks[index] = rank }
    return ranks
  }
}
