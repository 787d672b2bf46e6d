public import KoineModel

/// Faults of a cluster in which some nodes of every pool are held ready for the failure of others.
///
/// A spare takes the place of the first node that fails, at once; that node is a spare when it is
/// repaired. The last nodes of a pool are the spares that it begins with.
public struct HotSpares: FaultSource {
  private var source: any FaultSource
  private let begin: Instant
  private var pools: [Pool]
  private let poolOfNode: [Int]
  private var hasBegun = false
  /// By node: open failures, and what part the node plays.
  private var failures: [Int]
  private var roles: [Role]

  private enum Role { case works, isReady, isReplaced, waits }

  private struct Pool {
    /// Spares that are up.
    var ready: [Int]
    /// Nodes that failed while no spare was ready, the first to fail first.
    var waiting: [Int] = []
  }

  /// - Parameter count: spares of each pool; pools of no more nodes than that keep one at work.
  public init(_ source: any FaultSource, count: Int, on topology: Topology, from begin: Instant) {
    precondition(count > 0)
    self.source = source
    self.begin = begin
    failures = Array(repeating: 0, count: topology.nodeCount)
    roles = Array(repeating: .works, count: topology.nodeCount)
    pools = topology.pools.map { pool in
      Pool(ready: Array(pool.nodes.suffix(min(count, max(0, pool.nodes.count - 1)))))
    }
    poolOfNode = topology.pools.enumerated().flatMap { index, pool in
      Array(repeating: index, count: pool.nodes.count)
    }
    for node in pools.flatMap(\.ready) { roles[node] = .isReady }
  }

  public var isEmpty: Bool { source.isEmpty && !roles.contains { $0 == .isReady } }

  public mutating func nextChanges() -> [FaultSchedule.Change] {
    if !hasBegun {
      hasBegun = true
      let changes = pools.flatMap(\.ready).map {
        FaultSchedule.Change(time: begin, node: NodeHandle($0), .becomesSpare)
      }
      if !changes.isEmpty { return changes }
    }
    return source.nextChanges().flatMap { change in
      [change] + reaction(to: change)
    }.inOrderOfApplication()
  }

  private mutating func reaction(to change: FaultSchedule.Change) -> [FaultSchedule.Change] {
    let node = change.node.index
    switch change.kind {
    case .fails:
      failures[node] += 1
      return failures[node] == 1 ? replace(node, at: change.time) : []
    case .isRepaired:
      failures[node] -= 1
      return failures[node] == 0 ? takeBack(node, at: change.time) : []
    case .pace, .portPace, .drains, .isOpen, .becomesSpare, .isNoSpare: return []
    }
  }

  private mutating func replace(_ node: Int, at time: Instant) -> [FaultSchedule.Change] {
    let pool = poolOfNode[node]
    if roles[node] == .isReady {
      pools[pool].ready.removeAll { $0 == node }
      roles[node] = .isReplaced
      return []
    }
    guard !pools[pool].ready.isEmpty else {
      pools[pool].waiting.append(node)
      roles[node] = .waits
      return []
    }
    let spare = pools[pool].ready.removeFirst()
    roles[spare] = .works
    roles[node] = .isReplaced
    return [FaultSchedule.Change(time: time, node: NodeHandle(spare), .isNoSpare)]
  }

  private mutating func takeBack(_ node: Int, at time: Instant) -> [FaultSchedule.Change] {
    let pool = poolOfNode[node]
    let wasReplaced = roles[node] == .isReplaced
    pools[pool].waiting.removeAll { $0 == node }
    roles[node] = .works
    guard wasReplaced else { return [] }
    if !pools[pool].waiting.isEmpty {
      roles[pools[pool].waiting.removeFirst()] = .isReplaced
      // It may have been a spare when it failed.
      return [FaultSchedule.Change(time: time, node: NodeHandle(node), .isNoSpare)]
    }
    pools[pool].ready.append(node)
    roles[node] = .isReady
    return [FaultSchedule.Change(time: time, node: NodeHandle(node), .becomesSpare)]
  }
}
