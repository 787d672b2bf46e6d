/// How far apart accelerators are that talk.
public enum NetworkLevel: String, CaseIterable, Sendable {
  /// Inside one island of directly wired accelerators.
  case package
  case node, supernode, rack, fabric
}

/// A domain within which every accelerator reaches every other at one rate.
public struct NetworkDomain: Hashable, Sendable {
  public var level: NetworkLevel
  /// Accelerators of one domain; domains of a level are of equal size and nest.
  public var size: Int
  /// Reached by one accelerator in one direction, bytes/s.
  public var rate_bytes_s: Double
  /// Time from the start of a message to its arrival, s.
  public var latency_s: Double

  public init(level: NetworkLevel, size: Int, rate_bytes_s: Double, latency_s: Double) {
    precondition(size >= 1 && rate_bytes_s > 0 && latency_s >= 0, "a domain has size and rate")
    self.level = level
    self.size = size
    self.rate_bytes_s = rate_bytes_s
    self.latency_s = latency_s
  }
}

/// The levels that a placement spans, from the nearest domain to the farthest.
public struct Interconnect: Hashable, Sendable {
  public private(set) var domains: [NetworkDomain]

  /// - Precondition: sizes grow from one domain to the next; the last reaches everyone.
  public init(_ domains: [NetworkDomain]) {
    precondition(!domains.isEmpty, "accelerators are in some domain")
    precondition(
      zip(domains, domains.dropFirst()).allSatisfy { $0.size < $1.size }, "domains nest")
    self.domains = domains
  }

  /// Latency of one hop with the software that starts it, s: order of magnitude of collectives
  /// libraries, an estimate.
  public static let linkLatency_s = 8e-6
  public static let networkLatency_s = 15e-6

  /// Accelerators that it reaches.
  public var reach: Int { domains.last!.size }

  /// The farthest level that `group` crosses.
  public func level(of group: RankGroup) -> NetworkLevel { domain(spanning: group.span).level }

  /// The nearest domain that holds `span` consecutive accelerators.
  func domain(spanning span: Int) -> NetworkDomain {
    domains.first { $0.size >= span } ?? domains.last!
  }
}

/// Ranks `0, stride, 2 stride...`: who talks in one collective of a plan.
///
/// Tensor-parallel ranks are neighbours, data-parallel ones come next, pipeline stages are farthest
/// apart, as in Megatron's order.
public struct RankGroup: Hashable, Sendable {
  public var size: Int
  public var stride: Int

  public init(size: Int, stride: Int = 1) {
    precondition(size >= 1 && stride >= 1, "a group has members")
    self.size = size
    self.stride = stride
  }

  /// Accelerators from the first member to the last.
  var span: Int { (size - 1) * stride + 1 }
}
