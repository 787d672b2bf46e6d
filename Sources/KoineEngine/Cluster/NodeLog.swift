public import KoineModel

/// How often each node has changed and what runs there, for placements that ask for it.
///
/// Sized zero for all others, so that they pay one branch per task.
struct NodeLog: ~Copyable {
  /// Tags of a node: shares of an accelerator, and 1...64 whole ones.
  private static var tagCount: Int { 65 }

  private var versions: Column<UInt32>
  private var tasks: Column<UInt16>
  private var kinds: Column<UInt8>

  init(nodeCount: Int) {
    versions = Column(repeating: 1, count: nodeCount)
    tasks = Column(zeroed: nodeCount * Self.tagCount)
    kinds = Column(zeroed: nodeCount)
  }

  @inline(__always)
  func version(of node: Int) -> UInt32 { versions[node] }

  @inline(__always)
  private func place(_ task: Task, _ node: Int) -> Int {
    node * Self.tagCount + (task.share_milli < 1000 ? 0 : task.accelerators)
  }

  func tasks(like task: Task, on node: Int) -> Int { Int(tasks[place(task, node)]) }

  func kinds(on node: Int) -> Int { Int(kinds[node]) }

  /// Counts a change of a node that no task made.
  mutating func touch(_ node: Int) { versions[node] &+= 1 }

  /// Counts that a task comes to a node, or leaves it.
  @inline(never)
  mutating func note(_ task: Task, on node: Int, comes: Bool) {
    versions[node] &+= 1
    if task.accelerators == 0 { return }
    let place = place(task, node)
    if comes {
      tasks[place] += 1
      if tasks[place] == 1 { kinds[node] += 1 }
    } else {
      tasks[place] -= 1
      if tasks[place] == 0 { kinds[node] -= 1 }
    }
  }
}

extension ClusterState {
  /// Says that what is free on a node has changed although no task came or left.
  mutating func noteChange(of node: Int) {
    if tracksNodes { nodeLog.touch(node) }
  }
}

/// What placements that weigh every node read of one.
extension ClusterState {
  /// A number, never 0, that changes whenever a task comes to the node or leaves it.
  ///
  /// - Precondition: the placement asked for it (``Placement/tracksNodes``).
  @inline(__always)
  public func version(of node: NodeHandle) -> UInt32 { nodeLog.version(of: node.index) }

  /// Tasks on the node that hold as many whole accelerators as `task`, or a share as it does.
  ///
  /// - Precondition: as for ``version(of:)``; `task` asks for accelerators.
  public func tasks(like task: Task, on node: NodeHandle) -> Int {
    nodeLog.tasks(like: task, on: node.index)
  }

  /// Different sizes of tasks on the node, all shares of an accelerator being one size.
  ///
  /// - Precondition: as for ``version(of:)``.
  public func taskSizes(on node: NodeHandle) -> Int { nodeLog.kinds(on: node.index) }

  /// The nodes of the pool at `place` of ``candidatePools`` that a scope may hold, by number.
  @inline(__always)
  public func nodes(ofCandidate place: Int, within scope: Scope) -> Range<Int> {
    let shape = pools[Int(candidatePools[place])]
    let lower = max(shape.firstNode, scope.lower)
    return lower..<max(lower, min(shape.firstNode + shape.nodeCount, scope.upper))
  }

  /// Whether a node belongs to a scope.
  @inline(__always)
  public func contains(_ scope: Scope, _ node: NodeHandle) -> Bool { isInScope(node.index, scope) }

  /// Whether a node has everything that `task` asks for, free now; its scope does not matter.
  @inline(__always)
  public func hasRoom(for task: Task, on node: NodeHandle) -> Bool {
    hasRoom(for: task, on: node.index)
  }

  /// Free host processors, thousandths of a core; at most `limit`.
  @inline(__always)
  public func freeCPU_milli(of node: NodeHandle, atMost limit: Int64) -> Int64 {
    min(freeCPU_milli[node.index], limit)
  }

  /// Accelerators of a node, in use or not.
  public func accelerators(of node: NodeHandle) -> Int {
    pools[Int(poolOfNode[node.index])].accelerators
  }

  /// The chip of a node; ``Handle/none`` for a node without accelerators.
  public func chip(of node: NodeHandle) -> ChipHandle { pools[Int(poolOfNode[node.index])].chip }

  /// Thousandths of an accelerator that are free on a node.
  public func free_milli(of node: NodeHandle) -> Int {
    var free = freeMask[node.index].nonzeroBitCount * 1000
    guard hasShares else { return free }
    var mask = sharedSlots[node.index]
    while mask != 0 {
      free += freeShare_milli(of: node, slot: mask.trailingZeroBitCount)
      mask &= mask - 1
    }
    return free
  }

  /// The accelerator in use with the least free that holds a share, or -1.
  public func tightestSharedSlot(of node: NodeHandle, for share_milli: Int) -> Int {
    tightestSharedSlot(of: node.index, share_milli)
  }
}
