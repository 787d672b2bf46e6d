import Foundation
import KoineFormats
import KoineModel
import Testing

/// What is written reads back to an equal topology, without the catalogue.
@Suite struct TopologyRoundTripTests {
  private let reader = TopologyReader(catalogue: Catalogue())

  private func expectRoundTrip(_ topology: Topology, _ name: String) throws {
    let yaml = TopologyWriter.yaml(topology)
    #expect(try reader.topology(text: yaml, file: "written.yaml") == topology, "\(name) as YAML")
    let json = TopologyWriter.json(topology)
    #expect(try reader.topology(text: json, file: "written.json") == topology, "\(name) as JSON")
    _ = try #require(
      try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any], "\(name)")
  }

  @Test(arguments: TopologyPaths.resolver.clusterNames + ["flat:1", "flat:1000"])
  func shippedClusters(_ name: String) throws {
    try expectRoundTrip(TopologyPaths.resolver.topology(name), name)
  }

  @Test(arguments: TopologyPaths.files(in: TopologyPaths.corpora + "/valid"))
  func validCorpus(_ file: String) throws {
    guard
      !["base.yaml", "chips-only.yaml", "slurm/gres.conf", "slurm/topology.conf"].contains(file)
    else { return }
    let topology = try TopologyPaths.resolver.topology("\(TopologyPaths.corpora)/valid/\(file)")
    try expectRoundTrip(topology, file)
  }

  @Test(arguments: ["tiny", "shanghai-mixed", "lightsphere"], [2, 3])
  func scaledClusters(_ name: String, _ scale: Int) throws {
    let original = try TopologyPaths.resolver.topology(name)
    let scaled = try TopologyPaths.resolver.topology(name, scale: scale)
    #expect(scaled.nodeCount == original.nodeCount * scale)
    #expect(scaled.acceleratorCount == original.acceleratorCount * scale)
    #expect(scaled.rackCount == original.rackCount * scale)
    #expect(scaled.supernodes.count == original.supernodes.count * scale)
    #expect(scaled.pools.map(\.nodes.count) == original.pools.map { $0.nodes.count * scale })
    try expectRoundTrip(scaled, "\(name) x \(scale)")
  }

  @Test func scalingKeepsTheWiring() throws {
    let path = TopologyPaths.corpora + "/valid/racks.yaml"
    let topology = try TopologyPaths.resolver.topology(path, scale: 2)
    // Nodes a, b, c, a.2, b.2, c.2, then 1, 2, 1.2, 2.2; r2 holds b and 1, and so does its copy.
    #expect(topology.rackOfNode.map(\.index) == [0, 1, 0, 2, 3, 2, 1, 4, 3, 5])
    #expect(topology.nodeNames[NodeHandle(4)] == "b.2")
    #expect(topology.nodeNames[NodeHandle(9)] == "2.2")
  }

  @Test func awkwardTextsSurvive() throws {
    var topology = Topology.flat(3)
    topology.summary = "quotes \" and \\ and: # tab\t, line\nend, 中文 🙂"
    topology.chips[0].notes = "yes"
    topology.chips[0].product = "007"
    topology.chips[0].tdp_w = Figure(0.1 + 0.2, confidence: .press, source: "- [not a list]")
    topology.chips[0].memory_gb = Figure(1.5e-2)
    topology.name = "null"
    topology.region.name = "a'b"
    try expectRoundTrip(topology, "awkward")
  }

  @Test(.enabled(if: TopologyPaths.hasTraces, "the folder of traces is missing"))
  func traces() throws {
    for file in ["openb/openb_node_list_all_node.csv", "pai2020/pai_machine_spec.csv"] {
      try expectRoundTrip(
        TopologyPaths.resolver.topology("\(TopologyPaths.traces)/\(file)"), file)
    }
  }
}
