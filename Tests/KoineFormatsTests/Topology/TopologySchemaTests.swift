import Foundation
import KoineModel
import Testing

@testable import KoineFormats

/// The schema that editors use knows the keys that the reader knows.
@Suite struct TopologySchemaTests {
  private let definitions: [String: [String: Any]]
  private let schema: [String: Any]

  init() throws {
    let path = TopologyPaths.root + "/Topologies/schema/topology.schema.json"
    let data = try Data(contentsOf: URL(filePath: path))
    schema = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    definitions = try #require(schema["$defs"] as? [String: [String: Any]])
  }

  private func keys(_ object: [String: Any]?) -> [String] {
    (object?["properties"] as? [String: Any])?.keys.sorted() ?? []
  }

  @Test func keysAgree() {
    #expect(keys(schema) == TopologyFile.keys.sorted())
    #expect(keys(definitions["chip"]) == ChipDefinition.keys.sorted())
    #expect(keys(definitions["node_type"]) == NodeTypeDefinition.keys.sorted())
    #expect(keys(definitions["node_group"]) == NodeGroup.keys.sorted())
    #expect(keys(definitions["supernode"]) == NodeGroup.supernodeKeys.sorted())
    let chip = definitions["chip"]?["properties"] as? [String: [String: Any]]
    let photonic = chip?["photonic"]
    #expect(keys(photonic) == PhotonicCore.keys.sorted())
    let parts = photonic?["properties"] as? [String: [String: Any]]
    #expect(keys(parts?["energies"]) == PhotonicEnergyFigures.keys.sorted())
  }

  @Test func readmeNamesEveryKey() throws {
    let readme = try TopologyPaths.text(TopologyPaths.root + "/Topologies/README.md")
    let all =
      TopologyFile.keys + ChipDefinition.keys + PhotonicCore.keys
      + PhotonicEnergyFigures.keys
      + NodeTypeDefinition.keys + NodeGroup.keys + NodeGroup.supernodeKeys
    for key in all { #expect(readme.contains(key), "\(key)") }
  }
}
