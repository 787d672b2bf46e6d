import KoineEngine
import KoineFormats
import KoineModel
import KoinePolicies
import KoineStatistics

/// Shares of time for jobs on unlike chips: from scratch, after one arrival, and in a whole run.
struct AllocatorBench {
  var jobs: Int

  func measure(name: String) -> [Measurement] {
    [
      solve("\(name)-scratch", .corner, arrivals: 0),
      solve("\(name)-arrival", .corner, arrivals: 5),
      solve("\(name)-middle", .middle, arrivals: 5), run("\(name)-gavel", jobs: jobs),
    ]
  }

  /// 2,000 jobs on four kinds, every one at its own speeds. A job of the line is an allocation; of
  /// arrivals, all after the first.
  private func solve(
    _ name: String, _ wish: SharingSolver.Wish, arrivals: Int
  ) -> Measurement {
    var random = RandomStream(seed: 1, name: "allocators")
    let capacities = [400, 300, 500, 800]
    var problem = AllocationProblem(capacities: capacities)
    func job(_ name: Int) -> AllocationProblem.Job {
      AllocationProblem.Job(
        name: name, speeds: capacities.map { _ in 0.1 + random.uniform() },
        accelerators: [1, 1, 1, 2, 4, 8][random.index(below: 6)])
    }
    for name in 0..<2000 { problem.add(job(name)) }
    var solver = SharingSolver(wish)
    var digest: UInt64 = 0
    func allocate() {
      let allocation = MaxMinFairness().allocateOrFallBack(problem, &solver)
      digest = (digest &* 31) ^ allocation.shares.reduce(0, +).bitPattern
    }
    if arrivals > 0 { allocate() }
    let timed = time {
      for arrival in 0..<max(1, arrivals) {
        if arrivals > 0 { problem.add(job(2000 + arrival)) }
        allocate()
      }
    }
    return Measurement(
      name: name, accelerators: 2000, jobs: max(1, arrivals), seconds: timed.seconds,
      events: max(1, arrivals), bareLoop_s: 0, decisionHash: digest)
  }

  /// Jobs of Gavel's table on 36 each of its GPUs under max-min fairness.
  private func run(_ name: String, jobs: Int) -> Measurement {
    let workload = gavelJobs(jobs)
    let topology = gavelCluster(36)
    let speeds = MeasuredSpeeds(workload.measured, on: topology, other: NoSpeeds())
    let ready = workload.usingMeasuredSpeeds(on: topology)
    let timed = time {
      simulate(
        ready, on: topology, policy: PolicySpecification.named("gavel-max-min")!,
        options: RunOptions(performance: Performance(speeds: speeds)))
    }
    return Measurement(
      name: name, accelerators: topology.acceleratorCount, jobs: jobs, seconds: timed.seconds,
      events: timed.result.events, bareLoop_s: 0, decisionHash: timed.result.decisionHash)
  }

  private struct NoSpeeds: SpeedSource {
    func speed(
      of work: ModelWork, accelerators: Int, on pool: PoolHandle, spread: PlacementSpread
    ) -> WorkSpeed? { nil }
  }

  /// One to four GPUs, half an hour to five hours on V100, one every two and a half minutes.
  private func gavelJobs(_ count: Int) -> Workload {
    var random = RandomStream(seed: 1, name: "gavel")
    var workload = Workload(name: "gavel")
    var interner = RequestInterner()
    var measured = MeasuredWork(chips: GavelThroughputs.Kind.allCases.map(\.chipName))
    var now_s = 0.0
    let types = GavelThroughputs.jobTypes
    for _ in 0..<count {
      let type = types[random.index(below: types.count)]
      let sizes = GavelThroughputs.gpuCounts(of: type).filter { $0 <= 4 }
      let size = sizes[random.isChosen(probability: 0.7) ? 0 : random.index(below: sizes.count)]
      let speeds = GavelThroughputs.Kind.allCases.map {
        GavelThroughputs.steps_per_s(type, gpus: size, on: $0) ?? 0
      }
      let seconds = 1800 * (1 + 9 * random.uniform())
      workload.submit.append(.zero + Interval(seconds: now_s))
      workload.duration.append(Interval(seconds: seconds))
      workload.estimate.append(Interval(seconds: seconds))
      workload.request.append(interner.intern(Request(accelerators: Int32(size))))
      workload.tenant.append(TenantHandle(0))
      workload.priority.append(1)
      workload.ending.append(.completes)
      measured.append(
        MeasuredWork.Kind(name: type, accelerators: Int32(size), units_per_s: speeds),
        units: seconds * speeds[0])
      now_s += random.exponential(mean: 150)
    }
    workload.requests = interner.requests
    workload.tenantNames = ["unknown"]
    workload.measured = measured
    return workload
  }

  private func gavelCluster(_ each: Int) -> Topology {
    var topology = Topology(name: "gavel")
    for kind in GavelThroughputs.Kind.allCases {
      topology.chips.append(
        Chip(key: "bench/\(kind.chipName)", vendor: "bench", product: kind.chipName))
      topology.nodeTypes.append(
        NodeType(name: kind.chipName, chip: ChipHandle(kind.rawValue), accelerators: 1))
      topology.append(
        NodeTypeHandle(kind.rawValue), count: each, names: [kind.chipName],
        racks: .nodesPerRack(each))
    }
    return topology
  }
}
