import KoineModel

/// A job's tasks as they were put on nodes.
struct PlacedGang: BitwiseCopyable {
  /// What the first task holds, and where the rest is.
  var first: Segment
  /// Nodes they are on.
  var nodes: Int32
  /// Pool of the first task.
  var pool: UInt32
  /// Whether its nodes are joined by circuits of an optical supernode.
  var isJoined = false
}

/// How a job is split: some tasks of one size, and perhaps a smaller one.
struct GangSplit: BitwiseCopyable {
  var tasks: Int
  var accelerators: Int
  var remainder: Int

  /// Accelerators of its smallest task.
  var smallestTask: Int { remainder > 0 ? remainder : accelerators }

  /// Whether one node could not do: a full node and a remainder are two tasks.
  var isOnSeveralNodes: Bool { tasks > 1 || remainder > 0 }

  /// The single task of a job that asks for no accelerator.
  static let hostOnly = GangSplit()

  private init() {
    tasks = 1
    accelerators = 0
    remainder = 0
  }

  /// Some tasks of a split.
  init(tasks: Int, of split: GangSplit) {
    self.tasks = tasks
    accelerators = split.accelerators
    remainder = 0
  }

  /// The split of `demand` on nodes of `accelerators`, or `nil` if they are too small for its tasks.
  init?(_ demand: Demand, nodeAccelerators: Int) {
    guard nodeAccelerators > 0 else { return nil }
    if demand.tasks > 0 {
      tasks = demand.tasks
      accelerators = demand.accelerators / demand.tasks
      remainder = 0
      if accelerators > nodeAccelerators { return nil }
    } else if demand.accelerators <= nodeAccelerators {
      tasks = 1
      accelerators = demand.accelerators
      remainder = 0
    } else {
      tasks = demand.accelerators / nodeAccelerators
      accelerators = nodeAccelerators
      remainder = demand.accelerators % nodeAccelerators
    }
  }
}

extension ClusterState {
  /// Places all tasks of a job or none of them.
  ///
  /// A required locality is kept; a preferred one is tried first, then each wider one.
  mutating func place<P: Placement & ~Copyable>(
    _ demand: Demand, with placement: inout P, segments: inout SegmentArena
  ) -> PlacedGang? {
    if needsCare { return placeWithCare(demand, with: &placement, segments: &segments) }
    return placeAnywhere(demand, with: &placement, segments: &segments)
  }

  /// Places a job whatever power it draws.
  @inline(__always)
  mutating func placeAnywhere<P: Placement & ~Copyable>(
    _ demand: Demand, with placement: inout P, segments: inout SegmentArena
  ) -> PlacedGang? {
    if isCounted { return placeCounted(demand) }
    if demand.accelerators == 0 {
      return place(
        .hostOnly, of: demand, pools: demand.pools,
        scope: .anywhere, with: &placement, segments: &segments)
    }
    var locality = demand.locality
    let isDrawnTogether =
      placement.drawsGangsTogether && locality == .anywhere && !demand.localityIsRequired
    if isDrawnTogether { locality = supernodes.count > 0 ? .supernode : .rack }
    while true {
      let placed = place(demand, within: locality, with: &placement, segments: &segments)
      if placed != nil || demand.localityIsRequired || locality == .anywhere { return placed }
      locality = Locality(rawValue: locality.rawValue - 1)!
    }
  }

  private mutating func placeCounted(_ demand: Demand) -> PlacedGang? {
    let wanted = Int64(demand.accelerators) * 1000
    guard !demand.pools.isEmpty, poolFree_milli[0] >= wanted, isSatisfiableByCount(demand)
    else { return nil }
    poolFree_milli[0] -= wanted
    return PlacedGang(first: .none, nodes: Int32(demand.accelerators), pool: 0)
  }

  /// One-accelerator nodes hold no job of several accelerators per task.
  @inline(__always)
  private func isSatisfiableByCount(_ demand: Demand) -> Bool {
    if demand.accelerators <= 1 { return true }
    if demand.tasks > 0 && demand.accelerators > demand.tasks { return false }
    return !demand.localityIsRequired || demand.locality == .anywhere || demand.locality == .rack
  }

  @inline(__always)
  private mutating func place<P: Placement & ~Copyable>(
    _ demand: Demand, within locality: Locality, with placement: inout P,
    segments: inout SegmentArena
  ) -> PlacedGang? {
    switch locality {
    case .island, .node:
      return placeOnOneNode(
        demand, isConnected: locality == .island, with: &placement, segments: &segments)
    case .anywhere:
      if demand.tasks <= 1,
        let placed = placeOnOneNode(
          demand, isConnected: false, with: &placement, segments: &segments)
      {
        return placed
      }
      return placeGang(demand, with: &placement, segments: &segments)
    case .rack, .supernode:
      return placeInDomain(
        demand, isRack: locality == .rack, with: &placement, segments: &segments)
    }
  }

  private mutating func placeOnOneNode<P: Placement & ~Copyable>(
    _ demand: Demand, isConnected: Bool, with placement: inout P, segments: inout SegmentArena
  ) -> PlacedGang? {
    if demand.accelerators > 64 { return nil }
    var task = demand.task(of: demand.accelerators, pools: demand.pools)
    task.isConnected = isConnected
    let choice = placement.choose(task, in: self)
    if choice.node == .none { return nil }
    let mask = take(task, from: choice)
    let first = Segment(mask: mask, node: choice.node.rawValue, next: SegmentArena.end)
    return PlacedGang(first: first, nodes: 1, pool: poolOfNode[choice.node.index])
  }

  /// Tries the pools chip by chip; a job that is split by node size stays on nodes of one size.
  private mutating func placeGang<P: Placement & ~Copyable>(
    _ demand: Demand, with placement: inout P, segments: inout SegmentArena
  ) -> PlacedGang? {
    var begin = demand.pools.lowerBound
    while begin < demand.pools.upperBound {
      let end = endOfGroup(from: begin, demand)
      let size = pools[Int(candidatePools[begin])].accelerators
      if let split = GangSplit(demand, nodeAccelerators: size), split.isOnSeveralNodes,
        freeTaskCount(split.accelerators, pools: begin..<end) >= split.tasks
      {
        let placed =
          placement.drawsGangsTogether && tracksDomains
          ? placeInFewDomains(
            split, of: demand, pools: begin..<end, with: &placement, segments: &segments)
          : place(
            split, of: demand, pools: begin..<end, scope: .anywhere, with: &placement,
            segments: &segments)
        if let placed { return placed }
      }
      begin = end
    }
    return nil
  }

  /// The end of the run of pools that one gang may use together: those of one chip, and, when the
  /// split depends on the size of the node, of one size.
  func endOfGroup(from begin: Int, _ demand: Demand) -> Int {
    let first = pools[Int(candidatePools[begin])]
    var end = begin + 1
    while end < demand.pools.upperBound {
      let pool = pools[Int(candidatePools[end])]
      if pool.chip != first.chip { break }
      if demand.tasks == 0 && pool.accelerators != first.accelerators { break }
      end += 1
    }
    return end
  }

  /// Tasks of `size` accelerators that free accelerators alone would allow.
  /// - Complexity: O(pools x accelerators per node).
  func freeTaskCount(_ size: Int, pools range: Range<Int>) -> Int {
    var count = 0
    for place in range {
      let shape = pools[Int(candidatePools[place])]
      guard shape.accelerators >= size else { continue }
      for free in size...shape.accelerators {
        count += Int(nodesByFree[shape.countBase + free]) * (free / size)
      }
    }
    return count
  }

  /// Whether the pools of any one chip have as much free as `demand` asks for, wherever it lies.
  func hasEnoughFree(for demand: Demand) -> Bool {
    if demand.accelerators == 0 { return true }
    if demand.isMixed { return partsHaveEnoughFree(demand) }
    var free: Int64 = 0
    var chip = ChipHandle.none
    for place in demand.pools {
      let pool = Int(candidatePools[place])
      if pools[pool].chip != chip { (chip, free) = (pools[pool].chip, 0) }
      free += poolFree_milli[pool]
      if free >= demand.accelerators_milli { return true }
    }
    return false
  }

  /// Whether as much is free as ``hasEnoughFree(for:)`` asks for, and by the number of free accelerators
  /// of each node alone it would fit; if not, no placement finds room.
  /// - Complexity: O(pools x accelerators per node).
  func hasNodesFree(for demand: Demand) -> Bool {
    guard hasEnoughFree(for: demand) else { return false }
    if isCounted || needsCare || !demand.isPlain { return true }
    var group = demand
    var begin = demand.pools.lowerBound
    while begin < demand.pools.upperBound {
      let end = endOfGroup(from: begin, demand)
      group.pools = begin..<end
      if fitsPlainly(group) { return true }
      begin = end
    }
    return false
  }

  /// Whether nothing decides where a job fits but the free accelerators of single nodes: it is on one
  /// node wherever it runs, and wants no node rather than another.
  func takesOneFreeNode(_ demand: Demand) -> Bool {
    if isCounted || hasShares || needsCare || !demand.isPlain { return false }
    if demand.locality != .anywhere || demand.tasks > 1 { return false }
    for place in demand.pools
    where demand.accelerators > pools[Int(candidatePools[place])].accelerators {
      return false
    }
    return true
  }

  /// Whether a plain demand fits its pools, which are one group.
  /// - Complexity: O(pools x accelerators per node).
  func fitsPlainly(_ group: Demand) -> Bool {
    if !hasPower(for: group, pools: group.pools) { return false }
    if group.tasks <= 1 && group.accelerators <= 64 {
      for place in group.pools
      where freeCounts[Int(candidatePools[place])] >> UInt64(group.accelerators - 1) != 0 {
        return true
      }
    }
    let size = pools[Int(candidatePools[group.pools.lowerBound])].accelerators
    guard let split = GangSplit(group, nodeAccelerators: size), split.isOnSeveralNodes,
      freeTaskCount(split.accelerators, pools: group.pools) >= split.tasks
    else { return false }
    return split.remainder == 0
      || nodeCount(withFree: split.remainder, pools: group.pools) > split.tasks
  }

  private func nodeCount(withFree least: Int, pools range: Range<Int>) -> Int {
    var count = 0
    for place in range {
      let shape = pools[Int(candidatePools[place])]
      guard shape.accelerators >= least else { continue }
      for free in least...shape.accelerators { count += Int(nodesByFree[shape.countBase + free]) }
    }
    return count
  }

  /// Thousandths of whole free accelerators on the nodes of a pool with at least `least` of them.
  func free_milli(ofPool pool: Int, onNodesWith least: Int) -> Int64 {
    let shape = pools[pool]
    guard least <= shape.accelerators else { return 0 }
    if least == 1 && !hasShares { return poolFree_milli[pool] }
    var free = 0
    for count in least...shape.accelerators {
      free += count * Int(nodesByFree[shape.countBase + count])
    }
    return Int64(free) * 1000
  }

  /// Undoes a placement.
  mutating func remove(
    _ first: Segment, of demand: Demand, segments: inout SegmentArena
  ) {
    if isCounted {
      poolFree_milli[0] += Int64(demand.accelerators) * 1000
      return
    }
    // Most jobs ask for whole accelerators and nothing else: no task has to be made for these.
    let isBare = demand.isBare && !tracksNodes
    var segment = first
    while true {
      if isBare {
        giveBackWhole(segment.mask, to: Int(segment.node))
      } else {
        let task = demand.task(of: segment.mask.nonzeroBitCount, pools: demand.pools)
        giveBack(task, mask: segment.mask, to: Int(segment.node))
      }
      if segment.next == SegmentArena.end { return }
      let place = segment.next
      segment = segments[place]
      segments.remove(place)
    }
  }
}
