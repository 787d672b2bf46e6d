/// How nodes are chosen for a job.
public enum PlacementName: String, CaseIterable, Sendable {
  case firstFit = "first-fit"
  case bestFit = "best-fit"
  case worstFit = "worst-fit"
  case random
  case dotProduct = "dot-product"
  case gpuPacking = "gpu-packing"
  case gpuClustering = "gpu-clustering"
  case fgd
  case topology
  case affinity

  /// One line for lists and help.
  public var meaning: String {
    switch self {
    case .firstFit: "the first node that holds it"
    case .bestFit: "the node that is left with least"
    case .worstFit: "the node that is left with most"
    case .random: "any node that holds it"
    case .dotProduct: "the node whose free resources align least wastefully with the request"
    case .gpuPacking: "shared accelerators first, then used nodes, then idle ones"
    case .gpuClustering: "nodes that already run requests of the same size"
    case .fgd: "the node whose fragmentation grows least (fragmentation gradient descent)"
    case .topology: "fewest supernodes, then racks, then nodes"
    case .affinity:
      "the chip that suits the job best by speed, energy, rent and others' need, then the tightest node"
    }
  }
}
