import Foundation
import KoineFormats
import KoineTestSupport

/// Traces in Gavel's way, drawn by a generator that every language can repeat.
///
/// Job types are uniform, a job of a type that was measured on several GPUs takes 1 (70 %), 2 (10 %) or 4
/// (20 %) of them, would run 0.5 to 5 hours on V100, and comes after an exponential gap.
struct GavelTrace {
  struct Row {
    var jobType: String
    var gpus: Int
    var steps: Int
    var arrival_s: Int
  }

  var rows: [Row] = []

  init(seed: UInt64, jobs: Int, gap_s: Double, severalGPUs: Bool) {
    var random = SplitMix64(seed: seed)
    var arrival_s = 0.0
    for index in 0..<jobs {
      let jobType = random.pick(GavelThroughputs.jobTypes)
      let size = random.unit()
      let hours = 0.5 * pow(10, random.unit())
      let gap = -log(random.unit()) * gap_s
      if index > 0 { arrival_s += gap }
      var gpus = 1
      if severalGPUs, GavelThroughputs.gpuCounts(of: jobType).count > 1 {
        gpus = size <= 0.7 ? 1 : size <= 0.8 ? 2 : 4
      }
      let speed = GavelThroughputs.steps_per_s(jobType, gpus: gpus)!
      rows.append(
        Row(
          jobType: jobType, gpus: gpus, steps: Int(hours * 3600 * speed),
          arrival_s: Int(arrival_s)))
    }
  }

  /// The jobs as the reference loop takes them, with speeds on V100, P100 and K80.
  var jobs: [GavelJob] {
    let types = GavelThroughputs.jobTypes
    return rows.map { row in
      GavelJob(
        arrival_s: Double(row.arrival_s), steps: row.steps, size: row.gpus,
        speeds: GavelThroughputs.Kind.allCases.map {
          GavelThroughputs.steps_per_s(row.jobType, gpus: row.gpus, on: $0)!
        }, jobClass: types.firstIndex(of: row.jobType)!)
    }
  }

  /// The trace as Gavel's `parse_trace` reads it.
  var text: String {
    rows.map {
      "\($0.jobType)\tcommand\tfolder\t--steps\t0\t\($0.steps)\t\($0.gpus)\t1\t-1.000000\t\($0.arrival_s)\n"
    }.joined()
  }
}
