import KoineModel

/// Gangs within racks and supernodes.
extension ClusterState {
  /// Places the tasks of `run` one by one, in order of falling size; all or none.
  mutating func place<P: Placement & ~Copyable>(
    _ run: GangSplit, of demand: Demand, pools range: Range<Int>, scope: Scope,
    with placement: inout P, segments: inout SegmentArena
  ) -> PlacedGang? {
    var gang = PlacedGang(first: .none, nodes: 0, pool: .max)
    let isPlaced = extend(
      &gang, by: run, of: demand, pools: range, scope: scope, with: &placement,
      segments: &segments)
    if isPlaced { return gang }
    undo(gang, of: demand, segments: &segments)
    return nil
  }

  /// Adds tasks to a gang; on failure the gang holds those that were placed.
  private mutating func extend<P: Placement & ~Copyable>(
    _ gang: inout PlacedGang, by run: GangSplit, of demand: Demand, pools range: Range<Int>,
    scope: Scope, with placement: inout P, segments: inout SegmentArena
  ) -> Bool {
    let task = demand.task(of: run.accelerators, pools: range, scope: scope)
    for _ in 0..<run.tasks {
      if !add(task, to: &gang, with: &placement, segments: &segments) { return false }
    }
    if run.remainder == 0 { return true }
    let rest = demand.task(of: run.remainder, pools: range, scope: scope)
    return add(rest, to: &gang, with: &placement, segments: &segments)
  }

  private mutating func add<P: Placement & ~Copyable>(
    _ task: Task, to gang: inout PlacedGang, with placement: inout P,
    segments: inout SegmentArena
  ) -> Bool {
    let choice = placement.choose(task, in: self)
    if choice.node == .none { return false }
    let isNew = !isOn(choice.node, gang, task, segments)
    let mask = take(task, from: choice)
    if gang.first.isNone {
      gang.first = Segment(mask: mask, node: choice.node.rawValue, next: SegmentArena.end)
    } else {
      gang.first.next = segments.insert(
        Segment(mask: mask, node: choice.node.rawValue, next: gang.first.next))
    }
    gang.nodes += isNew ? 1 : 0
    if gang.pool == .max { gang.pool = poolOfNode[choice.node.index] }
    return true
  }

  /// Whether an earlier task of the gang is on `node`; never, on an idle one.
  private func isOn(
    _ node: NodeHandle, _ gang: PlacedGang, _ task: Task, _ segments: borrowing SegmentArena
  ) -> Bool {
    if freeMask[node.index] == pools[Int(poolOfNode[node.index])].fullMask { return false }
    if gang.first.node == node.rawValue { return true }
    var place = gang.first.next
    while place != SegmentArena.end {
      if segments[place].node == node.rawValue { return true }
      place = segments[place].next
    }
    return false
  }

  /// Takes back the tasks of a gang that could not be completed.
  private mutating func undo(
    _ gang: PlacedGang, of demand: Demand, segments: inout SegmentArena
  ) {
    if !gang.first.isNone { remove(gang.first, of: demand, segments: &segments) }
  }

  /// Places a job inside one rack or supernode: of those that hold it, the one with least free.
  mutating func placeInDomain<P: Placement & ~Copyable>(
    _ demand: Demand, isRack: Bool, with placement: inout P, segments: inout SegmentArena
  ) -> PlacedGang? {
    var begin = demand.pools.lowerBound
    while begin < demand.pools.upperBound {
      let end = endOfGroup(from: begin, demand)
      let size = pools[Int(candidatePools[begin])].accelerators
      if let split = GangSplit(demand, nodeAccelerators: size),
        freeTaskCount(split.accelerators, pools: begin..<end) >= split.tasks
      {
        if !isRack && split.isOnSeveralNodes && setsCircuits(demand) {
          if let placed = placeInOpticalDomain(
            split, of: demand, pools: begin..<end, with: &placement, segments: &segments)
          {
            return placed
          }
          begin = end
          continue
        }
        let domain = tightestDomain(for: split, of: demand, pools: begin..<end, isRack: isRack)
        if domain >= 0 {
          let scope = isRack ? racks[domain] : supernodes[domain]
          if let placed = place(
            split, of: demand, pools: begin..<end, scope: scope, with: &placement,
            segments: &segments)
          {
            return placed
          }
        }
      }
      begin = end
    }
    return nil
  }

  /// - Complexity: O(domains + nodes of the domains with enough free accelerators).
  private func tightestDomain(
    for run: GangSplit, of demand: Demand, pools range: Range<Int>, isRack: Bool
  ) -> Int {
    var best = -1
    var bestFree = Int32.max
    let count = isRack ? racks.count : supernodes.count
    for domain in 0..<count {
      let free = isRack ? rackFree[domain] : supernodeFree[domain]
      if demand.share_milli == 1000 && Int(free) < demand.accelerators || free >= bestFree {
        continue
      }
      let scope = isRack ? racks[domain] : supernodes[domain]
      if holds(run, of: demand, pools: range, scope: scope) {
        best = domain
        bestFree = free
      }
    }
    return best
  }

  /// Whether the nodes of a scope hold all tasks of a run.
  private func holds(
    _ run: GangSplit, of demand: Demand, pools range: Range<Int>, scope: Scope
  ) -> Bool {
    let task = demand.task(of: run.accelerators, pools: range, scope: scope)
    if run.remainder == 0 { return taskCount(task, atMost: run.tasks) >= run.tasks }
    // Full nodes first; the remainder goes to one more full node or to a partly used one.
    let rest = demand.task(of: run.remainder, pools: range, scope: scope)
    return taskCount(task, atMost: run.tasks) >= run.tasks
      && taskCount(rest, atMost: .max, perNode: 1) > run.tasks
  }

  /// Tasks that the nodes of its scope hold together, counted up to a limit.
  private func taskCount(_ task: Task, atMost limit: Int, perNode most: Int = .max) -> Int {
    var count = 0
    for place in task.pools {
      let shape = pools[Int(candidatePools[place])]
      var node = max(shape.firstNode, task.scope.lower)
      let upper = min(shape.firstNode + shape.nodeCount, task.scope.upper)
      while node < upper && count < limit {
        if isInScope(node, task.scope) { count += min(most, taskCount(task, on: node)) }
        node += 1
      }
    }
    return count
  }

  func taskCount(_ task: Task, on node: Int) -> Int {
    guard task.share_milli == 1000, task.accelerators > 0 else {
      return holds(task, on: NodeHandle(node)) ? 1 : 0
    }
    var count = freeMask[node].nonzeroBitCount / task.accelerators
    if count == 0 { return 0 }
    if task.cpu_milli > 0 { count = min(count, Int(freeCPU_milli[node] / task.cpu_milli)) }
    if task.memory_mib > 0 { count = min(count, Int(freeMemory_mib[node] / task.memory_mib)) }
    return count
  }

  /// Places a gang that no single domain holds over as few domains as possible: always the one that
  /// takes the most of what is left.
  mutating func placeInFewDomains<P: Placement & ~Copyable>(
    _ run: GangSplit, of demand: Demand, pools range: Range<Int>,
    with placement: inout P, segments: inout SegmentArena
  ) -> PlacedGang? {
    var gang = PlacedGang(first: .none, nodes: 0, pool: .max)
    var remaining = run.tasks
    let isRack = supernodes.count == 0 || !hasSupernodes(range)
    while remaining > 0 {
      let (scope, held) = roomiestDomain(
        demand.task(of: run.accelerators, pools: range), upTo: remaining, isRack: isRack)
      let part = GangSplit(tasks: held == 0 ? remaining : held, of: run)
      let isPlaced = extend(
        &gang, by: part, of: demand, pools: range, scope: scope, with: &placement,
        segments: &segments)
      if !isPlaced {
        undo(gang, of: demand, segments: &segments)
        return nil
      }
      remaining -= part.tasks
    }
    if run.remainder > 0 {
      let rest = demand.task(of: run.remainder, pools: range)
      if !add(rest, to: &gang, with: &placement, segments: &segments) {
        undo(gang, of: demand, segments: &segments)
        return nil
      }
    }
    return gang
  }

  private func hasSupernodes(_ range: Range<Int>) -> Bool {
    let shape = pools[Int(candidatePools[range.lowerBound])]
    return supernodeOfNode[shape.firstNode] != SupernodeHandle.none.rawValue
  }

  /// The domain that takes the most tasks, up to `limit`; with none, anywhere and 0.
  private func roomiestDomain(
    _ task: Task, upTo limit: Int, isRack: Bool
  ) -> (scope: Scope, tasks: Int) {
    var best = Scope.anywhere
    var most = 0
    let count = isRack ? racks.count : supernodes.count
    for domain in 0..<count {
      let free = isRack ? rackFree[domain] : supernodeFree[domain]
      if Int(free) / max(task.accelerators, 1) <= most { continue }
      var scoped = task
      scoped.scope = isRack ? racks[domain] : supernodes[domain]
      let held = min(limit, taskCount(scoped, atMost: limit))
      if held > most {
        best = scoped.scope
        most = held
      }
      if most == limit { break }
    }
    return (best, most)
  }
}
