import KoineEngine
import KoineModel
import KoinePolicies

/// Jobs that name a model, so that their speed is looked up and those on several racks share uplinks.
struct TransfersBench {
  var jobs: Int
  private let accelerators = 10_000

  /// The same work three times: with given durations, with speeds from the table, and with uplinks of
  /// racks of 32 accelerators, oversubscribed four times, shared by max-min fairness.
  func measure(name: String) -> [Measurement] {
    let workload = BenchWorkload(
      jobs: jobs, accelerators: accelerators, load: 0.85, sizes: BenchWorkload.serenSizes
    ).make()
    var named = workload
    named.works = [ModelWork(model: "any", task: .training(globalBatch: 512))]
    named.units = workload.duration.map(\.seconds)
    named.requests = workload.requests.map { request in
      var request = request
      request.work = WorkHandle(0)
      return request
    }
    var topology = Topology.nodes(of: 8, accelerators: accelerators, nodesPerRack: 4)
    topology.nodeTypes[0].networkInterfaces = 8
    topology.nodeTypes[0].networkInterface_gb_s = Figure(50)
    topology.fabric.oversubscription = 4
    return [
      measure(name + "-plain", workload, topology, .none),
      measure(name + "-none", named, topology, .none),
      measure(name + "-shared", named, topology, .shared),
    ]
  }

  private func measure(
    _ name: String, _ workload: Workload, _ topology: Topology, _ transfers: TransferModel
  ) -> Measurement {
    let performance = Performance(speeds: EqualSpeeds(), transfers: transfers)
    let run = time {
      simulate(
        workload, on: topology, policy: PolicySpecification.named("fifo")!,
        options: RunOptions(performance: performance))
    }
    var loop = BareLoop()
    let bare = time { loop.run(workload, processors: accelerators) }
    return Measurement(
      name: name, accelerators: accelerators, jobs: workload.count, seconds: run.seconds,
      events: run.result.events, bareLoop_s: bare.seconds,
      decisionHash: run.result.decisionHash)
  }
}

/// A unit of work takes a second everywhere. A job on several racks wants 250 of the 400 GB/s of their
/// uplinks: one runs at full speed, two that meet slow each other.
private struct EqualSpeeds: SpeedSource {
  func speed(
    of work: ModelWork, accelerators: Int, on pool: PoolHandle, spread: PlacementSpread
  ) -> WorkSpeed? {
    WorkSpeed(
      unit_ns: 1e9, communication_ppm: spread == .fabric ? 200_000 : 50_000,
      uplink_gb_s: spread == .fabric ? 250 : 0)
  }
}
