/// What bounds a pass of a model that is served.
public enum ServingBound: String, CaseIterable, Sendable {
  case compute, memory, link, overhead
  /// On photonic cards: see the reason of the pass.
  case light
}

/// The time of one pass on a replica, s, by what it waits for.
public struct PassCost: Hashable, Sendable {
  /// Operators that arithmetic bounds, and those that memory traffic bounds.
  public var compute_s = 0.0
  public var memory_s = 0.0
  /// Collectives.
  public var link_s = 0.0
  /// What a step takes whatever it computes.
  public var overhead_s = 0.0
  /// Everything, on photonic cards.
  public var light_s = 0.0

  public init() {}

  public var total_s: Double { compute_s + memory_s + link_s + overhead_s + light_s }

  /// The largest part.
  public var bound: ServingBound {
    let parts: [(ServingBound, Double)] = [
      (.compute, compute_s), (.memory, memory_s), (.link, link_s), (.overhead, overhead_s),
      (.light, light_s),
    ]
    return parts.max { $0.1 < $1.1 }?.0 ?? .compute
  }

  /// Adds an operator by roofline: it takes the longer of its arithmetic and its traffic.
  mutating func add(arithmetic_s: Double, traffic_s: Double) {
    if arithmetic_s >= traffic_s { compute_s += arithmetic_s } else { memory_s += traffic_s }
  }
}
