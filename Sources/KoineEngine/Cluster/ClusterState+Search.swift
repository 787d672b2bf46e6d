import KoineModel

/// Which of the nodes that hold a task is wanted.
public enum Fit: Sendable {
  /// The one left with the fewest free accelerators; ties by pool, then by number.
  case tightest
  /// The one left with the most; ties by pool, then by number.
  case loosest
  /// The first by pool, then by number.
  case first
}

extension ClusterState {
  /// The node of `task`'s pools that fits as wanted.
  ///
  /// - Complexity: O(pools) when free accelerators alone decide; otherwise the nodes that hold the
  ///   accelerators but not the rest are looked at one by one.
  public func node(for task: Task, _ fit: Fit) -> NodeChoice {
    if task.isPlain {
      switch fit {
      case .tightest: return tightestPlain(task)
      case .loosest: return loosestPlain(task)
      case .first: return firstPlain(task)
      }
    }
    if task.accelerators == 0 { return firstByScan(task) }
    if task.share_milli < 1000, fit != .loosest {
      let shared = sharedNode(for: task, fit)
      if shared.node != .none { return shared }
    }
    switch fit {
    case .tightest: return search(task, ascending: true)
    case .loosest: return search(task, ascending: false)
    case .first: return firstByScan(task)
    }
  }

  @inline(__always)
  private func firstNode(ofPool pool: Int, free: Int) -> NodeHandle {
    let sets = pools[pool].sets
    let member = sets.first(in: self.sets, base: pools[pool].setBase + free * sets.wordCount)
    return NodeHandle(pools[pool].firstNode + member)
  }

  @inline(__always)
  private func tightestPlain(_ task: Task) -> NodeChoice {
    var bestPool = -1
    var bestFree = Int.max
    for place in task.pools {
      let pool = Int(candidatePools[place])
      let counts = freeCounts[pool] >> UInt64(task.accelerators - 1)
      if counts != 0 {
        let free = task.accelerators + counts.trailingZeroBitCount
        if free < bestFree {
          bestPool = pool
          bestFree = free
          if free == task.accelerators { break }
        }
      }
    }
    return bestPool < 0 ? .none : NodeChoice(node: firstNode(ofPool: bestPool, free: bestFree))
  }

  private func loosestPlain(_ task: Task) -> NodeChoice {
    var bestPool = -1
    var bestFree = task.accelerators - 1
    for place in task.pools {
      let pool = Int(candidatePools[place])
      let free = 64 - freeCounts[pool].leadingZeroBitCount
      if free > bestFree {
        bestPool = pool
        bestFree = free
      }
    }
    return bestPool < 0 ? .none : NodeChoice(node: firstNode(ofPool: bestPool, free: bestFree))
  }

  private func firstPlain(_ task: Task) -> NodeChoice {
    for place in task.pools {
      let pool = Int(candidatePools[place])
      var counts = freeCounts[pool] >> UInt64(task.accelerators - 1)
      var first = NodeHandle.none
      var free = task.accelerators
      while counts != 0 {
        free += counts.trailingZeroBitCount
        first = min(first, firstNode(ofPool: pool, free: free))
        counts >>= UInt64(counts.trailingZeroBitCount)
        counts >>= 1
        free += 1
      }
      if first != .none { return NodeChoice(node: first) }
    }
    return .none
  }

  /// The first node that holds `task`, free count by free count over all pools.
  private func search(_ task: Task, ascending: Bool) -> NodeChoice {
    for step in task.accelerators...64 {
      let free = ascending ? step : 64 + task.accelerators - step
      for place in task.pools {
        let pool = Int(candidatePools[place])
        if freeCounts[pool] >> UInt64(free - 1) & 1 == 0 { continue }
        let node = firstHolder(of: task, pool: pool, set: free)
        if node != .none { return NodeChoice(node: node) }
      }
    }
    return .none
  }

  /// The first node of one of the pool's sets, within the scope, that holds `task`.
  private func firstHolder(of task: Task, pool: Int, set: Int) -> NodeHandle {
    let shape = pools[pool]
    let base = shape.setBase + set * shape.sets.wordCount
    let upper = min(task.scope.upper, shape.firstNode + shape.nodeCount)
    var member = max(task.scope.lower - shape.firstNode, 0)
    while true {
      member = shape.sets.next(from: member, in: sets, base: base)
      if member < 0 || shape.firstNode + member >= upper { return .none }
      let node = NodeHandle(shape.firstNode + member)
      if holds(task, on: node) { return node }
      member += 1
    }
  }

  private func sharedNode(for task: Task, _ fit: Fit) -> NodeChoice {
    var best = NodeChoice.none
    var bestFree = Int.max
    for place in task.pools {
      let pool = Int(candidatePools[place])
      let shape = pools[pool]
      var member = shape.sets.next(from: 0, in: sets, base: shape.setBase)
      while member >= 0 {
        let node = NodeHandle(shape.firstNode + member)
        let slot = tightestSharedSlot(of: node.index, task.share_milli)
        if slot >= 0, holds(task, on: node) {
          let free = freeShare_milli(of: node, slot: slot)
          if fit == .first { return NodeChoice(node: node, slot: slot) }
          if free < bestFree {
            best = NodeChoice(node: node, slot: slot)
            bestFree = free
          }
        }
        member = shape.sets.next(from: member + 1, in: sets, base: shape.setBase)
      }
    }
    return best
  }

  private func firstByScan(_ task: Task) -> NodeChoice {
    for place in task.pools {
      let shape = pools[Int(candidatePools[place])]
      let lower = max(shape.firstNode, task.scope.lower)
      let upper = min(shape.firstNode + shape.nodeCount, task.scope.upper)
      var node = lower
      while node < upper {
        if holds(task, on: NodeHandle(node)) { return NodeChoice(node: NodeHandle(node)) }
        node += 1
      }
    }
    return .none
  }
}
