import KoineEngine
import KoineModel
import KoineStatistics

/// Any node that holds the task and, for a share, any accelerator that does, all equally likely.
struct RandomPlacement: Placement, ~Copyable {
  private var random: RandomStream
  private var holders: Column<UInt32>

  init(_ topology: Topology, seed: UInt64) {
    random = RandomStream(seed: seed, name: "policy")
    holders = Column(zeroed: topology.nodeCount)
  }

  var judgesNodesAlone: Bool { true }

  /// - Complexity: O(nodes of the task's pools).
  mutating func choose(_ task: Task, in cluster: borrowing ClusterState) -> NodeChoice {
    var count = 0
    for candidate in task.pools {
      for index in cluster.nodes(ofCandidate: candidate, within: task.scope)
      where cluster.holds(task, on: NodeHandle(index)) {
        holders[count] = UInt32(index)
        count += 1
      }
    }
    if count == 0 { return .none }
    let node = NodeHandle(rawValue: holders[random.index(below: count)])
    let slot = task.share_milli < 1000 ? slot(for: task, on: node, in: cluster) : -1
    return NodeChoice(node: node, slot: slot)
  }

  private mutating func slot(
    for task: Task, on node: NodeHandle, in cluster: borrowing ClusterState
  ) -> Int {
    let slots = 0..<cluster.accelerators(of: node)
    var fitting = 0
    for slot in slots where cluster.freeShare_milli(of: node, slot: slot) >= task.share_milli {
      fitting += 1
    }
    var rank = random.index(below: fitting)
    for slot in slots where cluster.freeShare_milli(of: node, slot: slot) >= task.share_milli {
      if rank == 0 { return slot }
      rank -= 1
    }
    preconditionFailure("the node does not hold the task")
  }
}
