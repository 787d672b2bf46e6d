import KoineEngine
import KoineModel

/// The node whose free processors and accelerators have the smallest scalar product with what the
/// task asks for, both as parts of the largest node's.
///
/// Source: Grandl et al., "Multi-resource packing for cluster schedulers", SIGCOMM 2014, in the form
/// of Weng et al., ATC 2023 (policy `DotProd`).
struct DotProduct: NodeScore {
  private static let cpuWeight = PolicyParameter.number(
    "cpu_weight", in: 0...1, default: 0.5,
    "what host processors count beside accelerators, which count the rest to 1")
  static let parameters = [cpuWeight]

  private let largest: LargestNode
  private let cpuWeight: Double

  init(largest: LargestNode, _ values: ParameterValues = ParameterValues()) {
    self.largest = largest
    cpuWeight = values.number(Self.cpuWeight)
  }

  func mark(
    _ task: Task, on node: NodeHandle, in cluster: borrowing ClusterState
  ) -> NodeMark {
    let cpu = cluster.freeCPU_milli(of: node, atMost: largest.cpu_milli)
    let cpuProduct = largest.cpuPart(cpu) * largest.cpuPart(task.cpu_milli)
    let acceleratorProduct =
      largest.acceleratorPart(cluster.free_milli(of: node))
      * largest.acceleratorPart(task.accelerators_milli)
    let product = cpuProduct * cpuWeight + acceleratorProduct * (1 - cpuWeight)
    return NodeMark(max(0, Int(100 * (1 - product))))
  }
}
