public import KoineModel

extension Interconnect {
  /// The levels that a job on `accelerators` crosses when `spread` is the narrowest domain that holds
  /// all of its nodes.
  ///
  /// A job that spans racks although a rack would hold it has its halves behind the uplinks, so that
  /// closer domains count as no larger than half of it.
  public func limited(to spread: PlacementSpread, accelerators: Int) -> Interconnect {
    var kept: [NetworkDomain] = []
    for domain in domains where domain.level.rank <= spread.level.rank {
      var domain = domain
      if domain.level == spread.level {
        domain.size = max(domain.size, accelerators)
      } else if domain.level.rank > NetworkLevel.node.rank && domain.size >= accelerators {
        domain.size = (accelerators + 1) / 2
      }
      if domain.size > kept.last?.size ?? 0 { kept.append(domain) }
    }
    if kept.last!.size < accelerators {
      // No level of the pool has the name of the spread: its widest one reaches everybody.
      var widest = domains.last { $0.level.rank <= spread.level.rank } ?? domains[0]
      widest.size = accelerators
      kept.append(widest)
    }
    return Interconnect(kept)
  }
}

extension PlacementSpread {
  var level: NetworkLevel {
    switch self {
    case .node: .node
    case .supernode: .supernode
    case .rack: .rack
    case .fabric: .fabric
    }
  }
}

extension NetworkLevel {
  /// Nearest first.
  var rank: Int { Self.allCases.firstIndex(of: self)! }
}
