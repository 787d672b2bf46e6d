import KoineModel
import Testing

@testable import KoineFormats

/// Circuits of supernodes and compatibility of chips as files give them.
@Suite struct CircuitsTests {
  private let topology: Topology

  init() throws {
    topology = try TopologyPaths.resolver.topology(TopologyPaths.corpora + "/valid/circuits.yaml")
  }

  @Test func shapesAndDelays() throws {
    let circuits = topology.supernodes.map(\.circuits)
    #expect(
      circuits.map { $0?.shape } == [
        .line(reach: 2, isClosed: false), .cubes(nodes: 4), .line(reach: 1, isClosed: true),
        .anyToAny,
      ])
    #expect(circuits.map { $0?.portsPerNode } == [6, 2, 2, 2])
    #expect(circuits.map { $0?.spareNodes } == [1, 0, 0, 0])
    let times = topology.supernodes.map { $0.circuitTime_s?.value }
    #expect(abs(try #require(times[0]) - 1.011) < 1e-12)
    #expect(times[1...] == [nil, nil, 2])
  }

  /// A key counts more than a vendor, and the order of the two does not matter.
  @Test func theClosestPairingCounts() throws {
    let (one, two) = (topology.chips[0], topology.chips[1])
    #expect(topology.pairing(one, two).transport == .direct)
    #expect(topology.pairing(two, one).transport == .direct)
    var another = one
    another.key = "acme/another"
    #expect(topology.pairing(another, two).transport == .hostStaged)
    #expect(topology.pairing(another, two).bandwidth_gb_s?.value == 8)
  }

  @Test(arguments: [
    ("huawei/ascend-910b", "huawei/ascend-910c", PairTransport.direct),
    ("huawei/ascend-910b", "nvidia/h800-sxm", .none), ("hygon/bw1000", "metax/c550", .none),
    ("nvidia/h800-sxm", "amd/mi300x", .direct), ("metax/c550", "biren/br166m", .hostStaged),
  ])
  func defaults(_ a: String, _ b: String, _ expected: PairTransport) {
    func chip(_ key: String) -> Chip {
      Chip(key: key, vendor: String(key.prefix { $0 != "/" }), product: key)
    }
    let pairing = Topology(name: "empty").pairing(chip(a), chip(b))
    #expect(pairing.transport == expected)
    #expect((pairing.bandwidth_gb_s != nil) == (expected == .hostStaged))
  }
}
