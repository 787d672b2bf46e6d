import KoineModel

/// Circuits of running jobs: ports taken and given back, and the time to set them.
extension SchedulerState {
  mutating func takePorts(of gang: PlacedGang) {
    cluster.setPorts(of: gang.first, segments, taken: true)
    circuitSettings += 1
  }

  mutating func givePortsBack(_ running: RunningJob) {
    cluster.setPorts(of: running.first, segments, taken: false)
  }

  /// The time to set the circuits of a job whose nodes they join.
  func setup(of first: Segment) -> Interval {
    work.setups[Int(cluster.supernodeOfNode[Int(first.node)])]
  }

  /// Enters what a job of given duration has held in the ledger: setting its circuits, then work.
  mutating func chargeJoined(_ running: RunningJob) {
    let held = now - running.start
    let setup_ns = min(setup(of: running.first).nanoseconds, held.nanoseconds)
    let split = WorkSplit(
      productive_ns: held.nanoseconds - setup_ns, imbalance_ns: 0, reconfiguration_ns: setup_ns,
      communication_ns: 0)
    ledger.charge(
      running.first, of: demands[running.request], split, isLost: running.isLost,
      cluster: cluster, segments: segments)
  }
}
