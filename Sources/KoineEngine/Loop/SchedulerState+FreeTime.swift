import KoineModel

/// What free capacity is free for: the last three classes of the ledger.
///
/// While something waits, a free accelerator is withheld if some waiting job could start right now on
/// nodes of its pool and its node could take one of that job's tasks; otherwise it is unusable.
extension SchedulerState {
  /// Lets time pass up to `time`.
  @inline(__always)
  mutating func advance(to time: Instant) {
    if !waiting.isEmpty {
      if ledger.isStale { classifyFreeCapacity() }
      ledger.advance(time - now)
    }
    now = time
  }

  private mutating func classifyFreeCapacity() {
    ledger.isStale = false
    for pool in 0..<cluster.poolCount {
      ledger.unusable_milli[pool] = cluster.poolFree_milli[pool]
      ledger.withheld_milli[pool] = 0
    }
    if cluster.isCounted { return classifyCount() }
    var hasMarks = false
    var rank = waitingDemands.next(from: 0)
    while rank >= 0 {
      let request = waitingDemands.request(rank: rank)
      if failedAtRelease[request] != releaseCount {
        hasMarks = markUsable(by: demands[request], clearing: !hasMarks) || hasMarks
        if hasMarks && unusableIsGone() { break }
      }
      rank = waitingDemands.next(from: rank + 1)
    }
  }

  /// Interchangeable nodes: all of what is free is usable as soon as the smallest job fits.
  private mutating func classifyCount() {
    let smallest = demands[waitingDemands.request(rank: waitingDemands.next(from: 0))]
    let free = cluster.poolFree_milli[0]
    if Int64(smallest.accelerators) * 1000 <= free {
      ledger.withheld_milli[0] = free
      ledger.unusable_milli[0] = 0
    }
  }

  private func unusableIsGone() -> Bool {
    for pool in 0..<cluster.poolCount where ledger.unusable_milli[pool] > 0 { return false }
    return true
  }

  /// Counts as withheld the nodes that `demand` could use if it started now, pool group by pool group.
  private mutating func markUsable(by demand: Demand, clearing: Bool) -> Bool {
    if demand.accelerators == 0 { return false }
    var isMarked = false
    var begin = demand.pools.lowerBound
    while begin < demand.pools.upperBound {
      var group = demand
      let end = cluster.endOfGroup(from: begin, demand)
      group.pools = begin..<end
      begin = end
      var first = FirstHolder()
      guard let gang = cluster.place(group, with: &first, segments: &segments) else { continue }
      cluster.remove(gang.head, of: demand, segments: &segments)
      if clearing && !isMarked { clearMarks() }
      isMarked = true
      mark(group)
    }
    return isMarked
  }

  private mutating func clearMarks() {
    for node in 0..<cluster.nodeCount { ledger.isUsable[node] = false }
  }

  private mutating func mark(_ group: Demand) {
    for place in group.pools {
      let pool = Int(cluster.candidatePools[place])
      let shape = cluster.pools[pool]
      guard ledger.unusable_milli[pool] > 0,
        let split = GangSplit(group, nodeAccelerators: shape.accelerators)
      else { continue }
      let smallest = split.remainder > 0 ? split.remainder : split.accelerators
      let task = group.task(of: smallest, pools: group.pools)
      for node in shape.firstNode..<shape.firstNode + shape.nodeCount
      where !ledger.isUsable[node] && cluster.holds(task, on: NodeHandle(node)) {
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
