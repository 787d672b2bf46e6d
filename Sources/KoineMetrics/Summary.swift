public import KoineEngine
public import KoineModel

/// Everything that is reported of a run; each member is a metric of `docs/metrics.md`.
public struct Summary: Sendable {
  public var jobs: JobCounts
  /// Seconds; `nil` if no job started.
  public var wait: Distribution?
  /// Sizes with a started job, smallest first; seconds.
  public var waitBySize: [(size: SizeClass, wait: Distribution)]
  /// Seconds; `nil` if no job ended.
  public var completion: Distribution?
  /// `nil` if no job ended.
  public var boundedSlowdown: Distribution?
  /// `nil` if no job ended.
  public var makespan: Interval?
  /// Instants between which the ledger was kept.
  public var begin: Instant
  public var end: Instant
  public var utilization: Utilization
  /// In the order of the topology.
  public var chips: [ChipUsage]
  public var fragmentation: Double
  /// kWh, of the accelerators.
  public var energy: Estimate
  /// The same by where it goes, and of the hosts.
  public var energyParts: EnergyParts
  public var facility: Facility
  /// CNY.
  public var cost: Estimate
  public var ledger: AcceleratorTime
  /// Most jobs first.
  public var rejections: [Rejection]
  /// Largest first.
  public var losses: [LossCause]
  /// Estimated over true accelerator time of all jobs; `nil` without any work.
  public var estimateFactor: Double?
  public var engine: EngineCounters
  /// `nil` for a run whose jobs cannot go on after a stop.
  public var interruptions: Interruptions?
  /// `nil` for a workload without deadlines.
  public var deadlines: DeadlineOutcome?

  /// Length of the run.
  public var span: Interval { end - begin }

  /// Computes every metric of a run.
  ///
  /// - Parameter wall_s: real time that the simulation took, measured by the caller.
  /// - Parameters powerLimit, queues: those of the run, which explain rejections.
  /// - Precondition: the log is of this workload on this topology.
  /// - Complexity: O(jobs) on average.
  public init(
    _ log: RunLog, _ workload: Workload, on topology: Topology, wall_s: Double = 0,
    powerLimit: PowerLimit? = nil, queues: QueueTree? = nil
  ) {
    precondition(log.state.count == workload.count, "the log is of another workload")
    precondition(log.ledger.rows.count == topology.pools.count, "the log is of another topology")
    jobs = JobCounts(log)
    let waits = WaitDistributions(log, workload)
    wait = waits.all
    waitBySize = waits.bySize
    completion = .completion(log, workload)
    boundedSlowdown = .boundedSlowdown(log, workload)
    makespan = KoineMetrics.makespan(log)
    (begin, end) = (log.begin, log.end)
    chips = ChipUsage.all(log, topology)
    ledger = AcceleratorTime()
    for pool in topology.pools.indices { ledger.add(log.ledger, pool: pool) }
    utilization = Utilization(ledger)
    fragmentation = KoineMetrics.fragmentation(ledger)
    energyParts = EnergyParts(chips, log, on: topology)
    energy = energyParts.accelerators
    facility = Facility(energyParts, log, workload, on: topology)
    cost = .cost(chips)
    estimateFactor = KoineMetrics.estimateFactor(workload)
    engine = EngineCounters(log, wall_s: wall_s)
    interruptions = Interruptions(log)
    deadlines = DeadlineOutcome(log, workload)
    let acceptance = ChipAcceptance(workload, on: topology)
    rejections = Rejection.groups(
      log, workload, topology, acceptance, powerLimit, queues: queues)
    losses = LossRanking(
      usages: chips, time: ledger, span: log.end - log.begin,
      failedJobs: jobs.failed, interruptions: interruptions,
      topology: topology, demand: WaitingDemand(log, workload, acceptance)
    ).causes()
  }
}
