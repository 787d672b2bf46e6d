import KoineEngine
import KoineModel

/// Accelerators that are shared already first, then idle ones of used nodes, then idle nodes.
///
/// Among shared ones the fullest, among nodes those with fewer idle accelerators. Source: Weng et
/// al., "MLaaS in the wild", NSDI 2022, in the form of Weng et al., ATC 2023 (policy `GpuPacking`).
struct GpuPacking: NodeScore {
  func mark(
    _ task: Task, on node: NodeHandle, in cluster: borrowing ClusterState
  ) -> NodeMark {
    if task.accelerators == 0 { return NodeMark(0) }
    let idle = cluster.freeAccelerators(of: node)
    // The published formula is max(33 - idle, idle): the same up to 16, and no node is larger there.
    if idle == cluster.accelerators(of: node) { return NodeMark(max(33 - idle, 0)) }
    if task.share_milli < 1000 {
      let slot = cluster.tightestSharedSlot(of: node, for: task.share_milli)
      if slot >= 0 {
        let left_percent = cluster.freeShare_milli(of: node, slot: slot) * 100 / 1000
        return NodeMark(max(100 - left_percent / 10, 50))
      }
    }
    return NodeMark(max(50 - task.accelerators, 33))
  }
}
