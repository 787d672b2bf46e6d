import KoineEngine
import KoineModel

/// Speeds read from the table: a job is a look-up, of 64 kinds of work on 16 pools in turn.
struct SpeedLookUpBench {
  var count: Int

  func measure(name: String) -> Measurement {
    var topology = Topology.nodes(of: 8, accelerators: 8, nodesPerRack: 4)
    let nodes = topology.pools[0].nodes.count
    for _ in 1..<16 {
      topology.append(NodeTypeHandle(0), count: nodes, names: ["more"], racks: .nodesPerRack(4))
    }
    var workload = Workload(name: "look-ups")
    for work in 0..<64 {
      workload.works.append(
        ModelWork(model: "model-\(work)", task: .training(globalBatch: 512)))
      workload.requests.append(Request(accelerators: 4, work: WorkHandle(work)))
    }
    var lookUps = SpeedLookUps(workload, on: topology, speeds: UnitSpeeds())
    // The table is full before the clock starts.
    _ = lookUps.read(100_000)
    let run = time { lookUps.read(count) }
    return Measurement(
      name: name, accelerators: topology.acceleratorCount, jobs: count,
      seconds: run.seconds, events: count, bareLoop_s: 0, decisionHash: run.result.bitPattern)
  }
}

private struct UnitSpeeds: SpeedSource {
  func speed(
    of work: ModelWork, accelerators: Int, on pool: PoolHandle, spread: PlacementSpread
  ) -> WorkSpeed? {
    WorkSpeed(unit_ns: Double(1 + pool.index))
  }
}
