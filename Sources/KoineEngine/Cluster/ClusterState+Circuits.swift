import KoineModel

/// Jobs in optical supernodes: their nodes are joined by circuits, each of which ends at a port.
extension ClusterState {
  /// Whether a job sets circuits where it lies in one optical supernode.
  func setsCircuits(_ demand: Demand) -> Bool {
    optical.isUsed && demand.accelerators > 0
      && (demand.workRow >= 0 || optical.users == .all && demand.locality == .supernode)
  }

  /// Whether a gang that has been placed can be joined by circuits.
  func canJoin(_ gang: PlacedGang, _ segments: borrowing SegmentArena) -> Bool {
    ports(of: gang.first, segments) != nil
  }

  /// Takes the ports of a gang's circuits, or gives them back.
  mutating func setPorts(of first: Segment, _ segments: borrowing SegmentArena, taken: Bool) {
    let ports = usedPorts(by: first, segments) ?? []
    for (node, count) in ports {
      freePorts[node] += taken ? -count : count
      precondition(freePorts[node] >= 0, "more circuits end at a node than it has ports")
    }
    let circuits = Self.circuits(ports)
    if circuits == 0 { return }
    let supernode = Int(supernodeOfNode[Int(first.node)])
    freeCircuits[supernode] += taken ? -circuits : circuits
    precondition(freeCircuits[supernode] >= 0, "more circuits are set than the switches hold")
  }

  /// The ports that circuits of a gang take, if all of them are free.
  private func ports(
    of first: Segment, _ segments: borrowing SegmentArena
  ) -> [(node: Int, count: Int32)]? {
    guard let ports = usedPorts(by: first, segments) else { return nil }
    return areFree(ports, in: Int(supernodeOfNode[Int(first.node)])) ? ports : nil
  }

  /// Each circuit has two ends.
  private static func circuits(_ ports: [(node: Int, count: Int32)]) -> Int32 {
    ports.reduce(0) { $0 + $1.count } / 2
  }

  private func areFree(_ ports: [(node: Int, count: Int32)], in supernode: Int) -> Bool {
    Self.circuits(ports) <= freeCircuits[supernode]
      && ports.allSatisfy { freePorts[$0.node] >= $0.count }
  }

  private func usedPorts(
    by first: Segment, _ segments: borrowing SegmentArena
  ) -> [(node: Int, count: Int32)]? {
    let supernode = Int(supernodeOfNode[Int(first.node)])
    guard supernode < optical.domains.count, let domain = optical.domains[supernode] else {
      return nil
    }
    var group: Set<Int> = []
    var segment = first
    while true {
      if Int(supernodeOfNode[Int(segment.node)]) != supernode { return nil }
      group.insert(Int(optical.positions[Int(segment.node)]))
      if segment.next == SegmentArena.end { break }
      segment = segments[segment.next]
    }
    return usedPorts(joining: group.sorted(), in: domain)
  }

  private func usedPorts(
    joining group: [Int], in domain: OpticalDomain
  ) -> [(node: Int, count: Int32)]? {
    guard
      let pairs = try? CircuitPlan.pairs(
        of: group, domain.shape, nodeCount: domain.nodes.count)
    else { return nil }
    return group.map { place in
      let ends = pairs.count { $0.0 == place } + pairs.count { $0.1 == place }
      return (domain.nodes[place], Int32(ends))
    }
  }

  /// Places a job inside one supernode, joined by circuits where that is optical: the one with least
  /// free that holds it.
  /// - Complexity: O(supernodes x nodes of each), with memory for each.
  mutating func placeInOpticalDomain<P: Placement & ~Copyable>(
    _ split: GangSplit, of demand: Demand, pools range: Range<Int>, with placement: inout P,
    segments: inout SegmentArena
  ) -> PlacedGang? {
    let order = (0..<supernodes.count).filter {
      Int(supernodeFree[$0]) >= demand.accelerators
    }.sorted { (supernodeFree[$0], $0) < (supernodeFree[$1], $1) }
    for supernode in order {
      let domain = supernode < optical.domains.count ? optical.domains[supernode] : nil
      guard
        var gang = place(
          split, of: demand, pools: range, scope: supernodes[supernode], with: &placement,
          segments: &segments)
      else { continue }
      if domain == nil || gang.nodes == 1 { return gang }
      if canJoin(gang, segments) {
        gang.isJoined = true
        return gang
      }
      remove(gang.first, of: demand, segments: &segments)
      if let joined = placeJoined(
        split, of: demand, pools: range, supernode: supernode, in: domain!, &segments)
      {
        return joined
      }
    }
    return nil
  }

  /// Places a job on nodes that circuits can join, whatever the placement would choose.
  private mutating func placeJoined(
    _ split: GangSplit, of demand: Demand, pools range: Range<Int>, supernode: Int,
    in domain: OpticalDomain, _ segments: inout SegmentArena
  ) -> PlacedGang? {
    let task = demand.task(
      of: split.accelerators, pools: range, scope: supernodes[supernode])
    let accepted = Set(range.map { candidatePools[$0] })
    // Nodes inside a group end two circuits; those with one free port may still be its ends.
    for least in [Int32(2), 1, 0] {
      let tasks = domain.nodes.map { node in
        freePorts[node] >= least && accepted.contains(poolOfNode[node])
          ? taskCount(task, on: node) : 0
      }
      for row in optical.rows(of: domain, tasks: tasks) {
        if let gang = fill(row, split, of: demand, task, domain, &segments) { return gang }
      }
    }
    return nil
  }

  /// Puts the tasks on the nodes of a row from its begin on, if circuits can join those that it needs.
  private mutating func fill(
    _ row: [Int], _ split: GangSplit, of demand: Demand, _ task: Task, _ domain: OpticalDomain,
    _ segments: inout SegmentArena
  ) -> PlacedGang? {
    var placed: [(node: Int, task: Task)] = []
    var left = split.tasks
    var next = 0
    while left > 0, next < row.count {
      let node = domain.nodes[row[next]]
      let count = min(left, taskCount(task, on: node))
      placed += Array(repeating: (node, task), count: count)
      left -= count
      next += 1
    }
    if left > 0 { return nil }
    if split.remainder > 0 {
      let rest = demand.task(of: split.remainder, pools: task.pools, scope: task.scope)
      guard next < row.count, holds(rest, on: NodeHandle(domain.nodes[row[next]])) else {
        return nil
      }
      placed.append((domain.nodes[row[next]], rest))
      next += 1
    }
    guard let ports = usedPorts(joining: row.prefix(next).sorted(), in: domain),
      areFree(ports, in: Int(supernodeOfNode[domain.nodes[0]]))
    else { return nil }
    return take(placed, nodes: next, &segments)
  }

  private mutating func take(
    _ placed: [(node: Int, task: Task)], nodes: Int, _ segments: inout SegmentArena
  ) -> PlacedGang {
    var gang = PlacedGang(first: .none, nodes: Int32(nodes), pool: .max, isJoined: nodes > 1)
    for (node, task) in placed.reversed() {
      let mask = take(task, from: NodeChoice(node: NodeHandle(node)))
      let next = gang.first.isNone ? SegmentArena.end : segments.insert(gang.first)
      gang.first = Segment(mask: mask, node: UInt32(node), next: next)
    }
    gang.pool = poolOfNode[Int(gang.first.node)]
    return gang
  }
}
