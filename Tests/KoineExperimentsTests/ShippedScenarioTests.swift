import Foundation
import KoineFormats
import KoineModel
import Testing

@testable import KoineExperiments

/// Every scenario that is shipped names what is there.
@Suite struct ShippedScenarioTests {
  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let cache = InputCache(TopologyResolver(catalogue: root.path + "/Topologies"))

  static var files: [String] {
    let folder = root.path + "/Topologies/scenarios"
    return (try! FileManager.default.contentsOfDirectory(atPath: folder)).sorted()
      .map { folder + "/" + $0 }
      .filter { $0.hasSuffix(".yaml") && ScenarioReader.isScenario(path: $0) }
  }

  @Test(arguments: files) func isRead(file: String) throws {
    let scenario = try ScenarioReader(.all, resolver: Self.cache.resolver).scenario(path: file)
    let inputs = try RunInputs(RunPlan(scenario), Self.cache)
    #expect(inputs.workload.count > 0)
  }

  @Test func thereAreSome() { #expect(Self.files.count >= 8) }
}
