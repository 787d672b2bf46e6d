import Foundation
import KoineEngine
import KoineFormats
import KoineMetrics
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// Our mean allocation beside the published one (Weng et al., "Beware of Fragmentation", ATC 2023,
/// outcomes of the public simulator).
///
/// The everyday run packs one seed per case and allows three standard deviations between seeds.
/// With `KOINE_TEST_SCALE=10` there are ten seeds and half a point, as `Tools/check-openb` does with
/// the optimised program.
@Suite struct OpenbPublishedTests {
  private static let folder = "traces/openb"
  private static let hasData = SharedData.has(folder + "/outcomes/analysis_allo_discrete.csv")
  private static let policies: [(placement: PlacementName, published: String)] = [
    (.random, "01-Random"), (.dotProduct, "02-DotProd"), (.gpuClustering, "03-GpuClustering"),
    (.gpuPacking, "04-GpuPacking"), (.bestFit, "05-BestFit"), (.fgd, "06-FGD"),
  ]

  private func path(_ name: String) -> String {
    SharedData.folder.appendingPathComponent(Self.folder + "/" + name).path
  }

  /// The mean at N = 100 over the published seeds.
  private func published(_ list: String, _ policy: String) throws -> Double {
    let text = try String(
      contentsOfFile: path("outcomes/analysis_allo_discrete.csv"), encoding: .utf8)
    let rows = text.split(separator: "\n").map { $0.split(separator: ",") }
    let column = try #require(rows[0].firstIndex(of: "100"))
    let values = rows.filter { $0[0] == "openb_pod_list_\(list)" && $0[1] == policy }
      .compactMap { Double($0[column]) }
    #expect(values.count == 10)
    return values.reduce(0, +) / Double(values.count)
  }

  @Test(
    .enabled(if: hasData, "skipped: the shared traces are not there"),
    arguments: ["default", "gpuspec33", "multigpu30", "gpushare60", "cpu100"])
  func `allocation at 100 percent is as published`(list: String) throws {
    let nodes = try String(
      contentsOfFile: path("openb_node_list_gpu_node.csv"), encoding: .utf8)
    let topology = try OpenbNodeList.topology(text: nodes, file: "nodes")
    let (workload, _) = try WorkloadSource.load(path("openb_pod_list_\(list).csv"))
    let typical = TypicalTasks(workload, on: topology)
    let arrivals = PackingArrivals(ratio: 1.3, accelerators: topology.acceleratorCount)
    let seeds = TestScale.seeds(1)
    let tolerance = seeds.count >= 10 ? 0.5 : 1.5
    for (placement, name) in Self.policies {
      let values = seeds.map { seed in
        let packed = PackedCluster(
          arrivals.workload(from: workload, seed: seed), on: topology, placement: placement,
          typical: workload, seed: seed)
        return PackingCurve(
          packed.arrivals, packed.holdings, on: topology, typical: typical, limit_percent: 130
        ).allocation_percent[100] ?? 0
      }
      let mean = values.reduce(0, +) / Double(values.count)
      let expected = try published(list, name)
      #expect(abs(mean - expected) <= tolerance, "\(name): \(mean), published \(expected)")
    }
  }
}
