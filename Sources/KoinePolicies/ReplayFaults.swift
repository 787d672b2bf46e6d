public import KoineEngine
public import KoineModel

/// Replays faults on a cluster without jobs and returns what layouts of scale-up domains wasted.
///
/// - Precondition: all nodes of the cluster have as many accelerators as the recorder counts with.
public func replay(
  _ faults: FaultSchedule, on topology: Topology, recorder: WasteRecorder
) -> (waste: WasteRecorder, log: RunLog) {
  var simulator = Simulator(
    Workload(name: "none"), on: topology,
    policy: ComposedPolicy(order: Fifo(), placement: BestFit(), backfill: NoBackfill()),
    faults: faults, recorder: recorder)
  simulator.run()
  let waste = simulator.waste ?? recorder
  return (waste, simulator.finish())
}
