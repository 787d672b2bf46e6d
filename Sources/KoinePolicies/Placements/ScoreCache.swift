import KoineEngine
import KoineModel

/// How welcome a task is on a node: the higher, the better.
struct NodeMark: BitwiseCopyable, Equatable {
  /// From 0 on; -1 for a node that does not hold the task.
  var score: Int16
  /// For a share, the slot it would go to, or -1 to leave that to the cluster.
  var slot: Int16

  init(_ score: Int, slot: Int = -1) {
    self.score = Int16(score)
    self.slot = Int16(slot)
  }

  static var doesNotHold: NodeMark { NodeMark(-1) }
}

/// The marks of every node for each request, worked out again only when a node has changed.
///
/// One row per request, unless that would take more than ``limit`` entries: then requests share rows
/// and a row is cleared when another request takes it over.
struct ScoreCache: ~Copyable {
  /// Most entries of the table, eight bytes each; pages that are never touched cost nothing.
  private static var limit: Int { 1 << 24 }

  struct Entry: BitwiseCopyable {
    /// The node's version when it was marked; 0 for never.
    var version: UInt32
    var mark: NodeMark
  }

  private var entries: Column<Entry>
  private var owners: Column<UInt64>
  private let nodeCount: Int

  init(requestCount: Int, nodeCount: Int) {
    let rows = max(1, min(requestCount, Self.limit / max(nodeCount, 1)))
    entries = Column(zeroed: rows * nodeCount)
    owners = Column(repeating: .max, count: rows)
    self.nodeCount = nodeCount
  }

  /// Where the row of `task` begins.
  mutating func row(for task: Task) -> Int {
    let row = task.requestRank % owners.count
    // A request may be split into tasks of several sizes.
    let owner =
      UInt64(task.requestRank) << 8 | UInt64(task.accelerators) << 1 | (task.isConnected ? 1 : 0)
    if owners[row] != owner {
      owners[row] = owner
      for place in row * nodeCount..<(row + 1) * nodeCount { entries[place].version = 0 }
    }
    return row * nodeCount
  }

  @inline(__always)
  subscript(place: Int) -> Entry {
    get { entries[place] }
    set { entries[place] = newValue }
  }
}
