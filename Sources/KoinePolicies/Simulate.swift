public import KoineEngine
public import KoineModel

/// What a run is told besides its workload, topology and policy.
public struct RunOptions: Sendable {
  /// When to stop, on the workload's clock; `nil` to run to the last end.
  public var until: Instant?
  /// Fixes everything random in the policy.
  public var seed: UInt64
  /// How fast work runs and what it does to the network.
  public var performance: Performance
  /// When nodes fail and are repaired.
  public var faults: FaultSchedule
  /// What the accelerators may draw; `nil` for no limit.
  public var powerLimit: PowerLimit?

  public init(
    until: Instant? = nil, seed: UInt64 = 0, performance: Performance = Performance(),
    faults: FaultSchedule = .none, powerLimit: PowerLimit? = nil
  ) {
    self.until = until
    self.seed = seed
    self.performance = performance
    self.faults = faults
    self.powerLimit = powerLimit
  }
}

/// Runs a workload on a topology under a policy.
///
/// The policy is chosen here, once; the loop below is specialised for its backfill and, in the
/// commonest cases, for its order and placement.
public func simulate(
  _ workload: Workload, on topology: Topology, policy: PolicySpecification,
  options: RunOptions = RunOptions()
) -> RunLog {
  let run = Run(workload: workload, topology: topology, options: options)
  if policy.order == .fifo && policy.placement == .bestFit && !workload.asksForHostsOrShares {
    return run.simulate(Fifo(), BestFit(), policy)
  }
  return run.simulate(
    AnyOrder(policy.order, policy.values(of: .order)),
    AnyPlacement(
      policy.placement, policy.values(of: .placement), workload, topology, seed: options.seed),
    policy)
}

/// What the generic parts of a run share.
private struct Run {
  var workload: Workload
  var topology: Topology
  var options: RunOptions

  func simulate<O: Order, P: Placement & ~Copyable>(
    _ order: O, _ placement: consuming P, _ policy: PolicySpecification
  ) -> RunLog {
    switch policy.backfill {
    case .none: simulate(order, placement, NoBackfill())
    case .skip: simulate(order, placement, Skip())
    case .easy: simulate(order, placement, Easy(topology, policy.values(of: .backfill)))
    case .conservative: simulate(order, placement, Conservative(workload, topology))
    }
  }

  private func simulate<O: Order, P: Placement & ~Copyable, B: Backfill & ~Copyable>(
    _ order: O, _ placement: consuming P, _ backfill: consuming B
  ) -> RunLog {
    var simulator = Simulator(
      workload, on: topology,
      policy: ComposedPolicy(order: order, placement: placement, backfill: backfill),
      performance: options.performance, faults: options.faults,
      powerLimit: options.powerLimit)
    simulator.run(until: options.until ?? .never)
    return simulator.finish()
  }
}
