import Foundation
import KoineFormats
import KoineModel
import KoineStatistics
import KoineTestSupport
import Testing

@testable import KoinePolicies

/// Average completion times of the original Gavel where two jobs share GPUs, on the traces of
/// ``GavelReferenceTests`` and got in the same way, with pairs from its `simulation_throughputs.json`.
@Suite(
  .enabled(
    if: SharedData.has("traces/gavel"), "the shared table of Gavel's throughputs is not here"))
struct GavelPackingTests {
  /// Random pairs come out of the same numbers, but with one round that ends otherwise all later ones
  /// are others.
  static let figures = [
    GavelReferenceTests.Figure(policy: "gavel-max-min-packed", trace: "single", mean_s: 7705.316),
    GavelReferenceTests.Figure(
      policy: "gandiva-packed", trace: "single", mean_s: 11997.795, tolerance: 0.03),
    GavelReferenceTests.Figure(
      policy: "gandiva-packed", trace: "several", mean_s: 8060.092, tolerance: 0.03),
  ]

  @Test(arguments: figures)
  func meanCompletionIsTheOriginals(figure: GavelReferenceTests.Figure) throws {
    let trace = GavelReferenceTests.trace(figure.trace)
    let (jobs, pairs) = try Self.withPairs(trace)
    let policy = try #require(PolicySpecification.named(figure.policy))
    var rule = AllocatorRule(
      policy.allocator, policy.values(of: .allocator), pairs: pairs, seed: 0)
    var loop = GavelLoop(
      jobs, capacities: GavelReferenceTests.capacities(figure.trace), pairs: pairs)
    var solver = SharingSolver()
    let mean_s = loop.run(kindOrder: { [0, 1, 2] }, &solver) { problem, solver in
      rule.allocate(
        problem, held: problem.names.map { _ in nil },
        classes: problem.names.map { jobs[$0].jobClass }, &solver)
    }
    #expect(
      abs(mean_s / figure.mean_s - 1) <= figure.tolerance, "ours is \(mean_s) s")
  }

  /// The jobs with a class per type and size, and the speeds of all pairs of classes.
  private static func withPairs(_ trace: GavelTrace) throws -> ([GavelJob], PairSpeeds) {
    let table = try PairThroughputReader().pairs(
      path: SharedData.folder.appendingPathComponent("traces/gavel/simulation_throughputs.json.gz")
        .path)
    var classes: [(type: String, gpus: Int, speeds: [Double])] = []
    var jobs = trace.jobs
    for (job, row) in trace.rows.enumerated() {
      let known = classes.firstIndex { $0.type == row.jobType && $0.gpus == row.gpus }
      if known == nil { classes.append((row.jobType, row.gpus, jobs[job].speeds)) }
      jobs[job].jobClass = known ?? classes.count - 1
    }
    var pairs = PairSpeeds(classes: classes.count, kinds: 3)
    for (one, own) in classes.enumerated() {
      for (other, beside) in classes.enumerated() where own.gpus == beside.gpus {
        for kind in GavelThroughputs.Kind.allCases {
          let part = table[
            PairThroughputs.Pair(
              chip: kind.chipName, accelerators: own.gpus, work: own.type, beside: beside.type)]
          pairs[one, with: other, on: kind.rawValue] = (part ?? 0) * own.speeds[kind.rawValue]
        }
      }
    }
    return (jobs, pairs)
  }
}
