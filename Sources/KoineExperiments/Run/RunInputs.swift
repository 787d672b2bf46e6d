public import KoineEngine
public import KoineFormats
public import KoineMetrics
public import KoineModel
public import KoinePerformance
public import KoinePolicies
public import KoineReports
public import KoineServing

/// Everything of a run, read and checked.
public struct RunInputs: Sendable {
  public let topology: Topology
  public let workload: Workload
  /// What was repaired while reading.
  public let repairs: [Diagnostic]
  public let policy: PolicySpecification
  public let faults: any FaultSource
  /// How jobs can be stopped and go on; `nil` where nothing stops any.
  public let attempts: AttemptPlan?
  public let plan: RunPlan
  /// How fast the models that jobs name run on the cluster.
  public let speeds: ModelSpeeds
  /// Speeds that came with the trace.
  let measured: MeasuredSpeeds
  /// The same, with those of jobs of plain duration that change their size.
  let scaling: ScalingSpeeds
  /// What is left of the speed of jobs that share accelerators.
  let pairs: PairThroughputs?
  /// The services, whose replicas are jobs of the workload.
  public let deployments: [ServiceDeployment]
  /// Whether it is known how often nodes fail.
  let failuresAreRated: Bool
  /// What the accelerators may draw.
  public let powerLimit: PowerLimit?
  /// Queues of whose quota jobs need some.
  public let queues: QueueTree?

  /// - Parameter cache: what earlier runs have read, and where this one leaves what it reads.
  /// - Throws: every problem of the topology and of the workload.
  public init(_ plan: RunPlan, _ cache: InputCache = InputCache()) throws(InputError) {
    do throws(InputError) {
      self = try RunInputs(reading: plan, cache)
    } catch {
      throw InputError(error.diagnostics.map(plan.placed))
    }
  }

  private init(reading plan: RunPlan, _ cache: InputCache) throws(InputError) {
    self.plan = plan
    var problems: [Diagnostic] = []
    let resolver = cache.resolver
    var topology: Topology?
    if let name = plan.topology, name != "flat" {
      topology = collect(&problems) { () throws(InputError) in
        try plan.reading("topology", name) { () throws(InputError) in
          try cache.topology(name, plan)
        }
      }
    }
    let size = topology?.acceleratorCount
    var loaded = collect(&problems) { () throws(InputError) in
      try plan.reading("workload", plan.workload) { () throws(InputError) in
        try cache.workload(plan, accelerators: size)
      }
    }
    let faultFile = collect(&problems) { () throws(InputError) in
      try plan.reading("faults", plan.faults) { () throws(InputError) in
        try plan.faults.map { name throws(InputError) in try FaultFile(name, resolver) }
      }.failing(plan.failureRate)
    }
    guard problems.isEmpty, let whole = loaded, let faultFile else { throw InputError(problems) }
    let wasNamed = topology != nil
    if topology == nil { topology = try Self.defaultTopology(plan, whole.workload, cache) }
    let cluster = topology!
    if !wasNamed && !plan.selection.isWhole {
      loaded = try cache.workload(plan, accelerators: cluster.acceleratorCount)
    }
    guard let loaded else { throw InputError(problems) }
    try Self.check(loaded.workload, cluster, plan, resolver)
    let models = try Self.models(of: loaded.workload, plan, resolver)
    speeds = ModelSpeeds(
      cluster, models: models, photonicFallsBack: plan.photonicFallsBack,
      uplinksAreDivided: plan.transfers == .fixed, memory: cache.speeds)
    measured = MeasuredSpeeds(loaded.workload.measured, on: cluster, other: speeds)
    self.topology = cluster
    deployments = try Self.deployments(of: plan.services, on: cluster, resolver)
    var jobs = loaded.workload.usingMeasuredSpeeds(on: cluster)
    try plan.tenantWeights.apply(to: &jobs, place: "tenant_weights")
    jobs = try Self.addReplicas(of: deployments, to: jobs, plan, on: cluster)
    policy = try PolicySpecification(Self.policy(plan, on: cluster))
    // Where no job changes its size, durations say what they say and no work has to be counted.
    if policy.allocator.isElastic { jobs = jobs.usingElasticSizes() }
    if policy.splitsJobs { jobs.allowSplits(on: cluster) }
    workload = jobs
    scaling = ScalingSpeeds(workload, on: cluster, other: measured)
    pairs = try plan.reading("pair_speeds", plan.pairSpeeds) { () throws(InputError) in
      try plan.pairSpeeds.map { path throws(InputError) in try cache.pairs(path) }
    }
    repairs = loaded.repairs
    failuresAreRated =
      plan.recovery.meanTimeToFailure != nil || faultFile?.rates(on: cluster) != nil
    faults = try Self.faults(faultFile, plan, workload, on: cluster)
    attempts = try Self.attempts(faultFile, plan, workload, on: cluster, models)
    try Self.refuseMixes(in: workload, policy, plan)
    powerLimit = try Self.powerLimit(plan, on: cluster)
    queues = try Self.queues(plan, workload, on: cluster)
    try Self.refuseAllocator(policy.allocator, for: workload, plan)
    try refuseDeadlines(plan)
    try refusePacking(plan)
  }

  /// The tree of queues, of which every tenant is one of the workload's.
  private static func queues(
    _ plan: RunPlan, _ workload: Workload, on topology: Topology
  ) throws(InputError) -> QueueTree? {
    guard let list = plan.queues else { return nil }
    let known = workload.tenantNames
    let unknown = list.queues.flatMap(\.tenants).filter { !known.contains($0) }
    if !unknown.isEmpty {
      throw InputError(
        unknown.map { name in
          Diagnostic(
            file: list.file, line: list.line, key: "queues",
            .unknownName(
              kind: "tenant", found: name, nearest: nearestName(to: name, among: known),
              known: known.count <= 12 ? known : []))
        })
    }
    return try list.tree(capacity: topology.acceleratorCount)
  }

  /// The models that jobs name, by the name that they use.
  private static func models(
    of workload: Workload, _ plan: RunPlan, _ resolver: TopologyResolver
  ) throws(InputError) -> [String: NeuralModel] {
    var models: [String: NeuralModel] = [:]
    var problems: [Diagnostic] = []
    for name in Set(workload.works.map(\.model)).sorted() {
      do throws(InputError) {
        models[name] = try resolver.model(name)
      } catch {
        problems += error.diagnostics.map { problem in
          var problem = problem
          if problem.file == name {
            problem.file = plan.workload
            problem.key = "model of job \(firstJob(of: name, workload))"
          }
          return problem
        }
      }
    }
    if !problems.isEmpty { throw InputError(problems) }
    return models
  }

  private static func firstJob(of model: String, _ workload: Workload) -> String {
    let job = workload.request.firstIndex {
      let work = workload.requests[$0.index].work
      return work != .none && workload.works[work.index].model == model
    }
    return workload.names[JobHandle(job ?? 0)]
  }

  /// - Throws: that a policy has no reservation for jobs on several kinds of chips.
  private static func refuseMixes(
    in workload: Workload, _ policy: PolicySpecification, _ plan: RunPlan
  ) throws(InputError) {
    guard policy.backfill == .conservative,
      let request = workload.requests.firstIndex(where: { !$0.parts.isEmpty }),
      let job = workload.request.firstIndex(of: RequestHandle(request))
    else { return }
    let chips = workload.chipsText(of: workload.requests[request])
    throw InputError(
      Diagnostic(
        file: plan.workload, key: "chips",
        .conflict(
          "job \(workload.names[JobHandle(job)]) asks for \(chips): conservative backfilling "
            + "reserves chip by chip and cannot hold several kinds for one job; easy can")))
  }

  private static func powerLimit(
    _ plan: RunPlan, on topology: Topology
  ) throws(InputError) -> PowerLimit? {
    guard let power_w = plan.powerCap_w else { return nil }
    do throws(PowerRefusal) {
      return try PowerCap(limit_w: power_w).limit(on: topology)
    } catch {
      let name = plan.powerCapText == nil ? "power_cap" : "--power-cap"
      throw InputError(Diagnostic(file: name, .conflict(error.description)))
    }
  }

  /// A trace that says what machine it was taken on runs on that; others on the shipped cluster.
  private static func defaultTopology(
    _ plan: RunPlan, _ workload: Workload, _ cache: InputCache
  ) throws(InputError) -> Topology {
    if let processors = workload.machineProcessors {
      return try cache.topology("flat:\(processors)", plan)
    }
    if plan.topology == "flat" {
      throw InputError(
        Diagnostic(
          file: "flat",
          .conflict(
            "needs a number, as in flat:512: \(workload.name) does not say how many processors "
              + "its machine has")))
    }
    return try cache.topology(RunPlan.defaultTopology, plan)
  }

  private static func check(
    _ workload: Workload, _ topology: Topology, _ plan: RunPlan, _ resolver: TopologyResolver
  ) throws(InputError) {
    var problems: [Diagnostic] = []
    if workload.chipSelections.joined().contains(where: { topology.chips(named: $0).isEmpty }) {
      problems += unknownChipNames(of: workload, on: topology, try resolver.loadCatalogue())
    }
    if let until = plan.until, let first = workload.submit.first, Instant.zero + until < first {
      problems.append(
        Diagnostic(
          file: plan.untilText == nil ? "until" : "--until",
          .outOfRange(
            found: plan.untilText ?? until.readable,
            expected: "a time after the first submission, at \(first.seconds) s")))
    }
    if !problems.isEmpty { throw InputError(problems) }
  }

  /// Where nobody chose a placement, clusters with racks and supernodes get the one that knows them.
  private static func policy(_ plan: RunPlan, on topology: Topology) -> PolicyParts {
    var parts = plan.policy
    if parts.policy == nil && parts.placement == nil && topology.rackCount > 1 {
      parts.placement = PlacementName.topology.rawValue
    }
    return parts
  }

  /// Speeds of jobs alone and, where they are known, of two on the same accelerators.
  private var pairedSpeeds: any SpeedSource {
    pairs.map { PairedSpeeds($0, on: topology, other: scaling) } ?? scaling
  }

  /// The log of the run, with the idle time of services in the ledger, and how the services did.
  public func simulate() -> (log: RunLog, services: [ServiceUsage]) {
    var log = KoinePolicies.simulate(
      workload, on: topology, policy: policy,
      options: RunOptions(
        until: plan.until.map { .zero + $0 }, seed: plan.seed,
        performance: Performance(
          speeds: pairedSpeeds, transfers: plan.transfers, circuits: plan.circuits),
        faults: faults, attempts: attempts, queues: queues, powerLimit: powerLimit))
    let usages = deployments.enumerated().map { index, deployment in
      let account = ServiceAccount(of: ServiceHandle(index), deployment, workload, log)
      account.charge(&log, workload)
      return account.usage(on: topology)
    }
    return (log, usages)
  }

  /// What each queue got; empty without queues.
  public func queueUsages(_ log: RunLog) -> [QueueUsage] {
    queues.map { QueueUsage.all(log, workload, $0) } ?? []
  }

  /// The run in words, for reports.
  public var description: RunDescription {
    RunDescription(
      topology: topology, workload: workload,
      isGenerated: WorkloadPreset(rawValue: plan.workload) != nil, policyName: policy.name,
      order: policy.order.rawValue, placement: policy.placement.rawValue,
      backfill: policy.backfill.rawValue, preemption: policy.preemption.rawValue,
      allocator: policy.allocator.rawValue,
      overtaking: policy.overtaking,
      placementPacks: policy.placement.packs, seed: plan.seed,
      until: plan.until.map { .zero + $0 }, scale: plan.scale, powerCap_w: plan.powerCap_w,
      hasQueues: queues != nil, couldCheckpointByFormula: couldCheckpointByFormula,
      parameters: policy.decidingParameters.map { ($0.key, $0.value.description) })
  }
}
