/// The order in which waiting jobs are considered.
public enum OrderName: String, CaseIterable, Sendable {
  case fifo, shortest
  case shortestTrue = "shortest-true"
  case smallest, largest, priority, wfp3

  /// One line for lists and help.
  public var meaning: String {
    switch self {
    case .fifo: "by arrival"
    case .shortest: "shortest estimate first"
    case .shortestTrue: "shortest true duration first (an oracle)"
    case .smallest: "fewest accelerators first"
    case .largest: "most accelerators first"
    case .priority: "highest priority first"
    case .wfp3: "largest (wait / estimate)^3 x accelerators first, re-ranked at every pass"
    }
  }
}

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
    }
  }
}

/// Which jobs may overtake a blocked one.
public enum BackfillName: String, CaseIterable, Sendable {
  case none, skip, easy, conservative

  /// One line for lists and help.
  public var meaning: String {
    switch self {
    case .none: "nobody overtakes: the first job that does not fit stops the pass"
    case .skip: "whoever fits starts; the blocked job has no reservation"
    case .easy: "whoever does not delay the first blocked job"
    case .conservative: "whoever delays no job that came before"
    }
  }
}

/// A policy by its parts and the values of their parameters.
///
/// A part that is replaced takes the values of its parameters with it.
public struct PolicySpecification: Hashable, Sendable {
  public var order: OrderName { didSet { if order != oldValue { parameters.forget(.order) } } }
  public var placement: PlacementName {
    didSet { if placement != oldValue { parameters.forget(.placement) } }
  }
  public var backfill: BackfillName {
    didSet { if backfill != oldValue { parameters.forget(.backfill) } }
  }
  /// What differs from the defaults; ``set(_:to:)-(_,String)`` changes it.
  public internal(set) var parameters = PolicyParameters()

  public init(order: OrderName, placement: PlacementName, backfill: BackfillName) {
    self.order = order
    self.placement = placement
    self.backfill = backfill
  }

  /// Short names of common compositions, in the order in which they are listed.
  public static let named: [(name: String, policy: PolicySpecification)] = [
    ("fifo", .init(order: .fifo, placement: .bestFit, backfill: .none)),
    ("skip", .init(order: .fifo, placement: .bestFit, backfill: .skip)),
    ("easy", .init(order: .fifo, placement: .bestFit, backfill: .easy)),
    ("conservative", .init(order: .fifo, placement: .bestFit, backfill: .conservative)),
    ("sjf", .init(order: .shortest, placement: .bestFit, backfill: .none)),
    ("easy-sjf", .init(order: .shortest, placement: .bestFit, backfill: .easy)),
    ("smallest", .init(order: .smallest, placement: .bestFit, backfill: .none)),
    ("largest", .init(order: .largest, placement: .bestFit, backfill: .none)),
    ("priority", .init(order: .priority, placement: .bestFit, backfill: .skip)),
    ("wfp3", .init(order: .wfp3, placement: .bestFit, backfill: .easy)),
    ("fgd", .init(order: .fifo, placement: .fgd, backfill: .skip)),
  ]

  /// The composition called `name`, or `nil`.
  public static func named(_ name: String) -> PolicySpecification? {
    named.first { $0.name == name }?.policy
  }
}
