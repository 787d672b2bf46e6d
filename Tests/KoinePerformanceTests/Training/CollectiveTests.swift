import KoinePerformance
import KoineTestSupport
import Testing

/// Collectives against the textbook's formulas, by hand.
@Suite struct CollectiveTests {
  private let node = NetworkDomain(level: .node, size: 8, rate_bytes_s: 100e9, latency_s: 5e-6)
  private let fabric = NetworkDomain(
    level: .fabric, size: 64, rate_bytes_s: 10e9, latency_s: 20e-6)

  /// Ring of 8: 7/8 of the bytes and 7 latencies; an all-reduce is two of them.
  @Test func aRingInsideOneNode() {
    let network = Interconnect([node])
    let group = RankGroup(size: 8)
    let ring = 7.0 / 8 * 1e9 / 100e9 + 7 * 5e-6
    #expect(abs(network.reduceScatter_s(bytes: 1e9, group) - ring) < 1e-12)
    #expect(network.allGather_s(bytes: 1e9, group) == network.reduceScatter_s(bytes: 1e9, group))
    #expect(abs(network.allReduce_s(bytes: 1e9, group) - 2 * ring) < 1e-12)
  }

  /// Few bytes go over a tree: 2 x log2(8) hops.
  @Test func smallMessagesTakeTheTree() {
    let network = Interconnect([node])
    let time = network.allReduce_s(bytes: 8, RankGroup(size: 8))
    #expect(abs(time - (2 * 8 / 100e9 + 6 * 5e-6)) < 1e-12)
  }

  /// 8 nodes of 8: a ring inside, then a ring between nodes over an eighth of the bytes.
  @Test func twoLevelsShrinkWhatTravelsFar() {
    let network = Interconnect([node, fabric])
    let inside = 7.0 / 8 * 1e9 / 100e9 + 7 * 5e-6
    let between = 7.0 / 8 * (1e9 / 8) / 10e9 + 7 * 20e-6
    let time = network.reduceScatter_s(bytes: 1e9, RankGroup(size: 64))
    #expect(abs(time - (inside + between)) < 1e-12)
  }

  /// Ranks one per node meet on the fabric only.
  @Test func strideDecidesTheLevel() {
    let network = Interconnect([node, fabric])
    #expect(network.level(of: RankGroup(size: 8, stride: 1)) == .node)
    #expect(network.level(of: RankGroup(size: 2, stride: 8)) == .fabric)
    #expect(network.level(of: RankGroup(size: 2, stride: 4)) == .node)
    let apart = network.reduceScatter_s(bytes: 1e9, RankGroup(size: 8, stride: 8))
    #expect(abs(apart - (7.0 / 8 * 1e9 / 10e9 + 7 * 20e-6)) < 1e-12)
  }

  /// Four nodes of 8 in racks of three: of the rings of two nodes the second leaves its rack, so that
  /// the fabric counts, and with it its rate.
  @Test func groupsThatRacksDoNotDivideCross() {
    let rack = NetworkDomain(level: .rack, size: 24, rate_bytes_s: 40e9, latency_s: 10e-6)
    var far = fabric
    let pairs = RankGroup(size: 2, stride: 8, of: 32)
    #expect(Interconnect([node, rack, far]).level(of: pairs) == .fabric)
    #expect(Interconnect([node, rack, far]).level(of: RankGroup(size: 2, stride: 8)) == .rack)
    #expect(
      Interconnect([node, rack, far]).level(of: RankGroup(size: 2, stride: 8, of: 16)) == .rack)
    #expect(Interconnect([node, rack, far]).level(of: RankGroup(size: 8, of: 32)) == .node)
    let before = Interconnect([node, rack, far]).reduceScatter_s(bytes: 1e9, pairs)
    #expect(abs(before - (0.5 * 1e9 / 10e9 + 20e-6)) < 1e-12)
    far.rate_bytes_s /= 10
    let after = Interconnect([node, rack, far]).reduceScatter_s(bytes: 1e9, pairs)
    #expect(abs(after - (0.5 * 1e9 / 1e9 + 20e-6)) < 1e-12)
    // Racks of four nodes hold two pairs each.
    var wide = rack
    wide.size = 32
    #expect(
      Interconnect([node, wide, far]).level(of: RankGroup(size: 2, stride: 8, of: 64)) == .rack)
  }

  /// Against every group of small networks: one that leaves its domain is found, and no other.
  @Test func groupsStayWhereAllTheirMembersAre() {
    for size in 1...5 {
      for stride in 1...5 {
        for blocks in 1...5 {
          let ranks = size * stride * blocks
          for domain in 1...30 {
            let stays = (0..<ranks).allSatisfy { rank in
              let first = rank / (size * stride) * size * stride + rank % stride
              return first / domain == (first + (size - 1) * stride) / domain
            }
            let group = RankGroup(size: size, stride: stride, of: ranks)
            let network = Interconnect([
              NetworkDomain(level: .node, size: domain, rate_bytes_s: 1, latency_s: 0),
              NetworkDomain(level: .fabric, size: 1000, rate_bytes_s: 1, latency_s: 0),
            ])
            #expect(
              (network.level(of: group) == .node) == stays,
              "size \(size), stride \(stride), ranks \(ranks), domain \(domain)")
          }
        }
      }
    }
  }

  /// 64 ranks: 7 peers near, 56 far.
  @Test func allToAllSendsEachPartOnce() {
    let network = Interconnect([node, fabric])
    let near = 7.0 / 64 * 1e9 / 100e9 + 5e-6
    let far = 56.0 / 64 * 1e9 / 10e9 + 20e-6
    #expect(abs(network.allToAll_s(bytes: 1e9, RankGroup(size: 64)) - (near + far)) < 1e-12)
  }

  @Test func oneRankTalksToNobody() {
    let network = Interconnect([node])
    let alone = RankGroup(size: 1)
    #expect(network.allReduce_s(bytes: 1e9, alone) == 0)
    #expect(network.allToAll_s(bytes: 1e9, alone) == 0)
    #expect(network.pointToPoint_s(bytes: 1e9, alone) == 0)
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func moreBandwidthIsNeverSlower(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var slow = [node, fabric]
    for index in slow.indices {
      slow[index].rate_bytes_s = Double(Int.random(in: 1...1000, using: &random)) * 1e9
    }
    var fast = slow
    fast[Int.random(in: 0...1, using: &random)].rate_bytes_s *= 1.5
    var group = RankGroup(
      size: Int.random(in: 2...64, using: &random), stride: Int.random(in: 1...4, using: &random))
    if Bool.random(using: &random) {
      group.ranks = group.size * group.stride * Int.random(in: 1...4, using: &random)
    }
    let bytes = Double(Int.random(in: 1...1_000_000_000, using: &random))
    let (before, after) = (Interconnect(slow), Interconnect(fast))
    #expect(after.allReduce_s(bytes: bytes, group) <= before.allReduce_s(bytes: bytes, group))
    #expect(after.allToAll_s(bytes: bytes, group) <= before.allToAll_s(bytes: bytes, group))
    #expect(
      after.reduceScatter_s(bytes: bytes, group) <= before.reduceScatter_s(bytes: bytes, group))
  }
}
