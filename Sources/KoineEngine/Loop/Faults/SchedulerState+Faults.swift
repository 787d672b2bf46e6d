import KoineModel

extension SchedulerState {
  /// A running job that holds something on `node`, by its slot.
  /// - Complexity: O(tasks of the running jobs).
  func jobOn(_ node: NodeHandle) -> UInt32? {
    for slot in runningSlots() {
      var segment = runningJobs[slot].first
      while true {
        if segment.node == node.rawValue { return slot }
        if segment.next == SegmentArena.end { break }
        segment = segments[segment.next]
      }
    }
    return nil
  }

  /// Ends the running job in `slot` because a node of it failed: what no checkpoint holds is lost.
  ///
  /// - Complexity: O(running jobs).
  mutating func lose(_ slot: UInt32) -> JobHandle {
    if attempts.isUsed && attempts.restartsAfterFailure {
      attempts.restarts += 1
      return end(slot, .failed)
    }
    if !work.movesEnds { events.remove(subject: slot) }
    runningJobs.loseWork(slot)
    let job = finish(slot)
    outcomes[job.index].finish = now
    outcomes[job.index].state = .failed
    return job
  }

  /// Takes an empty node out of service.
  mutating func takeDown(_ node: NodeHandle) {
    cluster.takeDown(node.index)
    releaseCount &+= 1
    ledger.isStale = true
  }

  /// Puts a node that was down back into service, with all of it free.
  mutating func bringUp(_ node: NodeHandle) {
    cluster.bringUp(node.index)
    releaseCount &+= 1
    ledger.isStale = true
  }
}

extension ClusterState {
  /// Takes everything that a node has.
  ///
  /// - Precondition: nobody uses anything of it, and nodes are kept one by one.
  mutating func takeDown(_ node: Int) {
    precondition(!isCounted)
    let shape = pools[Int(poolOfNode[node])]
    precondition(freeMask[node] == shape.fullMask, "a node in use cannot be taken down")
    if shape.accelerators > 0 { setFree(node, to: 0) }
    poolFree_milli[Int(poolOfNode[node])] -= Int64(shape.accelerators) * 1000
    power.takeDown(Int64(shape.accelerators) * 1000, of: Int(poolOfNode[node]))
    freeCPU_milli[node] = -1
    freeMemory_mib[node] = -1
    noteChange(of: node)
  }

  /// Gives back everything that a node has.
  mutating func bringUp(_ node: Int) {
    let shape = pools[Int(poolOfNode[node])]
    if shape.accelerators > 0 { setFree(node, to: shape.fullMask) }
    poolFree_milli[Int(poolOfNode[node])] += Int64(shape.accelerators) * 1000
    power.takeDown(Int64(shape.accelerators) * -1000, of: Int(poolOfNode[node]))
    freeCPU_milli[node] = shape.cpu_milli
    freeMemory_mib[node] = shape.memory_mib
    noteChange(of: node)
  }

  /// The pool of a node, and thousandths of an accelerator that the node has.
  func capacity_milli(of node: Int) -> (pool: Int, milli: Int64) {
    let pool = Int(poolOfNode[node])
    return (pool, Int64(pools[pool].accelerators) * 1000)
  }
}
