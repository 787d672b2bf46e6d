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

  /// Makes the work of the pass and its collectives take `factor` times as long.
  mutating func stretch(by factor: Double) {
    compute_s *= factor
    memory_s *= factor
    link_s *= factor
  }

  /// The mean of the two passes, of which `other` is the `share`, 0...1.
  func mixed(with other: PassCost, share: Double) -> PassCost {
    var mean = self
    mean.compute_s += share * (other.compute_s - compute_s)
    mean.memory_s += share * (other.memory_s - memory_s)
    mean.link_s += share * (other.link_s - link_s)
    mean.overhead_s += share * (other.overhead_s - overhead_s)
    mean.light_s += share * (other.light_s - light_s)
    return mean
  }

  /// Adds an operator by roofline: it takes the longer of its arithmetic and its traffic.
  mutating func add(arithmetic_s: Double, traffic_s: Double) {
    if arithmetic_s >= traffic_s { compute_s += arithmetic_s } else { memory_s += traffic_s }
  }
}
