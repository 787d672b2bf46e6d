import KoineEngine
import KoineModel

/// Nodes that run tasks of the same size, above all those that run nothing else; the fuller first.
///
/// Sizes are the number of whole accelerators; shares are one size. Tasks without accelerators do
/// not count. Source: Xiao et al., "Gandiva", OSDI 2018, in the form of Weng et al., ATC 2023 (policy
/// `GpuClustering`).
struct GpuClustering: NodeScore {
  let largest: LargestNode

  func mark(
    _ task: Task, on node: NodeHandle, in cluster: borrowing ClusterState
  ) -> NodeMark {
    if task.accelerators == 0 { return NodeMark(0) }
    let capacity = largest.accelerators_milli
    let fullness = 25 * (capacity - cluster.free_milli(of: node)) / capacity
    return NodeMark(affinity(of: task, to: node, in: cluster) + fullness)
  }

  private func affinity(
    of task: Task, to node: NodeHandle, in cluster: borrowing ClusterState
  ) -> Int {
    let sizes = cluster.taskSizes(on: node)
    if sizes == 0 { return 25 }
    if cluster.tasks(like: task, on: node) == 0 { return 0 }
    return sizes == 1 ? 75 : 50
  }
}
