public import KoineModel

/// Accelerators that several jobs share, in thousandths.
extension ClusterState {
  /// Free thousandths of one accelerator.
  public func freeShare_milli(of node: NodeHandle, slot: Int) -> Int {
    if freeMask[node.index] >> UInt64(slot) & 1 == 1 { return 1000 }
    let isShared = hasShares && sharedSlots[node.index] >> UInt64(slot) & 1 == 1
    return isShared ? Int(share_milli[shareIndex(node.index, slot)]) : 0
  }

  @inline(__always)
  private func shareIndex(_ node: Int, _ slot: Int) -> Int {
    let shape = pools[Int(poolOfNode[node])]
    return shape.shareBase + (node - shape.firstNode) * shape.accelerators + slot
  }

  /// The slot in use whose free share is the least that holds `wanted`, or -1.
  func tightestSharedSlot(of node: Int, _ wanted: Int) -> Int {
    guard hasShares else { return -1 }
    var best = -1
    var bestFree = Int.max
    var mask = sharedSlots[node]
    while mask != 0 {
      let slot = mask.trailingZeroBitCount
      let free = Int(share_milli[shareIndex(node, slot)])
      if free >= wanted && free < bestFree {
        best = slot
        bestFree = free
      }
      mask &= mask - 1
    }
    return best
  }

  mutating func takeShare(_ task: Task, node: Int, slot chosen: Int) -> UInt64 {
    var slot = chosen
    if slot < 0 { slot = tightestSharedSlot(of: node, task.share_milli) }
    if slot < 0 { slot = freeMask[node].trailingZeroBitCount }
    precondition(slot < 64, "no accelerator of the node holds the share")
    let bit: UInt64 = 1 << UInt64(slot)
    if freeMask[node] & bit != 0 { setFree(node, to: freeMask[node] & ~bit) }
    let index = shareIndex(node, slot)
    precondition(Int(share_milli[index]) >= task.share_milli, "the accelerator is full")
    share_milli[index] -= UInt16(task.share_milli)
    setShared(node, to: share_milli[index] > 0 ? sharedSlots[node] | bit : sharedSlots[node] & ~bit)
    poolFree_milli[Int(poolOfNode[node])] -= Int64(task.share_milli)
    return bit
  }

  mutating func giveBackShare(_ task: Task, mask: UInt64, to node: Int) {
    let index = shareIndex(node, mask.trailingZeroBitCount)
    share_milli[index] += UInt16(task.share_milli)
    precondition(share_milli[index] <= 1000, "a share was given back twice")
    let isWhole = share_milli[index] == 1000
    setShared(node, to: isWhole ? sharedSlots[node] & ~mask : sharedSlots[node] | mask)
    if isClosed(node) {
      if isWhole { closedMask[node] |= mask }
      return countClosed(task.milli, on: node)
    }
    if isWhole { setFree(node, to: freeMask[node] | mask) }
    poolFree_milli[Int(poolOfNode[node])] += Int64(task.share_milli)
  }

  /// Takes a share again that a task has held on a closed node.
  mutating func takeClosedShare(_ task: Task, mask: UInt64, on node: Int) {
    closedMask[node] &= ~mask
    let index = shareIndex(node, mask.trailingZeroBitCount)
    precondition(Int(share_milli[index]) >= task.share_milli, "the accelerator is full")
    share_milli[index] -= UInt16(task.share_milli)
    setShared(
      node, to: share_milli[index] > 0 ? sharedSlots[node] | mask : sharedSlots[node] & ~mask)
  }

  /// Records which accelerators are partly free, and whether the node belongs to the pool's set of
  /// nodes that have such.
  private mutating func setShared(_ node: Int, to mask: UInt64) {
    let before = sharedSlots[node]
    sharedSlots[node] = mask
    guard (before == 0) != (mask == 0) else { return }
    let shape = pools[Int(poolOfNode[node])]
    if mask == 0 {
      shape.sets.remove(node - shape.firstNode, from: &sets, base: shape.setBase)
    } else {
      shape.sets.insert(node - shape.firstNode, into: &sets, base: shape.setBase)
    }
  }
}
