#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

// Alpha-beta times of collectives, each the fastest of the algorithms that a library would choose
// between. Every one is a minimum, sum or maximum of terms that fall with bandwidth, so more
// bandwidth never makes one slower.
extension Interconnect {
  /// Every rank ends with its part of the sum of `bytes` that each had.
  public func reduceScatter_s(bytes: Double, _ group: RankGroup) -> Double {
    if group.size == 1 || bytes == 0 { return 0 }
    return min(ring_s(bytes, group), levels_s(bytes, group))
  }

  /// Every rank ends with `bytes`, of which each had a part: the same steps backwards.
  public func allGather_s(bytes: Double, _ group: RankGroup) -> Double {
    reduceScatter_s(bytes: bytes, group)
  }

  /// Every rank ends with the sum of the `bytes` that each had.
  public func allReduce_s(bytes: Double, _ group: RankGroup) -> Double {
    if group.size == 1 || bytes == 0 { return 0 }
    let scattered = 2 * min(ring_s(bytes, group), levels_s(bytes, group))
    return min(scattered, tree_s(bytes, group))
  }

  /// Every rank sends a part of its `bytes` to each other rank.
  public func allToAll_s(bytes: Double, _ group: RankGroup) -> Double {
    if group.size == 1 || bytes == 0 { return 0 }
    var time = 0.0
    var inside = 1
    for domain in domains where inside < group.size {
      let members = group.members(in: domain.size)
      let peers = Double(members - inside)
      if peers <= 0 { continue }
      time += peers / Double(group.size) * bytes / domain.rate_bytes_s + domain.latency_s
      inside = members
    }
    return time
  }

  /// One rank sends `bytes` to its neighbour in the group; the farthest neighbours count.
  public func pointToPoint_s(bytes: Double, _ group: RankGroup) -> Double {
    if group.size == 1 { return 0 }
    let domain = domain(holding: group)
    return bytes / domain.rate_bytes_s + domain.latency_s
  }

  /// A ring over all ranks, at the pace of its slowest hop.
  private func ring_s(_ bytes: Double, _ group: RankGroup) -> Double {
    let farthest = domain(holding: group)
    let rate = slowestRate(upTo: farthest.size)
    let hops = Double(group.size - 1)
    return hops / Double(group.size) * bytes / rate + hops * farthest.latency_s
  }

  /// A ring at each level over what the nearer levels left: parts shrink before they travel far.
  private func levels_s(_ bytes: Double, _ group: RankGroup) -> Double {
    var time = 0.0
    var inside = 1
    for domain in domains where inside < group.size {
      let members = group.members(in: domain.size)
      if members <= inside { continue }
      // Where the level does not divide, the fullest ring counts.
      let fan = Double((members + inside - 1) / inside)
      let part = bytes / Double(inside)
      time += (fan - 1) / fan * part / domain.rate_bytes_s + (fan - 1) * domain.latency_s
      inside = members
    }
    return time
  }

  /// Up and down a binary tree, whole messages in a pipeline: few hops for small messages.
  private func tree_s(_ bytes: Double, _ group: RankGroup) -> Double {
    let farthest = domain(holding: group)
    let depth = log2(Double(group.size)).rounded(.up)
    return 2 * bytes / slowestRate(upTo: farthest.size) + 2 * depth * farthest.latency_s
  }

  private func slowestRate(upTo size: Int) -> Double {
    var rate = Double.infinity
    for domain in domains where domain.size <= size { rate = min(rate, domain.rate_bytes_s) }
    return rate
  }
}
