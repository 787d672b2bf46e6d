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
  /// The queues that jobs need quota of; `nil` for none.
  public var queues: QueueTree?
  /// What the accelerators may draw; `nil` for no limit.
  public var powerLimit: PowerLimit?

  public init(
    until: Instant? = nil, seed: UInt64 = 0, performance: Performance = Performance(),
    faults: any FaultSource = FaultSchedule.none, attempts: AttemptPlan? = nil,
    queues: QueueTree? = nil,
    powerLimit: PowerLimit? = nil
  ) {
    self.until = until
    self.seed = seed
    self.performance = performance
    self.faults = faults
    self.attempts = attempts
    self.queues = queues
    self.powerLimit = powerLimit
  }
}

/// Runs a workload on a topology under a policy.
///
/// The policy is chosen here, once; the commonest compositions have a specialised loop of their own.
/// - Precondition: the parts of the policy go together (``PolicySpecification/conflict``).
public func simulate(
  _ workload: Workload, on topology: Topology, policy: PolicySpecification,
  options: RunOptions = RunOptions()
) -> RunLog {
  precondition(policy.conflict == nil, "the parts of the policy do not go together")
  if policy.allocator.isElastic { return simulateElastic(workload, topology, policy, options) }
  if policy.allocator != .none { return simulateRounds(workload, topology, policy, options) }
  let run = Run(workload: workload, topology: topology, options: options)
  let isCommon =
    policy.order == .fifo && policy.placement == .bestFit && policy.preemption == .none
    && options.queues == nil && !workload.asksForHostsOrShares
  return isCommon ? run.simulateCommon(policy) : run.simulate(policy)
}

/// What the generic parts of a run share.
private struct Run {
  var workload: Workload
  var topology: Topology
  var options: RunOptions

  /// By arrival, best fit, and nobody stops: what most runs are, and the fastest loops.
  func simulateCommon(_ policy: PolicySpecification) -> RunLog {
    switch policy.backfill {
    case .none: run(compose(Fifo(), BestFit(), NoBackfill(), NoPreemption()))
    case .skip: run(compose(Fifo(), BestFit(), Skip(), NoPreemption()))
    case .easy: run(compose(Fifo(), BestFit(), easy(policy), NoPreemption()))
    case .conservative:
      run(compose(Fifo(), BestFit(), Conservative(workload, topology), NoPreemption()))
    }
  }

  func simulate(_ policy: PolicySpecification) -> RunLog {
    let order = AnyOrder(policy.order, policy.values(of: .order), workload, topology)
    let placement = AnyPlacement(
      policy.placement, policy.values(of: .placement), workload, topology, seed: options.seed,
      speeds: options.performance.speeds)
    let preemption = AnyPreemption(policy.preemption, policy.values(of: .preemption), workload)
    let backfill = AnyBackfill(
      policy.backfill, policy.values(of: .backfill), workload, topology)
    return runInQueues(compose(order, placement, backfill, preemption))
  }

  private func easy(_ policy: PolicySpecification) -> Easy {
    Easy(topology, policy.values(of: .backfill))
  }

  private func compose<
    O: Order, P: Placement & ~Copyable, B: Backfill & ~Copyable, R: Preemption & ~Copyable
  >(
    _ order: O, _ placement: consuming P, _ backfill: consuming B, _ preemption: consuming R
  ) -> ComposedPolicy<O, P, B, R> {
    ComposedPolicy(
      order: order, placement: placement, backfill: backfill, preemption: preemption)
  }

  private func runInQueues<Policy: SchedulingPolicy & ~Copyable>(
    _ policy: consuming Policy
  ) -> RunLog {
    guard let queues = options.queues else { return run(policy) }
    return run(QuotaAdmission(policy, queues, workload))
  }

  private func run<Policy: SchedulingPolicy & ~Copyable>(_ policy: consuming Policy) -> RunLog {
    let stopsJobs = policy.tracksRanks || options.queues != nil
    var simulator = Simulator(
      workload, on: topology, policy: policy, performance: options.performance,
      faults: options.faults,
      attempts: options.attempts
        ?? (stopsJobs ? AttemptPlan(workload, restartsAfterFailure: false) : nil),
      powerLimit: options.powerLimit)
    simulator.run(until: options.until ?? .never)
    return simulator.finish()
  }
}
