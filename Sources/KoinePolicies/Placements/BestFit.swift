public import KoineEngine
public import KoineModel

/// The node that is left with the fewest free accelerators.
public struct BestFit: Placement {
  public init() {}
  public var judgesNodesAlone: Bool { true }

  @inline(__always)
  public mutating func choose(_ task: Task, in cluster: borrowing ClusterState) -> NodeChoice {
    cluster.node(for: task, .tightest)
  }
}

/// Best fit for workloads that ask for host processors or shares: the node that is left with least
/// of processors and accelerators together, both as parts of the largest node's.
///
/// Tasks that ask for neither still take the node left with the fewest accelerators. Source: Weng et
/// al., ATC 2023 (policy `BestFit`).
struct VectorBestFit: Placement, ~Copyable {
  private var scored: Scored<LeastLeft>

  init(
    _ values: ParameterValues, _ workload: Workload, _ topology: Topology, precedence: [UInt32]
  ) {
    scored = Scored(
      LeastLeft(largest: LargestNode(topology), values), workload, topology, precedence: precedence)
  }

  var tracksNodes: Bool { true }
  var judgesNodesAlone: Bool { true }

  mutating func choose(_ task: Task, in cluster: borrowing ClusterState) -> NodeChoice {
    task.cpu_milli == 0 && task.share_milli == 1000
      ? cluster.node(for: task, .tightest) : scored.choose(task, in: cluster)
  }
}

/// The less is left of processors and accelerators, the higher.
struct LeastLeft: NodeScore {
  private static let cpuWeight = PolicyParameter.number(
    "cpu_weight", in: 0...1, default: 0.5,
    "what free host processors count beside free accelerators, which count the rest to 1")
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
    let cpu = cluster.freeCPU_milli(of: node, atMost: largest.cpu_milli) - task.cpu_milli
    let free = cluster.free_milli(of: node) - task.accelerators_milli
    let left =
      largest.cpuPart(max(cpu, 0)) * cpuWeight + largest.acceleratorPart(free) * (1 - cpuWeight)
    return NodeMark(Int((1 - left) * 100))
  }
}

extension Workload {
  /// Whether any job asks for host processors or for a share of an accelerator.
  ///
  /// - Complexity: O(requests).
  public var asksForHostsOrShares: Bool {
    requests.contains { $0.cpu_milli > 0 || $0.share_milli < 1000 }
  }
}
