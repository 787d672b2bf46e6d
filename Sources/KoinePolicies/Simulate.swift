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
  /// What happens to nodes, and when.
  public var faults: any FaultSource
  /// What it costs to stop jobs and to start them again. Without it a job that stops goes on at once
  /// and for nothing, and the failure of a node is the end of its jobs.
  public var attempts: AttemptPlan?
  /// What the accelerators may draw; `nil` for no limit.
  public var powerLimit: PowerLimit?

  public init(
    until: Instant? = nil, seed: UInt64 = 0, performance: Performance = Performance(),
    faults: any FaultSource = FaultSchedule.none, attempts: AttemptPlan? = nil,
    powerLimit: PowerLimit? = nil
  ) {
    self.until = until
    self.seed = seed
    self.performance = performance
    self.faults = faults
    self.attempts = attempts
    self.powerLimit = powerLimit
  }
}

/// Runs a workload on a topology under a policy.
///
/// The policy is chosen here, once; the loop below is specialised for its backfill and, in the
/// commonest cases, for its order and placement.
/// - Precondition: the parts of the policy go together (``PolicySpecification/conflict``).
public func simulate(
  _ workload: Workload, on topology: Topology, policy: PolicySpecification,
  options: RunOptions = RunOptions()
) -> RunLog {
  precondition(policy.conflict == nil, "the parts of the policy do not go together")
  let run = Run(workload: workload, topology: topology, options: options)
  if policy.preemption == .none && policy.order == .fifo && policy.placement == .bestFit
    && !workload.asksForHostsOrShares
  {
    return run.simulate(Fifo(), BestFit(), policy)
  }
  return run.simulate(
    AnyOrder(policy.order, policy.values(of: .order), workload, topology),
    AnyPlacement(
      policy.placement, policy.values(of: .placement), workload, topology, seed: options.seed,
      speeds: options.performance.speeds),
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
    case .none: simulate(order, placement, NoBackfill(), policy)
    case .skip: simulate(order, placement, Skip(), policy)
    case .easy: simulate(order, placement, Easy(topology, policy.values(of: .backfill)), policy)
    case .conservative:
      simulate(order, placement, Conservative(workload, topology), NoPreemption(), options.attempts)
    }
  }

  private func simulate<O: Order, P: Placement & ~Copyable, B: Backfill & ~Copyable>(
    _ order: O, _ placement: consuming P, _ backfill: consuming B, _ policy: PolicySpecification
  ) -> RunLog {
    if policy.preemption == .none {
      return simulate(order, placement, backfill, NoPreemption(), options.attempts)
    }
    return simulate(
      order, placement, backfill,
      AnyPreemption(policy.preemption, policy.values(of: .preemption), workload),
      options.attempts ?? AttemptPlan(workload, restartsAfterFailure: false))
  }

  private func simulate<
    O: Order, P: Placement & ~Copyable, B: Backfill & ~Copyable, R: Preemption & ~Copyable
  >(
    _ order: O, _ placement: consuming P, _ backfill: consuming B, _ preemption: consuming R,
    _ attempts: AttemptPlan?
  ) -> RunLog {
    var simulator = Simulator(
      workload, on: topology,
      policy: ComposedPolicy(
        order: order, placement: placement, backfill: backfill, preemption: preemption),
      performance: options.performance, faults: options.faults, attempts: attempts,
      powerLimit: options.powerLimit)
    simulator.run(until: options.until ?? .never)
    return simulator.finish()
  }
}
