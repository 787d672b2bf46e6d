/// Which shares of a cluster's accelerators are of which kind.
///
/// The number of accelerators stays what it was, to within whole nodes; within a kind and outside of
/// it all pools keep their proportions, by whole supernodes where that comes near enough.
public struct FleetMix: Hashable, Sendable {
  /// The share of one kind.
  public struct Share: Hashable, Sendable {
    /// `domestic`, `photonic`, a vendor, or a name of a chip.
    public var kind: String
    /// 0...1.
    public var share: Double

    public init(kind: String, share: Double) {
      self.kind = kind
      self.share = share
    }
  }

  public var shares: [Share]

  public init(_ shares: [Share] = []) { self.shares = shares }

  /// The domestic share of shipments in China: 8.3 % in 2022, 17.4 % in 2024 (published market
  /// figures), 50 % in 2029 (a forecast, of which it is the lower end), in between on straight lines.
  ///
  /// - Precondition: `year` lies in 2022...2029.
  public static func domesticShare(in year: Double) -> Double {
    precondition((2022...2029).contains(year))
    return year <= 2024
      ? 0.083 + (0.174 - 0.083) * (year - 2022) / 2 : 0.174 + (0.5 - 0.174) * (year - 2024) / 5
  }

  /// The cluster with these shares.
  ///
  /// - Throws: that a kind has no chip in the cluster, or that the shares contradict each other.
  /// - Complexity: O(pools x shares + nodes of the result).
  public func apply(to topology: Topology) throws(FleetRefusal) -> Topology {
    if shares.isEmpty { return topology }
    let weights = topology.pools.map { pool in
      Double(pool.nodes.count * topology.nodeType(of: pool).accelerators)
    }
    var members: [[Bool]] = []
    for entry in shares { members.append(try self.members(of: entry, in: topology, weights)) }
    let fitted = try fit(weights, members)
    let rounding = FleetRounding(
      shares: shares, members: members, weights: weights, fitted: fitted,
      sizes: topology.pools.map { topology.nodeType(of: $0).accelerators },
      domains: topology.pools.map(topology.domainSize), nodes: topology.pools.map(\.nodes.count))
    let counts = rounding.counts()
    var mixed = topology.resized(to: counts)
    mixed.fleet = rounding.outcome(counts)
    mixed.summary = mixed.mixedSummary
    return mixed
  }

  /// Which pools are of a kind.
  private func members(
    of entry: Share, in topology: Topology, _ weights: [Double]
  ) throws(FleetRefusal) -> [Bool] {
    let named = topology.chips(named: entry.kind)
    let members = topology.pools.map { pool -> Bool in
      let handle = topology.nodeType(of: pool).chip
      if handle == .none { return false }
      let chip = topology.chips[handle.index]
      switch entry.kind {
      case "domestic": return chip.country == "CN"
      case "photonic":
        return chip.photonic != nil || chip.kind == .photonic || chip.kind == .optoelectronic
      default: return named.contains(handle) || chip.key.hasPrefix(entry.kind + "/")
      }
    }
    let inside = zip(members, weights).contains { $0 && $1 > 0 }
    let outside = zip(members, weights).contains { !$0 && $1 > 0 }
    if !inside && entry.share > 0 { throw FleetRefusal(.absent(entry.kind)) }
    if !outside && entry.share < 1 { throw FleetRefusal(.alone(entry.kind)) }
    return members
  }

  /// Accelerators of each pool: each share in turn is set right until all are (iterative proportional
  /// fitting; Deming and Stephan, 1940).
  private func fit(_ weights: [Double], _ members: [[Bool]]) throws(FleetRefusal) -> [Double] {
    let total = weights.reduce(0, +)
    var fitted = weights
    for _ in 0..<1000 {
      for (entry, isMember) in zip(shares, members) {
        let inside = zip(fitted, isMember).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
        let outside = fitted.reduce(0, +) - inside
        let grow = inside > 0 ? entry.share * total / inside : 0
        let shrink = outside > 0 ? (1 - entry.share) * total / outside : 0
        for index in fitted.indices { fitted[index] *= isMember[index] ? grow : shrink }
      }
    }
    for (entry, isMember) in zip(shares, members) {
      let inside = zip(fitted, isMember).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
      if abs(inside / total - entry.share) > 0.001 { throw FleetRefusal(.contradiction) }
    }
    return fitted
  }
}

extension Topology {
  /// Nodes that a pool grows and shrinks by: those of its first supernode, or one.
  fileprivate func domainSize(of pool: Pool) -> Int {
    let first = supernodeOfNode[pool.nodes.lowerBound]
    if first == .none { return 1 }
    return pool.nodes.prefix { supernodeOfNode[$0] == first }.count
  }

  /// What there is after other shares, since the file describes what was there before.
  fileprivate var mixedSummary: String {
    let counts = acceleratorsByChip
    let parts = chips.indices.filter { counts[$0] > 0 }.map { "\(counts[$0]) \(chips[$0].product)" }
    let shown = parts.count > 4 ? parts.prefix(3) + ["\(parts.count - 3) kinds more"] : parts[...]
    return shown.joined(separator: ", ") + ": shares changed by fleet"
  }
}

/// Why a cluster cannot have the shares that are asked for.
public struct FleetRefusal: Error, Hashable, CustomStringConvertible {
  enum Reason: Hashable {
    case absent(String)
    case alone(String)
    case contradiction
  }

  let reason: Reason

  /// The kind for which they are refused; `nil` where it is for all of them together.
  public var kind: String? {
    switch reason {
    case .absent(let kind), .alone(let kind): kind
    case .contradiction: nil
    }
  }

  init(_ reason: Reason) { self.reason = reason }

  /// Without a full stop.
  public var description: String {
    switch reason {
    case .absent(let kind): "the cluster has no accelerator of '\(kind)' that could become more"
    case .alone(let kind): "the cluster has nothing but '\(kind)' that could become more"
    case .contradiction: "the shares contradict each other: no fleet has all of them"
    }
  }
}
