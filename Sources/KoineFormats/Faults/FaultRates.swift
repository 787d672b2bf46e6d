public import KoineModel

/// How often the faults of a cluster interrupt a job, on average.
public struct FaultRates: Hashable, Sendable {
  /// Failures per second of one node by itself, and of each accelerator in it.
  public var node_per_s: Double
  public var accelerator_per_s: Double
  /// Failures per second of what nodes share, and how many nodes share it.
  public var domains: [Domain]

  /// A domain that fails as a whole.
  public struct Domain: Hashable, Sendable {
    public var nodes: Int
    public var failures_per_s: Double

    public init(nodes: Int, failures_per_s: Double) {
      self.nodes = nodes
      self.failures_per_s = failures_per_s
    }
  }

  public init(node_per_s: Double, accelerator_per_s: Double = 0, domains: [Domain] = []) {
    self.node_per_s = node_per_s
    self.accelerator_per_s = accelerator_per_s
    self.domains = domains
  }

  /// Every node fails once in this time on average.
  public init(meanTimeToFailure: Interval) {
    self.init(node_per_s: 1 / meanTimeToFailure.seconds)
  }

  /// The mean time to the failure of any of `nodes` nodes of `acceleratorsPerNode` that lie as close
  /// together as they can; `nil` if nothing ever fails.
  public func meanTimeToFailure(nodes: Int, acceleratorsPerNode: Int) -> Interval? {
    let own = node_per_s + accelerator_per_s * Double(acceleratorsPerNode)
    let shared = domains.reduce(0) { sum, domain in
      sum + domain.failures_per_s * Double((nodes + domain.nodes - 1) / max(1, domain.nodes))
    }
    let rate = own * Double(nodes) + shared
    return rate > 0 ? Interval(seconds: min(1 / rate, 1e9)) : nil
  }
}

extension FaultTrace {
  /// Failures per node and second over the length of the trace; `nil` for a trace of one instant.
  public func rates(on topology: Topology) -> FaultRates? {
    let times = events.map(\.time)
    guard let last = times.max(), last > .zero, topology.nodeCount > 0 else { return nil }
    let failures = events.count { $0.isFailure }
    return FaultRates(
      node_per_s: Double(failures) / Double(topology.nodeCount) / last.seconds)
  }
}
