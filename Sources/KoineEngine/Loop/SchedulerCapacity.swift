import KoineModel

/// The first node that holds a task: what decides whether a job can ever run.
struct FirstHolder: Placement {
  mutating func choose(_ task: Task, in cluster: borrowing ClusterState) -> NodeChoice {
    cluster.node(for: task, .first)
  }
}

/// How much can be in flight at once.
struct SchedulerCapacity {
  var running: Int
  var segments: Int

  init(
    _ workload: Workload, _ topology: Topology, _ demands: [Demand], sharesAccelerators: Bool
  ) {
    // Jobs that hold no whole accelerator are bounded only by their number.
    let isUnbounded = demands.contains { $0.accelerators == 0 || $0.share_milli < 1000 }
    let accelerators = topology.acceleratorCount
    running =
      isUnbounded
      ? workload.count : min(workload.count, accelerators * (sharesAccelerators ? 2 : 1))
    segments = isUnbounded ? accelerators + workload.count : accelerators
  }
}
