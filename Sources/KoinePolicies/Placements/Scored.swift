import KoineEngine
import KoineModel
import KoineStatistics

/// Says how welcome a task is on a node that holds it.
///
/// A score may depend on the task, on the node and on what is there, and on nothing else: it is
/// worked out again only when the node has changed.
protocol NodeScore: ~Copyable {
  /// The score of `task` on `node`, which holds it; 0 or more.
  mutating func mark(
    _ task: Task, on node: NodeHandle, in cluster: borrowing ClusterState
  ) -> NodeMark
}

/// The node with the highest score; ties go to the first in an order drawn once per run.
///
/// A fixed order matters: drawing anew at every decision costs the published policies several points
/// of allocation, because ties then spread tasks over all nodes (`docs/openb.md`).
struct Scored<Score: NodeScore & ~Copyable>: Placement, ~Copyable {
  private var score: Score
  private var cache: ScoreCache
  /// The later a node comes in the order of ties, the smaller.
  private let precedence: Column<UInt32>

  /// - Parameter precedence: by node; of equally good ones the one with the highest is taken.
  init(
    _ score: consuming Score, _ workload: Workload, _ topology: Topology, precedence: [UInt32]
  ) {
    self.score = score
    cache = ScoreCache(requestCount: workload.requests.count, nodeCount: topology.nodeCount)
    self.precedence = Column(precedence)
  }

  var tracksNodes: Bool { true }
  var judgesNodesAlone: Bool { true }

  /// - Complexity: O(nodes of the task's pools).
  mutating func choose(_ task: Task, in cluster: borrowing ClusterState) -> NodeChoice {
    let row = cache.row(for: task)
    var best = NodeChoice.none
    var bestRank: Int64 = -1
    for candidate in task.pools {
      let nodes = cluster.nodes(ofCandidate: candidate, within: task.scope)
      var index = nodes.lowerBound
      while index < nodes.upperBound {
        let node = NodeHandle(index)
        var entry = cache[row + index]
        if entry.version != cluster.version(of: node) {
          entry.version = cluster.version(of: node)
          entry.mark =
            cluster.hasRoom(for: task, on: node)
            ? score.mark(task, on: node, in: cluster) : .doesNotHold
          cache[row + index] = entry
        }
        let rank = Int64(entry.mark.score) << 32 | Int64(precedence[index])
        if rank > bestRank && cluster.contains(task.scope, node) {
          bestRank = rank
          best = NodeChoice(node: node, slot: Int(entry.mark.slot))
        }
        index += 1
      }
    }
    return best
  }
}

/// The numbers below `count` in random order, of the stream `policy`.
func permutation(of count: Int, seed: UInt64) -> [UInt32] {
  var random = RandomStream(seed: seed, name: "policy")
  var numbers = (0..<UInt32(count)).map { $0 }
  for place in stride(from: count - 1, to: 0, by: -1) {
    numbers.swapAt(place, random.index(below: place + 1))
  }
  return numbers
}
