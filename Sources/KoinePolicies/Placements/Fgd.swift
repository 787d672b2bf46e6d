import KoineEngine
import KoineModel

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Fragmentation gradient descent: the node whose fragmentation grows least, or shrinks most.
///
/// The score is the logistic function of what the task changes, in accelerators, as a whole percent;
/// a share goes to the accelerator for which that is highest, the first of several. Source: Weng et
/// al., "Beware of Fragmentation", ATC 2023, algorithm 2, and its public simulator (`FGDScore`).
struct Fgd: NodeScore, ~Copyable {
  private let fragmentation: Fragmentation
  /// Fragmentation of each node, and the version it was worked out for.
  private var before: Column<Double>
  private var versions: Column<UInt32>
  private var left_milli: Column<Int32>

  /// - Parameter typical: the tasks by which fragmentation is judged.
  init(_ typical: TypicalTasks, _ topology: Topology) {
    fragmentation = Fragmentation(typical)
    before = Column(zeroed: topology.nodeCount)
    versions = Column(zeroed: topology.nodeCount)
    left_milli = Column(zeroed: 64)
  }

  mutating func mark(
    _ task: Task, on node: NodeHandle, in cluster: borrowing ClusterState
  ) -> NodeMark {
    let count = cluster.load(node, into: &left_milli)
    let cpu = cluster.freeCPU_milli(of: node, atMost: .max)
    let chip = cluster.chip(of: node)
    if versions[node.index] != cluster.version(of: node) {
      versions[node.index] = cluster.version(of: node)
      before[node.index] = fragmentation.ofNode(
        left_milli: left_milli, count: count, cpu_milli: cpu, chip: chip)
    }
    let after = NodeAfter(
      before: before[node.index], count: count, cpu_milli: cpu - task.cpu_milli, chip: chip)
    if task.share_milli < 1000 { return bestShare(Int32(task.share_milli), after) }
    takeWhole(task.accelerators, of: count)
    return NodeMark(score(after))
  }

  /// What does not depend on the slots that the task takes.
  private struct NodeAfter {
    var before: Double
    var count: Int
    var cpu_milli: Int64
    var chip: ChipHandle
  }

  private mutating func takeWhole(_ wanted: Int, of count: Int) {
    var missing = wanted
    var slot = 0
    while missing > 0 && slot < count {
      if left_milli[slot] == 1000 {
        left_milli[slot] = 0
        missing -= 1
      }
      slot += 1
    }
  }

  private mutating func bestShare(_ share_milli: Int32, _ after: NodeAfter) -> NodeMark {
    var best = NodeMark.doesNotHold
    for slot in 0..<after.count where left_milli[slot] >= share_milli && isFirstOfItsKind(slot) {
      left_milli[slot] -= share_milli
      let score = score(after)
      left_milli[slot] += share_milli
      if score > best.score { best = NodeMark(score, slot: slot) }
    }
    return best
  }

  /// Whether no earlier accelerator has as much left: only the first of equals can win.
  private func isFirstOfItsKind(_ slot: Int) -> Bool {
    for earlier in 0..<slot where left_milli[earlier] == left_milli[slot] { return false }
    return true
  }

  private func score(_ after: NodeAfter) -> Int {
    let fragments = fragmentation.ofNode(
      left_milli: left_milli, count: after.count, cpu_milli: after.cpu_milli, chip: after.chip)
    return Int(1 / (1 + exp(-(after.before - fragments) / 1000)) * 100)
  }
}
