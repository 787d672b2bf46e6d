import KoineFormats
import KoineModel
import KoinePerformance
import Testing

/// Levels of shipped clusters as their files say.
@Suite struct InterconnectTopologyTests {
  private func network(_ cluster: String, chip key: String) throws -> Interconnect {
    let topology = try TopologyResolver(catalogue: Repository.topologies).topology(cluster)
    let handle = try #require(topology.chips.firstIndex { $0.key == key })
    let pool = try #require(
      topology.pools.firstIndex {
        topology.nodeType(of: $0).chip == ChipHandle(handle)
      })
    return Interconnect(topology, pool: pool, speed: try ChipSpeed(topology.chips[handle]))
  }

  /// 16 H800: a node of 8 at 0.78 of 200 GB/s a direction, then the network: both nodes of the pool
  /// share a rack, and the fabric reaches the cluster's 36 accelerators.
  @Test func serversHaveANodeAndANetwork() throws {
    let domains = try network("tiny", chip: "nvidia/h800-sxm").domains
    #expect(domains.map(\.level) == [.node, .rack, .fabric])
    #expect(domains.map(\.size) == [8, 16, 36])
    #expect(abs(domains[0].rate_bytes_s - 0.78 * 200e9) < 1)
    #expect(domains[1].rate_bytes_s < domains[0].rate_bytes_s)
  }

  /// The supernode of two C550 servers is one domain of 16 at the link's share of 896 / 2 GB/s.
  @Test func supernodesAreALevel() throws {
    let domains = try network("tiny", chip: "metax/c550").domains
    #expect(domains.map(\.level) == [.node, .supernode, .fabric])
    #expect(domains[1].size == 16)
    #expect(abs(domains[1].rate_bytes_s - 0.78 * 448e9) < 1)
  }

  /// Tensor ranks stay in a node, pipeline stages of eight leave it.
  @Test func groupsCrossTheLevelsThatTheySpan() throws {
    let network = try network("tiny", chip: "nvidia/h800-sxm")
    #expect(network.level(of: RankGroup(size: 8)) == .node)
    #expect(network.level(of: RankGroup(size: 2, stride: 8)) == .rack)
    #expect(network.reach == 36)
  }

  /// Cards without a link of their own talk over the host's bus: PCIe 5.0 x16 at 0.82.
  @Test func cardsWithoutALinkUseTheBus() throws {
    let chips = try Repository.catalogue().chips(named: "enflame/s60")
    let speed = try ChipSpeed(try #require(chips.first))
    #expect(abs(speed.link_bytes_s - 0.82 * 64e9) < 1)
    #expect(speed.estimates.contains("link_gb_s"))
  }
}
