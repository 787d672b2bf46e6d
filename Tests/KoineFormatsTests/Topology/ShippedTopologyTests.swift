import Foundation
import KoineFormats
import KoineModel
import Testing

/// What the repository ships reads without a problem and is what its README says.
@Suite struct ShippedTopologyTests {
  private static let folder = TopologyPaths.root + "/Topologies"

  /// Scenarios hold runs, models networks, faults what fails and studies questions, not topologies.
  private static let files = TopologyPaths.files(in: folder).filter {
    $0.hasSuffix(".yaml") && !$0.hasPrefix("scenarios/") && !$0.hasPrefix("models/")
      && !$0.hasPrefix("faults/")
      && ($0 == "studies/supernodes-fixed.yaml" || !$0.hasPrefix("studies/"))
  }

  @Test(arguments: files)
  func isRight(_ file: String) throws {
    #expect(throws: Never.self) { try TopologyPaths.resolver.check("\(Self.folder)/\(file)") }
    let text = try TopologyPaths.text("\(Self.folder)/\(file)")
    let schemaLine = "# yaml-language-server: $schema=../schema/topology.schema.json\n"
    #expect(text.hasPrefix(schemaLine))
  }

  /// Totals of the press on Sanjiangyuan, of LightSphere, and of the issue for the others.
  @Test(arguments: [
    ("tiny", 5, 36), ("shanghai-mixed", 250, 2000), ("sanjiangyuan", 1747, 22_832),
    ("lightsphere", 256, 2048), ("h800-reference", 250, 2000), ("fleet-2022", 1224, 10_000),
    ("fleet-2024", 1249, 10_000), ("fleet-2029", 1617, 10_000), ("flat:7", 7, 7),
  ])
  func counts(_ name: String, _ nodes: Int, _ accelerators: Int) throws {
    let topology = try TopologyPaths.resolver.topology(name)
    #expect(topology.nodeCount == nodes)
    #expect(topology.acceleratorCount == accelerators)
    #expect(topology.rackOfNode.count == nodes && topology.supernodeOfNode.count == nodes)
    #expect(Set(topology.rackOfNode).count == topology.rackCount)
  }

  @Test func sanjiangyuanIsSplitAsThePressSays() throws {
    let topology = try TopologyPaths.resolver.topology("sanjiangyuan")
    let counts = zip(topology.chips.map(\.key), topology.acceleratorsByChip).map { "\($0) \($1)" }
    #expect(
      counts == [
        "t-head/zhenwu-810e 16384", "metax/c500 4096", "biren/br106m 1328",
        "unknown/sanjiangyuan-card 1024",
      ])
    #expect(topology.pools.map(\.nodes.count) == [1024, 512, 83, 128])
  }

  @Test(arguments: [("fleet-2022", 830), ("fleet-2024", 1740), ("fleet-2029", 5200)])
  func fleetsHaveTheDomesticShareOfTheMarket(_ name: String, _ domestic: Int) throws {
    let topology = try TopologyPaths.resolver.topology(name)
    let counts = zip(topology.chips, topology.acceleratorsByChip)
    #expect(counts.filter { $0.0.vendor != "Nvidia" }.map(\.1).reduce(0, +) == domestic)
    let photonic = counts.filter { $0.0.photonic != nil }.map(\.1).reduce(0, +)
    #expect(photonic == (name == "fleet-2029" ? 3000 : 0))
  }

  @Test func theDefaultHasNineMakersAndOneOpticalSupernode() throws {
    let topology = try TopologyPaths.resolver.topology("shanghai-mixed")
    #expect(Set(topology.chips.map(\.vendor)).count == 9)
    let optical = topology.supernodes.indices.filter {
      topology.supernodes[$0].switching == .optical
    }
    #expect(optical == [0])
    let members = topology.supernodeOfNode.indices.filter {
      topology.supernodeOfNode[$0] == SupernodeHandle(0)
    }
    #expect(members == Array(0..<64))
    #expect(topology.nodeType(of: topology.pools[0]).accelerators * members.count == 512)
    #expect(topology.chips[0].key == "biren/br166l")
  }

  @Test func lightsphereHasSixteenOpticalSupernodes() throws {
    let topology = try TopologyPaths.resolver.topology("lightsphere")
    #expect(topology.supernodes.count == 16)
    #expect(topology.supernodes.allSatisfy { $0.switching == .optical })
    #expect(topology.supernodes.map(\.name).first == "br166l-1")
    #expect(
      Dictionary(grouping: topology.supernodeOfNode) { $0 }.values.allSatisfy { $0.count == 16 })
  }
}
