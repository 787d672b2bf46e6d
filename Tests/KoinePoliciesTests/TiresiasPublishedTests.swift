import Foundation
import KoineEngine
import KoineFormats
import KoineMetrics
import KoineModel
import KoinePolicies
import Testing

/// Mean completion times of the simulator that was published with Tiresias, run by us on three random
/// traces of 120 jobs (`Published/`) and clusters of 8, 16 and 24 accelerators.
///
/// SymbioticLab/Tiresias, `run_sim.py --scheme=count --schedule=S`, turned into Python 3 by `lib2to3`, with
/// nothing else changed. Its `fifo`, `fjf` and `shortest` are our fifo, skip and srtf; `dlas-gpu` is our
/// tiresias. On the authors' 60-job sample, with 8, 16 and 24 accelerators, all four agree to the printed
/// digit too; that file is theirs and not part of this repository.
@Suite struct TiresiasPublishedTests {
  struct Case: Sendable {
    var trace: Int
    var accelerators: Int
    /// fifo, fjf, shortest, dlas-gpu.
    var means_s: [Double]
  }

  private static let cases = [
    Case(trace: 1, accelerators: 8, means_s: [42772.05, 10887.742, 3841.958, 7068.992]),
    Case(trace: 1, accelerators: 16, means_s: [8491.742, 3390.758, 1798.217, 2108.067]),
    Case(trace: 1, accelerators: 24, means_s: [2067.233, 1633.233, 1427.475, 1470.633]),
    Case(trace: 2, accelerators: 8, means_s: [30858.008, 8544.692, 3139.783, 5639.8]),
    Case(trace: 2, accelerators: 16, means_s: [6018.892, 2442.25, 1505.175, 1989.175]),
    Case(trace: 2, accelerators: 24, means_s: [1887.925, 1395.45, 1287.2, 1283.583]),
    Case(trace: 3, accelerators: 8, means_s: [34992.467, 12762.442, 3058.017, 5556.492]),
    Case(trace: 3, accelerators: 16, means_s: [5407.508, 3191.192, 1529.7, 2161.675]),
    Case(trace: 3, accelerators: 24, means_s: [1726.233, 1406.283, 1282.458, 1346.958]),
  ]

  @Test(arguments: cases)
  func `mean completion as published`(published: Case) throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Published/tiresias-\(published.trace).csv").path
    let workload = try WorkloadSource.load(path).workload
    let topology = Topology.flat(published.accelerators)
    for (name, mean_s) in zip(["fifo", "skip", "srtf", "tiresias"], published.means_s) {
      let log = simulate(workload, on: topology, policy: .named(name)!)
      let ours_s = Summary(log, workload, on: topology).completion!.mean
      // On one of the nine, a limit is reached at the second at which a job arrives, and the published
      // simulator notices one event later.
      let tolerance = name == "tiresias" && published.trace == 1 ? 0.02 : 1e-6
      #expect(abs(ours_s / mean_s - 1) <= tolerance, "\(name): \(ours_s) s, published \(mean_s) s")
    }
  }
}
