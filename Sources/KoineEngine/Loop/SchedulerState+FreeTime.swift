import KoineModel

/// What free capacity is free for: the last three classes of the ledger.
///
/// While something waits, a free accelerator is withheld if some waiting job could start right now on
/// nodes of its pool and its node could take one of that job's tasks; otherwise it is unusable.
extension SchedulerState {
  /// Lets time pass up to `time`.
  @inline(__always)
  mutating func advance(to time: Instant) {
    if !waiting.isEmpty || heldBackCount > 0 {
      if ledger.isStale { classifyFreeCapacity() }
      ledger.advance(time - now)
    }
    if cluster.closedNodes > 0 { ledger.advanceClosed(time - now, cluster) }
    now = time
  }

  private mutating func classifyFreeCapacity() {
    ledger.isStale = false
    if cluster.isCounted { return classifyCount() }
    for pool in 0..<cluster.poolCount { ledger.leastNeed[pool] = .max }
    findLeastNeeds()
    for pool in 0..<cluster.poolCount {
      let usable = cluster.free_milli(ofPool: pool, onNodesWith: ledger.leastNeed[pool])
      ledger.withheld_milli[pool] = usable
      ledger.unusable_milli[pool] = cluster.poolFree_milli[pool] - usable
    }
    if !unusableIsGone() { markNodes() }
  }

  /// Per pool, the fewest free accelerators that make a node usable, where nothing else matters.
  private mutating func findLeastNeeds() {
    var rank = waitingDemands.next(from: 0)
    while rank >= 0 {
      let request = waitingDemands.request(rank: rank)
      if failedAtRelease[request] != releaseCount, demands[request].isPlain {
        let demand = demands[request]
        forEachGroup(of: demand) { group, state in
          if state.cluster.fitsPlainly(group) { state.lowerNeeds(to: group) }
        }
        if needsAreLeast() { return }
      }
      rank = waitingDemands.next(from: rank + 1)
    }
  }

  private mutating func lowerNeeds(to group: Demand) {
    for place in group.pools {
      let pool = Int(cluster.candidatePools[place])
      if let split = GangSplit(group, nodeAccelerators: cluster.pools[pool].accelerators) {
        ledger.leastNeed[pool] = min(ledger.leastNeed[pool], split.smallestTask)
      }
    }
  }

  /// Whether every node with anything free is usable already.
  private func needsAreLeast() -> Bool {
    for pool in 0..<cluster.poolCount {
      let counts = cluster.freeCounts[pool]
      if counts != 0 && ledger.leastNeed[pool] > counts.trailingZeroBitCount + 1 { return false }
    }
    return true
  }

  /// Nodes that are usable by jobs which need more than accelerators there.
  private mutating func markNodes() {
    var hasMarks = false
    var rank = waitingDemands.next(from: 0)
    while rank >= 0 {
      let request = waitingDemands.request(rank: rank)
      if failedAtRelease[request] != releaseCount, !demands[request].isPlain,
        demands[request].accelerators > 0
      {
        let demand = demands[request]
        if demand.isMixed {
          markParts(of: demand, &hasMarks)
        } else {
          forEachGroup(of: demand) { group, state in
            if state.fits(group) { state.mark(group, &hasMarks) }
          }
        }
        if unusableIsGone() { return }
      }
      rank = waitingDemands.next(from: rank + 1)
    }
  }

  /// The parts of a mixed job start together or not at all.
  private mutating func markParts(of demand: Demand, _ hasMarks: inout Bool) {
    if !fits(demand) { return }
    for index in demand.parts {
      forEachGroup(of: cluster.parts[index]) { group, state in
        if state.fits(group) { state.mark(group, &hasMarks) }
      }
    }
  }

  /// Calls `body` with the part of `demand` that falls to each group of pools.
  @inline(__always)
  private mutating func forEachGroup(
    of demand: Demand, _ body: (Demand, inout SchedulerState) -> Void
  ) {
    var begin = demand.pools.lowerBound
    while begin < demand.pools.upperBound {
      let end = cluster.endOfGroup(from: begin, demand)
      var group = demand
      group.pools = begin..<end
      body(group, &self)
      begin = end
    }
  }

  private mutating func fits(_ group: Demand) -> Bool {
    var first = FirstHolder()
    guard let gang = cluster.place(group, with: &first, segments: &segments) else { return false }
    cluster.remove(gang.first, of: group, segments: &segments)
    return true
  }

  /// Interchangeable nodes: all of what is free is usable as soon as the smallest job fits.
  private mutating func classifyCount() {
    let free = cluster.poolFree_milli[0]
    let rank = waitingDemands.next(from: 0)
    let isUsable =
      rank >= 0
      && Int64(demands[waitingDemands.request(rank: rank)].accelerators) * 1000 <= free
    ledger.withheld_milli[0] = isUsable ? free : 0
    ledger.unusable_milli[0] = isUsable ? 0 : free
  }

  private func unusableIsGone() -> Bool {
    for pool in 0..<cluster.poolCount where ledger.unusable_milli[pool] > 0 { return false }
    return true
  }

  private mutating func clearMarks() {
    for node in 0..<cluster.nodeCount { ledger.isUsable[node] = false }
  }

  private mutating func mark(_ group: Demand, _ hasMarks: inout Bool) {
    if !hasMarks { clearMarks() }
    hasMarks = true
    for place in group.pools {
      let pool = Int(cluster.candidatePools[place])
      let shape = cluster.pools[pool]
      guard ledger.unusable_milli[pool] > 0,
        let split = GangSplit(group, nodeAccelerators: shape.accelerators)
      else { continue }
      let task = group.task(of: split.smallestTask, pools: group.pools)
      let least = ledger.leastNeed[pool]
      for node in shape.firstNode..<shape.firstNode + shape.nodeCount
      where !ledger.isUsable[node] && cluster.freeMask[node].nonzeroBitCount < least
        && cluster.holds(task, on: NodeHandle(node))
      {
        ledger.isUsable[node] = true
        let free = usable_milli(of: node, for: task)
        ledger.withheld_milli[pool] += free
        ledger.unusable_milli[pool] -= free
      }
    }
  }

  /// Whole accelerators of the node, and for a share the partly free ones too.
  private func usable_milli(of node: Int, for task: Task) -> Int64 {
    var free = Int64(cluster.freeMask[node].nonzeroBitCount) * 1000
    guard task.share_milli < 1000 else { return free }
    var mask = cluster.sharedSlots[node]
    while mask != 0 {
      free += Int64(cluster.freeShare_milli(of: NodeHandle(node), slot: mask.trailingZeroBitCount))
      mask &= mask - 1
    }
    return free
  }
}
