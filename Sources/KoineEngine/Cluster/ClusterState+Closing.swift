import KoineModel

/// Why nothing may start on a node.
enum NodeClosing: UInt8 {
  case none = 0
  /// Failed, or drained: what is free of it counts as down.
  case down = 1
  /// Held ready for the failure of another: what is free of it counts as reserved.
  case spare = 2
}

/// Nodes on which nothing may start, while what runs there goes on.
///
/// What is free of a closed node, or becomes free, lies in ``ClusterState/closedMask`` instead of
/// ``ClusterState/freeMask``, and its processors are shifted below zero, so that every index, score and
/// search works on without knowing of it.
extension ClusterState {
  @inline(__always)
  func isClosed(_ node: Int) -> Bool { closedNodes > 0 && closing[node] != 0 }

  /// Closes a node, or opens it again.
  ///
  /// - Precondition: nodes are kept one by one.
  mutating func setClosing(_ node: Int, _ reason: NodeClosing) {
    precondition(!isCounted)
    let before = closing[node]
    if before == reason.rawValue { return }
    let pool = Int(poolOfNode[node])
    if before == 0 { withdraw(node, pool) }
    let amount = withdrawn_milli(of: node)
    if before != 0 { closed_milli[Self.place(pool, before)] -= amount }
    closing[node] = reason.rawValue
    closedChanges &+= 1
    if reason == .none {
      putBack(node, pool, amount)
    } else {
      closed_milli[Self.place(pool, reason.rawValue)] += amount
    }
    noteChange(of: node)
  }

  private mutating func withdraw(_ node: Int, _ pool: Int) {
    let free = Int64(free_milli(of: NodeHandle(node)))
    closedMask[node] = freeMask[node]
    if freeMask[node] != 0 { setFree(node, to: 0) }
    poolFree_milli[pool] -= free
    power.takeDown(free, of: pool)
    freeCPU_milli[node] &+= .min
    closedNodes += 1
  }

  private mutating func putBack(_ node: Int, _ pool: Int, _ amount: Int64) {
    if closedMask[node] != 0 { setFree(node, to: closedMask[node]) }
    closedMask[node] = 0
    poolFree_milli[pool] += amount
    power.takeDown(-amount, of: pool)
    freeCPU_milli[node] &+= .min
    closedNodes -= 1
  }

  private func withdrawn_milli(of node: Int) -> Int64 {
    Int64(closedMask[node].nonzeroBitCount * 1000 + free_milli(of: NodeHandle(node)))
  }

  private static func place(_ pool: Int, _ closing: UInt8) -> Int { 2 * pool + Int(closing) - 1 }

  /// Thousandths of an accelerator of a pool that nobody uses on nodes closed for a reason.
  func closed_milli(ofPool pool: Int, _ reason: NodeClosing) -> Int64 {
    closed_milli[Self.place(pool, reason.rawValue)]
  }

  // MARK: Tasks that were there before

  /// Counts what a task leaves, or takes again, on a closed node.
  mutating func countClosed(_ milli: Int64, on node: Int) {
    let pool = Int(poolOfNode[node])
    closed_milli[Self.place(pool, closing[node])] += milli
    closedChanges &+= 1
    power.takeDown(milli, of: pool)
  }

  /// Takes back what a task has held on a closed node.
  mutating func occupyClosed(_ task: Task, mask: UInt64, on node: Int) {
    if tracksNodes { nodeLog.note(task, on: node, comes: true) }
    freeCPU_milli[node] -= task.cpu_milli
    freeMemory_mib[node] -= task.memory_mib
    if task.accelerators == 0 { return }
    if task.share_milli < 1000 {
      takeClosedShare(task, mask: mask, on: node)
    } else {
      precondition(closedMask[node] & mask == mask, "accelerators were taken twice")
      closedMask[node] &= ~mask
    }
    countClosed(-task.milli, on: node)
  }

  /// Whether what a task held on a closed node is still nobody else's.
  func isFreeOnClosed(_ task: Task, _ segment: Segment) -> Bool {
    let node = Int(segment.node)
    if freeCPU_milli[node] &+ .min < task.cpu_milli || freeMemory_mib[node] < task.memory_mib {
      return false
    }
    if task.share_milli == 1000 { return closedMask[node] & segment.mask == segment.mask }
    if closedMask[node] & segment.mask != 0 { return true }
    let slot = segment.mask.trailingZeroBitCount
    return freeShare_milli(of: NodeHandle(node), slot: slot) >= task.share_milli
  }
}

extension Task {
  /// Thousandths of an accelerator in all.
  var milli: Int64 { share_milli < 1000 ? Int64(share_milli) : Int64(accelerators) * 1000 }
}
