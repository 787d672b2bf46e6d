import KoineModel

/// Room for a job on one node, in the place of jobs that rank after it.
extension SchedulerState {
  /// Lifts the jobs off the cluster that are in the way of `demand` on the first nodes to hold it when
  /// jobs that rank after `key` go one by one, those that rank last first.
  ///
  /// Jobs on other nodes would only be put back. So what each node would have free is counted first, and
  /// nothing else is touched; most jobs on the way are in the way of nobody.
  ///
  /// - Precondition: no node holds `demand` now, and it takes one node
  ///   (``ClusterState/takesOneFreeNode(_:)``).
  /// - Returns: whether there are such nodes; the victims are the jobs that have been lifted.
  mutating func liftFromOneNode(for demand: Demand, rankedAt key: Int64) -> Bool {
    var isFound = false
    var position = preemptible.isEmpty ? nil : Optional(preemptible.last)
    while !isFound, let here = position, preemptible.key(at: here) > key {
      let slot = outcomes[preemptible.job(at: here).index].slot
      position = preemptible.previous(before: here)
      guard isInWay(of: demand, slot) else { continue }
      victims.append(slot)
      isFound = count(slot, for: demand)
    }
    keepVictims(of: demand, isFound: isFound)
    for index in 0..<victims.count {
      let running = runningJobs[victims.slots[index]]
      stopCounting(running.first)
      cluster.release(running.first, of: demands[running.request], segments)
    }
    return isFound
  }

  /// Counts what a victim holds as free; whether one of its nodes has enough then.
  @inline(__always)
  private mutating func count(_ slot: UInt32, for demand: Demand) -> Bool {
    var isFound = false
    var segment = runningJobs[slot].first
    while true {
      let node = Int(segment.node)
      if !cluster.isClosed(node) && isOnPools(of: demand, node) {
        victims.held[node] |= segment.mask
        if holds(demand, node) { isFound = true }
      }
      if segment.next == SegmentArena.end { return isFound }
      segment = segments[segment.next]
    }
  }

  private func isOnPools(of demand: Demand, _ node: Int) -> Bool {
    let pool = cluster.poolOfNode[node]
    for place in demand.pools where cluster.candidatePools[place] == pool { return true }
    return false
  }

  /// Whether a node would hold `demand` without the victims that are counted there.
  @inline(__always)
  private func holds(_ demand: Demand, _ node: Int) -> Bool {
    let held = victims.held[node]
    return held != 0 && (cluster.freeMask[node] | held).nonzeroBitCount >= demand.accelerators
  }

  /// Drops the victims that are on none of the nodes found.
  private mutating func keepVictims(of demand: Demand, isFound: Bool) {
    var kept = 0
    for index in 0..<victims.count {
      let first = runningJobs[victims.slots[index]].first
      if isFound && isOnHolder(of: demand, first) {
        victims.move(from: index, to: kept)
        kept += 1
      } else {
        // None of its nodes is one of those found.
        stopCounting(first)
      }
    }
    victims.keep(kept)
  }

  private func isOnHolder(of demand: Demand, _ first: Segment) -> Bool {
    var segment = first
    while true {
      if holds(demand, Int(segment.node)) { return true }
      if segment.next == SegmentArena.end { return false }
      segment = segments[segment.next]
    }
  }

  /// Counts nothing any more on the nodes of a job.
  private mutating func stopCounting(_ first: Segment) {
    var segment = first
    while true {
      victims.held[Int(segment.node)] = 0
      if segment.next == SegmentArena.end { return }
      segment = segments[segment.next]
    }
  }
}
