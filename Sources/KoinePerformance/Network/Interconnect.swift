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
  public func level(of group: RankGroup) -> NetworkLevel { domain(holding: group).level }

  /// The nearest domain of which none of the groups leaves one.
  func domain(holding group: RankGroup) -> NetworkDomain {
    domains.first { group.stays(in: $0.size) } ?? domains.last!
  }
}

/// Ranks `0, stride, 2 stride...`: who talks in one collective of a plan.
///
/// Tensor-parallel ranks are neighbours, data-parallel ones come next, pipeline stages are farthest
/// apart, as in Megatron's order. All ranks of a plan are in groups like the first, and the collective
/// ends with the slowest of them.
public struct RankGroup: Hashable, Sendable {
  public var size: Int
  public var stride: Int
  /// Ranks that are in groups of this kind, a multiple of `size x stride`; `nil` for the first group
  /// alone.
  public var ranks: Int?

  public init(size: Int, stride: Int = 1, of ranks: Int? = nil) {
    precondition(size >= 1 && stride >= 1, "a group has members")
    self.size = size
    self.stride = stride
    self.ranks = ranks
  }

  /// Accelerators from the first member to the last.
  var span: Int { (size - 1) * stride + 1 }

  /// Ranks of `stride` groups that lie in each other; the next ones begin behind them.
  private var block: Int { size * stride }

  /// Whether no group has members in two domains of `domain` accelerators.
  ///
  /// A boundary within a block parts at least one of its groups, so that blocks have to divide the
  /// domain where there are more ranks than it holds.
  func stays(in domain: Int) -> Bool {
    if size == 1 { return true }
    guard let ranks else { return span <= domain }
    return ranks <= domain || block <= domain && domain.isMultiple(of: block)
  }

  /// Members in one domain of `domain` accelerators, of the group that has the fewest there; all if
  /// every group stays in one.
  func members(in domain: Int) -> Int {
    if stays(in: domain) { return size }
    // Boundaries cut blocks into pieces that are multiples of what divides both.
    let piece = ranks == nil ? domain : greatestCommonDivisor(domain, block)
    return max(1, min(size - 1, piece / stride))
  }

  private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
    var (larger, smaller) = (a, b)
    while smaller > 0 { (larger, smaller) = (smaller, larger % smaller) }
    return larger
  }
}
