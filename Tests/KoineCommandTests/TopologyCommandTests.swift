import Foundation
import Testing

/// Exit codes and streams of `koine topology` and `koine list`.
@Suite struct TopologyCommandTests {
  private let invalid = "Tests/KoineFormatsTests/Corpora/topology/invalid"

  @Test func wrongFilesEndWithTwoAndSayWhere() throws {
    let result = try Program.run(["topology", "check", "\(invalid)/islands.yaml", "tiny"])
    #expect(result.status == 2)
    #expect(result.output == "tiny: 5 nodes, 36 accelerators of 3 chips\n")
    #expect(
      result.errors == """
        koine: \(invalid)/islands.yaml:2: node_types.odd.islands: the islands add up to 7, the node has 8
        koine: \(invalid)/islands.yaml:3: node_types.none.chip: a node without accelerators has no chip

        """)
  }

  @Test func wrongArgumentsEndWithTwo() throws {
    for arguments in [
      ["show"], ["show", "tinny"], ["show", "tiny", "--scale", "x"], ["nonsense"],
    ] {
      let result = try Program.run(["topology"] + arguments)
      #expect(result.status == 2, "\(arguments)")
      #expect(result.output.isEmpty && !result.errors.isEmpty, "\(arguments)")
    }
  }

  @Test(arguments: ["check", "show", "import", "export", "replay"])
  func helpHasAnExample(_ command: String) throws {
    let result = try Program.run(["topology", command, "--help"])
    #expect(result.status == 0 && result.errors.isEmpty)
    #expect(result.output.contains("Example: koine topology \(command) "))
  }

  @Test func theCatalogueIsFoundFromAnyFolder() throws {
    let folder = FileManager.default.temporaryDirectory
    let result = try Program.run(["topology", "check", "lightsphere"], in: folder)
    #expect(result.output == "lightsphere: 256 nodes, 2048 accelerators of 1 chip\n")
    let missing = try Program.run(
      ["list", "chips"], environment: ["KOINE_TOPOLOGIES": "no/such/folder"])
    #expect(missing.status == 2)
    #expect(
      missing.errors == "koine: no/such/folder: cannot be read: no such folder of topologies\n")
  }

  @Test func anImportIsATopologyOfItsOwn() throws {
    let folder = "Tests/KoineFormatsTests/Corpora/topology/valid"
    let result = try Program.run(["topology", "import", "--from", "openb", "\(folder)/openb.csv"])
    #expect(result.status == 0 && result.errors.isEmpty)
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml")
    defer { try? FileManager.default.removeItem(at: file) }
    try result.output.write(to: file, atomically: true, encoding: .utf8)
    let check = try Program.run(["topology", "check", file.path])
    #expect(check.output == "\(file.path): 4 nodes, 18 accelerators of 2 chips\n")
  }

  @Test func listsAreJSON() throws {
    for (list, count) in [("chips", 106), ("nodes", 58)] {
      let result = try Program.run(["list", list, "--format", "json"])
      let items = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [Any]
      #expect(items?.count == count, "\(list)")
    }
  }
}
