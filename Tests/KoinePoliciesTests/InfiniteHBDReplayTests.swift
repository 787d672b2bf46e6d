import Foundation
import KoineEngine
import KoineFormats
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// The public fault trace of InfiniteHBD (stepfun-ai/InfiniteHBD-Trace), replayed through the engine.
@Suite(
  .enabled(
    if: SharedData.has("traces/infinitehbd/fault_trace.json"),
    "the fault trace of InfiniteHBD is not there"))
struct InfiniteHBDReplayTests {
  private func replayed(group: Int) throws -> [String: Double] {
    let path = SharedData.folder.appendingPathComponent("traces/infinitehbd/fault_trace.json").path
    let trace = try FaultTraceReader().trace(path: path)
    #expect(trace.nodeNames.count == 231)
    let topology = Topology.equal(400, islands: [8])
    let schedule = try trace.schedule(on: topology)
    #expect(schedule.matching == .spread)
    let recorder = WasteRecorder(
      layouts: ScaleUpLayout.known(accelerators: 8), groups: [group], accelerators: 8)
    let (waste, log) = replay(schedule.faults, on: topology, recorder: recorder)
    #expect(log.ledger.isBalanced)
    // 348 days from the origin; 584 faults whose overlaps and zero lengths bring no node down anew.
    #expect(log.nodeFailures > 500 && log.nodeFailures <= 584)
    let names = waste.layouts.map(\.name)
    return Dictionary(
      uniqueKeysWithValues: zip(
        names, names.indices.map { waste.wasteRatio(layout: $0, group: 0)! }))
  }

  /// Source: the facts' row for groups of 32, in percent.
  @Test func theRowOfTensorParallel32() throws {
    let ratios = try replayed(group: 32)
    let published = [
      "mesh of 64": 6.22, "NVL72": 9.93, "mesh of 128": 5.52, "K-hop line, K=1": 3.66,
      "K-hop line, K=2": 0.40, "K-hop line, K=3": 0.33,
    ]
    for (name, percent) in published.sorted(by: { $0.key < $1.key }) {
      #expect(abs(ratios[name]! * 100 - percent) < 0.1, "\(name): \(ratios[name]! * 100)")
    }
  }

  /// Nodes of 8 waste nothing on groups of 8, and everything on larger ones.
  @Test func groupsOfOneNode() throws {
    let ratios = try replayed(group: 8)
    #expect(ratios.values.allSatisfy { $0 == 0 })
    #expect(try replayed(group: 16)["node of 8"] == 1)
  }
}
