import KoineEngine
import KoineFormats
import KoineModel
import KoinePolicies

/// Jobs that stop for others.
struct SharingBench {
  /// Rounds of least attained service over 5,000 jobs, twice as much as 10,000 accelerators hold.
  ///
  /// Counted in rounds: what the table calls jobs are rounds here.
  func measureRounds(_ rounds: Int, name: String) -> Measurement {
    var workload = BenchWorkload(
      jobs: 5000, accelerators: 10_000, load: 1, sizes: BenchWorkload.serenSizes
    ).make()
    for job in 0..<workload.count {
      workload.submit[job] = .zero
      workload.duration[job] = Interval(seconds: Int64(1_000_000_000))
    }
    let policy = PolicySpecification.named("las")!
    let options = RunOptions(until: .zero + Interval(seconds: Int64(rounds * 360)))
    let topology = Topology.nodes(of: 8, accelerators: 10_000)
    let run = time { simulate(workload, on: topology, policy: policy, options: options) }
    return Measurement(
      name: name, accelerators: 10_000, jobs: rounds, seconds: run.seconds,
      events: run.result.decisions, bareLoop_s: 0, decisionHash: run.result.decisionHash)
  }

  /// A month of a large fleet: four priorities, of which each stops those below, and servers that fail as
  /// those of Meta's research clusters, with jobs going on from their last checkpoint.
  func measureMonth(jobs: Int, name: String) -> Measurement {
    let accelerators = 20_000
    let month_s = 30 * 86_400.0
    let load = 0.9
    let meanSize =
      Double(BenchWorkload.serenSizes.reduce(0) { $0 + Int($1) })
      / Double(BenchWorkload.serenSizes.count)
    var workload = BenchWorkload(
      jobs: jobs, accelerators: accelerators, load: load, sizes: BenchWorkload.serenSizes,
      overestimate: 3,
      meanDuration_s: load * Double(accelerators) * month_s / meanSize / Double(jobs)
    ).make()
    var random = SplitMix64(state: 7)
    for job in 0..<jobs { workload.priority[job] = Int32(random.next() % 4) }
    let topology = Topology.nodes(of: 8, accelerators: accelerators, nodesPerRack: 4)
    let policy = PolicySpecification(
      order: .priority, placement: .bestFit, backfill: .skip, preemption: .rank)
    let run = time {
      simulate(
        workload, on: topology, policy: policy, options: FaultsBench.failing(workload, topology))
    }
    return Measurement(
      name: name, accelerators: accelerators, jobs: jobs, seconds: run.seconds,
      events: run.result.events, bareLoop_s: 0, decisionHash: run.result.decisionHash)
  }
}
