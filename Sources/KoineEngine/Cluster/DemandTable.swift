import KoineModel

/// The demands of a workload on a cluster.
struct DemandTable {
  var demands: [Demand] = []
  var candidatePools: [UInt32] = []
  /// Requests whose duration follows from their work.
  var workRows = 0
  /// By row of work, the time of a unit on the slowest placement, nanoseconds.
  var slowest_ns: [Double] = []
  /// Parts of jobs on several kinds of chips, which demands refer to by range.
  var parts: [Demand] = []
  /// By row of work, where the parts of a mixed job are; empty for all others.
  var mixes: [[WorkPart]] = []

  /// - Complexity: O(requests x pools).
  init(
    _ workload: Workload, on topology: Topology, speeds: (any SpeedSource)? = nil,
    preference: ChipPreference? = nil
  ) {
    let ranks = Self.sizeRanks(of: workload.requests)
    var ranges: [ChipSelectionHandle: Range<Int>] = [:]
    for (index, request) in workload.requests.enumerated() {
      if !request.parts.isEmpty {
        appendMixed(request, rank: ranks[index], workload, topology, speeds)
        continue
      }
      if request.work != .none {
        appendWork(
          request, rank: ranks[index], workload, topology, speeds, preference?.order[index])
        continue
      }
      if let order = preference?.order[index] {
        let pools = appendPools(request.chips, workload, topology, order)
        demands.append(Demand(request, pools: pools, sizeRank: ranks[index]))
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
    _ speeds: (any SpeedSource)?, _ order: [ChipHandle]?
  ) {
    let pools = appendPools(request.chips, workload, topology, order)
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
    appendRow(slowest_ns: slowest_ns)
  }

  mutating func appendRow(slowest_ns: Double, mix: [WorkPart] = []) {
    self.slowest_ns.append(slowest_ns)
    mixes.append(mix)
    workRows += 1
  }

  private mutating func appendPools(
    _ selection: ChipSelectionHandle, _ workload: Workload, _ topology: Topology,
    _ order: [ChipHandle]? = nil
  ) -> Range<Int> {
    let begin = candidatePools.count
    var chips = topology.chips.indices.map { ChipHandle($0) } + [.none]
    if selection != .none {
      let wanted = workload.chipSelections[selection.index].flatMap { topology.chips(named: $0) }
      chips = chips.filter { wanted.contains($0) }
    }
    if let order {
      // Nodes without accelerators come last, as ever.
      chips = order.filter { chips.contains($0) } + chips.filter { $0 == .none }
    }
    for chip in chips { appendPools(of: chip, topology) }
    return begin..<candidatePools.count
  }

  /// All pools with the chip that a pool has.
  mutating func appendPools(ofChipIn pool: PoolHandle, _ topology: Topology) {
    appendPools(of: topology.nodeType(of: topology.pools[pool.index]).chip, topology)
  }

  /// All pools of a chip, larger nodes first.
  private mutating func appendPools(of chip: ChipHandle, _ topology: Topology) {
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
