import Foundation
import KoineEngine
import KoineFormats
import KoineMetrics
import KoineModel
import KoinePolicies
import KoineReports

/// From a Standard Workload Format file to the printed report, as `koine simulate` does it.
struct StandardWorkloadBench {
  let jobs: Int

  func measure() throws -> Measurement {
    let workload = BenchWorkload(
      jobs: jobs, accelerators: 512, load: 0.95, sizes: [1, 1, 2, 4, 8, 16, 32, 64],
      overestimate: 5
    ).make()
    let path =
      NSTemporaryDirectory() + "koine-bench-\(ProcessInfo.processInfo.processIdentifier).swf"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try write(workload, to: path)
    let run = try time { try report(on: path) }
    let bare = time {
      var loop = BareLoop()
      return loop.run(workload, processors: 512)
    }
    let reading = try time { try WorkloadSource.load(path).workload.count }
    FileHandle.standardError.write(
      Data("reading alone: \((Double(jobs) / reading.seconds / 1e6).fixed(2)) M lines/s\n".utf8))
    return Measurement(
      name: Benchmark.swfEndToEnd.rawValue, accelerators: 512, jobs: jobs, seconds: run.seconds,
      events: run.result.events, bareLoop_s: bare.seconds, decisionHash: run.result.hash)
  }

  private func report(on path: String) throws -> (events: Int, hash: UInt64) {
    let workload = try WorkloadSource.load(path).workload
    let topology = Topology.flat(512)
    let log = simulate(workload, on: topology, policy: PolicySpecification.named("easy")!)
    let summary = Summary(log, workload, on: topology, wall_s: 0)
    let description = RunDescription(
      topology: topology, workload: workload, isGenerated: false, policyName: "easy",
      order: "fifo", placement: "best-fit", backfill: "easy", overtaking: .exceptDelayingFirst,
      placementPacks: true, seed: 0)
    let text = TerminalReport(
      RunReport(run: description, summary: summary), style: TerminalStyle()
    ).text
    precondition(!text.isEmpty)
    return (log.events, log.decisionHash)
  }

  private func write(_ workload: Workload, to path: String) throws {
    var text = "; Version: 2.2\n; MaxProcs: 512\n"
    for job in 0..<workload.count {
      let submit = workload.submit[job].nanoseconds / 1_000_000_000
      let duration = workload.duration[job].nanoseconds / 1_000_000_000 + 1
      let estimate = workload.estimate[job].nanoseconds / 1_000_000_000 + 1
      let size = workload.accelerators(of: JobHandle(job))
      text +=
        "\(job + 1) \(submit) -1 \(duration) \(size) -1 -1 \(size) \(estimate) -1 1 \(job % 97)"
      text += " 1 1 1 1 -1 -1\n"
    }
    try text.write(toFile: path, atomically: false, encoding: .utf8)
  }
}
