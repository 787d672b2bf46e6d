public import KoineModel

extension ClusterState {
  /// Whether `node` has everything that `task` asks for, free now and within its scope.
  public func holds(_ task: Task, on node: NodeHandle) -> Bool {
    let index = node.index
    return isInScope(index, task.scope) && hasRoom(for: task, on: index)
  }

  /// Whether a node within the scope of `task` holds it.
  @inline(__always)
  func hasRoom(for task: Task, on index: Int) -> Bool {
    guard freeCPU_milli[index] >= task.cpu_milli, freeMemory_mib[index] >= task.memory_mib
    else { return false }
    if task.accelerators == 0 { return true }
    let free = freeMask[index]
    if task.share_milli < 1000 {
      return free != 0 || tightestSharedSlot(of: index, task.share_milli) >= 0
    }
    if task.isConnected { return tightestIsland(of: index, task.accelerators) != 0 }
    return free.nonzeroBitCount >= task.accelerators
  }

  @inline(__always)
  func isInScope(_ node: Int, _ scope: Scope) -> Bool {
    switch scope.kind {
    case .anywhere: true
    case .rack: rackOfNode[node] == scope.domain
    case .supernode: supernodeOfNode[node] == scope.domain
    }
  }

  /// Takes what `task` asks for from the chosen node and returns the slots of its accelerators.
  ///
  /// - Precondition: the node holds the task.
  mutating func take(_ task: Task, from choice: NodeChoice) -> UInt64 {
    let node = choice.node.index
    if tracksNodes { nodeLog.note(task, on: node, comes: true) }
    if task.cpu_milli | task.memory_mib != 0 {
      freeCPU_milli[node] -= task.cpu_milli
      freeMemory_mib[node] -= task.memory_mib
      precondition(freeCPU_milli[node] >= 0 && freeMemory_mib[node] >= 0, "the node is full")
    }
    if task.accelerators == 0 { return 0 }
    if task.share_milli < 1000 { return takeShare(task, node: node, slot: choice.slot) }
    let taken = slots(for: task, of: node)
    setFree(node, to: freeMask[node] & ~taken)
    poolFree_milli[Int(poolOfNode[node])] -= Int64(task.accelerators) * 1000
    return taken
  }

  /// Gives back what a task holds.
  @inline(__always)
  mutating func giveBack(_ task: Task, mask: UInt64, to node: Int) {
    if tracksNodes { nodeLog.note(task, on: node, comes: false) }
    if task.cpu_milli | task.memory_mib != 0 {
      freeCPU_milli[node] += task.cpu_milli
      freeMemory_mib[node] += task.memory_mib
    }
    if task.accelerators == 0 { return }
    if task.share_milli < 1000 { return giveBackShare(task, mask: mask, to: node) }
    giveBackWhole(mask, to: node)
  }

  /// Gives back whole accelerators.
  @inline(__always)
  mutating func giveBackWhole(_ mask: UInt64, to node: Int) {
    let milli = Int64(mask.nonzeroBitCount) * 1000
    if isClosed(node) {
      precondition(closedMask[node] & mask == 0, "accelerators were given back twice")
      closedMask[node] |= mask
      return countClosed(milli, on: node)
    }
    precondition(freeMask[node] & mask == 0, "accelerators were given back twice")
    setFree(node, to: freeMask[node] | mask)
    poolFree_milli[Int(poolOfNode[node])] += milli
  }

  /// Takes exactly what a task holds on a copy of the cluster, or has held until now.
  mutating func occupy(_ task: Task, mask: UInt64, on node: Int) {
    if isClosed(node) { return occupyClosed(task, mask: mask, on: node) }
    if task.share_milli < 1000 {
      let slot = mask.trailingZeroBitCount
      _ = take(task, from: NodeChoice(node: NodeHandle(node), slot: slot))
      return
    }
    if tracksNodes { nodeLog.note(task, on: node, comes: true) }
    freeCPU_milli[node] -= task.cpu_milli
    freeMemory_mib[node] -= task.memory_mib
    if task.accelerators == 0 { return }
    precondition(freeMask[node] & mask == mask, "accelerators were taken twice")
    setFree(node, to: freeMask[node] & ~mask)
    poolFree_milli[Int(poolOfNode[node])] -= Int64(task.accelerators) * 1000
  }

  /// The accelerators that a task gets: of the tightest island that holds it, else of as few islands
  /// as possible.
  private func slots(for task: Task, of node: Int) -> UInt64 {
    let free = freeMask[node]
    let count = free.nonzeroBitCount
    precondition(count >= task.accelerators, "the node is full")
    if count == task.accelerators { return free }
    let pool = Int(poolOfNode[node])
    if pools[pool].islandEnd - pools[pool].islandBegin <= 1 {
      return lowestBits(task.accelerators, of: free)
    }
    var remaining = task.accelerators
    var taken: UInt64 = 0
    while remaining > 0 {
      let tight = tightestIsland(of: node, remaining, without: taken)
      if tight != 0 { return taken | lowestBits(remaining, of: tight) }
      precondition(!task.isConnected, "no island of the node holds the task")
      let most = fullestIsland(of: node, without: taken)
      taken |= most
      remaining -= most.nonzeroBitCount
    }
    return taken
  }

  /// The free slots of the island with the fewest that are at least `count`, or 0.
  func tightestIsland(of node: Int, _ count: Int, without taken: UInt64 = 0) -> UInt64 {
    let shape = pools[Int(poolOfNode[node])]
    let free = freeMask[node] & ~taken
    var best: UInt64 = 0
    for island in shape.islandBegin..<shape.islandEnd {
      let mask = free & islandMasks[island]
      let size = mask.nonzeroBitCount
      if size >= count && (best == 0 || size < best.nonzeroBitCount) { best = mask }
    }
    return best
  }

  private func fullestIsland(of node: Int, without taken: UInt64) -> UInt64 {
    let shape = pools[Int(poolOfNode[node])]
    var best: UInt64 = 0
    for island in shape.islandBegin..<shape.islandEnd {
      let mask = freeMask[node] & ~taken & islandMasks[island]
      if mask.nonzeroBitCount > best.nonzeroBitCount { best = mask }
    }
    return best
  }

  /// Records which accelerators of a node are free, and moves it between the sets.
  @inline(__always)
  mutating func setFree(_ node: Int, to mask: UInt64) {
    let before = freeMask[node].nonzeroBitCount
    let after = mask.nonzeroBitCount
    freeMask[node] = mask
    let pool = Int(poolOfNode[node])
    let member = node - pools[pool].firstNode
    let sets = pools[pool].sets
    let countBase = pools[pool].countBase
    if before > 0 {
      sets.remove(member, from: &self.sets, base: pools[pool].setBase + before * sets.wordCount)
      nodesByFree[countBase + before] -= 1
      if nodesByFree[countBase + before] == 0 { freeCounts[pool] &= ~(1 << UInt64(before - 1)) }
    }
    if after > 0 {
      sets.insert(member, into: &self.sets, base: pools[pool].setBase + after * sets.wordCount)
      nodesByFree[countBase + after] += 1
      freeCounts[pool] |= 1 << UInt64(after - 1)
    }
    if tracksDomains {
      let change = Int32(after - before)
      rackFree[Int(rackOfNode[node])] += change
      let supernode = supernodeOfNode[node]
      if supernode != SupernodeHandle.none.rawValue { supernodeFree[Int(supernode)] += change }
    }
  }
}
