import KoineEngine
import KoineModel
import KoineTestSupport

/// Jobs that name work, on nodes of one accelerator of one chip, with parts of speed for pairs.
struct PairScene {
  static let chip = "V100"

  var topology: Topology
  var workload: Workload
  var speeds: PairedSpeeds
  /// By work: time of a unit.
  var unit_s: [Double]
  /// By work and other work: what is left of the speed beside it; `nil` where nobody knows.
  var parts: [[Double?]]

  /// - Parameter jobs: in order of arrival, each with its work and how many units.
  init(
    _ jobs: [(at: Int, work: Int, units: Double, size: Int)], accelerators: Int,
    unit_s: [Double], parts: [[Double?]]
  ) {
    topology = GavelTrace.cluster([accelerators])
    workload = Workload(jobs.map { JobSketch(at: $0.at, runs: 1, on: $0.size) })
    let works = unit_s.indices.map {
      ModelWork(model: "work \($0)", task: .training(globalBatch: 1))
    }
    workload.give(jobs.map { ($0.units, $0.work) }, of: works)
    self.unit_s = unit_s
    self.parts = parts
    var table = PairThroughputs()
    for (work, row) in parts.enumerated() {
      for (other, part) in row.enumerated() {
        for size in 1...4 {
          table[
            PairThroughputs.Pair(
              chip: Self.chip, accelerators: size, work: "work \(work)", beside: "work \(other)")] =
            part
        }
      }
    }
    speeds = PairedSpeeds(
      table, on: topology,
      other: TableSpeeds(
        unit_s.enumerated().map { .init("work \($0)", nil, WorkSpeed(unit_ns: $1 * 1e9)) }))
  }

  func work(of job: Int) -> Int {
    workload.requests[workload.request[job].index].work.index
  }
}
