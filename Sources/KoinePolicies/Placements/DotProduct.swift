import KoineEngine
import KoineModel

/// The node whose free processors and accelerators have the smallest scalar product with what the
/// task asks for, both as parts of the largest node's.
///
/// Source: Grandl et al., "Multi-resource packing for cluster schedulers", SIGCOMM 2014, in the form
/// of Weng et al., ATC 2023 (policy `DotProd`).
struct DotProduct: NodeScore {
  let largest: LargestNode

  func mark(
    _ task: Task, on node: NodeHandle, in cluster: borrowing ClusterState
  ) -> NodeMark {
    let cpu = cluster.freeCPU_milli(of: node, atMost: largest.cpu_milli)
    var product = largest.cpuPart(cpu) * largest.cpuPart(task.cpu_milli)
    product +=
      largest.acceleratorPart(cluster.free_milli(of: node))
      * largest.acceleratorPart(task.accelerators_milli)
    return NodeMark(max(0, Int(100 * (1 - product / 2))))
  }
}
