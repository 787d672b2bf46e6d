public import KoineModel

/// All that a run knows at one instant: the clock, the cluster, the jobs and who waits.
///
/// A policy reads it and changes it only through its verbs: ``enqueue(_:key:)``, ``start(at:with:)``,
/// ``stop(_:key:)``, and those of ``Reservation``. Everything is sized before the run; no verb allocates.
public struct SchedulerState: ~Copyable {
  private let keptInMemory = KeptInMemory()
  /// Its requests change when jobs grow or shrink (``resize(_:key:to:)``).
  public internal(set) var workload: Workload
  public internal(set) var now: Instant
  public internal(set) var cluster: ClusterState
  /// Jobs that wait, in the policy's order.
  public internal(set) var waiting: SortedJobs
  /// Jobs that run, by expected end (start plus estimate); kept only when the policy asks for it.
  public internal(set) var running: SortedJobs
  /// Jobs that run, by their rank in the policy's order; kept only when the policy stops jobs.
  public internal(set) var preemptible: SortedJobs
  /// Changes whenever capacity is given back: a request that did not fit still does not until then.
  public internal(set) var releaseCount: UInt32 = 1
  /// Jobs that arrived at this instant and wait since.
  public internal(set) var arrivalCount = 0
  /// Jobs that the policy lets wait outside the line (``holdBack(_:)``).
  public internal(set) var heldBackCount = 0

  let demands: Column<Demand>
  let lanes: Column<Lane>
  /// Where the lanes of each request end, and those of the next begin.
  let laneEnds: Column<Int>
  let tracksRunning: Bool
  let tracksRanks: Bool
  /// Whether jobs do nothing but start, run for the time that is given and end: most runs. One branch
  /// skips what only others need.
  let isPlain: Bool
  var segments: SegmentArena
  var events: EventHeap
  var sequence: UInt32 = 0
  var runningJobs: RunningJobs
  var outcomes: Column<JobOutcome>
  var work: WorkClock
  var attempts: AttemptClock
  var sharing: SharingClock
  var tenants: TenantClock
  var victims: Victims
  var moves: Moves
  var waitingDemands: WaitingDemands
  var failedAtRelease: Column<UInt32>
  var splits: SplitTable
  var ledger: LedgerClock
  var ranking: Column<PackedJob>
  var sorter: JobSorter
  var eventCount = 0
  /// Times that a job had circuits set for it.
  var circuitSettings = 0
  var decisionCount = 0
  var decisionHash: UInt64 = 0xcbf2_9ce4_8422_2325

  init(
    _ workload: Workload, on topology: Topology, performance: Performance, tracksRunning: Bool,
    tracksNodes: Bool = false, tracksRanks: Bool = false, hasFaults: Bool = false,
    preference: ChipPreference? = nil, stopsJobs: Bool = false, sharesAccelerators: Bool = false,
    tenants accounting: TenantAccounting = .none, attempts plan: AttemptPlan? = nil,
    powerLimit: PowerLimit? = nil
  ) {
    precondition(!tracksRanks || plan != nil, "jobs that are stopped need a plan to go on")
    precondition(
      !sharesAccelerators || (stopsJobs && plan != nil && !tracksRanks),
      "jobs that share accelerators are stopped by name")
    let table = DemandTable(
      workload, on: topology, speeds: performance.speeds, preference: preference)
    let hasShares = workload.requests.contains { $0.share_milli < 1000 }
    let capacity = SchedulerCapacity(
      workload, topology, table.demands, sharesAccelerators: sharesAccelerators)
    self.workload = workload.withEstimates(table)
    self.tracksRunning = tracksRunning
    self.tracksRanks = tracksRanks
    now = workload.submit.first ?? .zero
    cluster = ClusterState(
      topology, candidatePools: table.candidatePools, parts: table.parts,
      optical: OpticalDomains(topology, performance.circuits), hasShares: hasShares,
      tracksNodes: tracksNodes, needsNodes: hasFaults || table.workRows > 0,
      powerLimit: powerLimit)
    waiting = SortedJobs(insertions: workload.count)
    running = SortedJobs(insertions: tracksRunning ? workload.count : 0)
    preemptible = SortedJobs(insertions: tracksRanks ? workload.count : 0)
    attempts = AttemptClock(
      plan, workload, running: capacity.running, nodes: hasFaults ? topology.nodeCount : 0)
    sharing = SharingClock(isUsed: sharesAccelerators, running: capacity.running)
    tenants = TenantClock(
      isUsed: accounting.isUsed, halfLife: accounting.usageHalfLife, workload, on: topology)
    victims = Victims(
      running: tracksRanks ? capacity.running : 0, requests: workload.requests.count,
      nodes: tracksRanks ? topology.nodeCount : 0)
    // Read before: an autoclosure (&&) that captures `self` now makes the optimiser destroy fields that
    // are not there yet.
    let (hasNodes, needsCare) = (!cluster.isCounted, cluster.needsCare)
    moves = Moves(
      nodes: plan != nil && hasNodes ? topology.nodeCount : 0,
      segments: tracksRanks && hasNodes ? capacity.segments : 0)
    isPlain =
      !needsCare && !tracksRunning && !tracksRanks && plan == nil && !accounting.isUsed
      && table.workRows == 0 && workload.stop.isEmpty
      && workload.splits.allSatisfy { $0.isEmpty }
    // A job is placed while those that stop for it still have their segments.
    segments = SegmentArena(
      capacity: cluster.isCounted ? 0 : capacity.segments * (tracksRanks ? 2 : 1))
    work = WorkClock(
      workload, on: topology, performance, table, running: capacity.running,
      stopsJobs: stopsJobs && plan != nil, sharesAccelerators: sharesAccelerators)
    // Stale events are dropped when the heap is full, so that half of it is enough for the others.
    events = EventHeap(capacity: work.movesEnds ? 2 * capacity.running + 64 : capacity.running)
    ranking = Column(zeroed: workload.count)
    sorter = JobSorter(capacity: workload.count)
    runningJobs = RunningJobs(capacity: capacity.running)
    outcomes = Column(zeroed: workload.count)
    waitingDemands = WaitingDemands(table.demands)
    failedAtRelease = Column(repeating: 0, count: table.demands.count)
    splits = SplitTable(workload)
    ledger = LedgerClock(poolCount: topology.pools.count, nodeCount: topology.nodeCount)
    demands = Column(table.demands)
    for spare in cluster.optical.spares { cluster.setClosing(spare, .spare) }
    let found = LaneTable(table.demands, &cluster, &segments)
    lanes = Column(found.lanes)
    laneEnds = Column(found.ends)
  }

  // MARK: Reading

  /// What `job` asks for.
  @inline(__always)
  public func demand(of job: JobHandle) -> Demand { demands[workload.request[job.index].index] }

  /// What the user said the job would take.
  @inline(__always)
  public func estimate(of job: JobHandle) -> Interval { workload.estimate[job.index] }

  /// How long the user would say that an attempt at the job takes from its start to its end: of a job
  /// that has been stopped, what is left, with restoring it.
  @inline(__always)
  public func expectedSpan(of job: JobHandle) -> Interval {
    attempts.isUsed ? expectedAttempt(at: job) : workload.estimate[job.index]
  }

  /// Whether a request was already found not to fit, with nothing given back since.
  @inline(__always)
  public func isKnownNotToFit(_ job: JobHandle) -> Bool {
    failedAtRelease[workload.request[job.index].index] == releaseCount
  }

  /// Accelerators that are free, whole ones.
  public var freeAccelerators: Int {
    var free: Int64 = 0
    for pool in 0..<cluster.poolCount { free += cluster.poolFree_milli[pool] }
    return Int(free / 1000)
  }

  /// Whether jobs may share accelerators, so that one can start although no whole one is free.
  public var hasShares: Bool { cluster.hasShares }

  /// The chips that can hold the job when they are idle, as indices for ``lane(_:)``; none for a job
  /// that the cluster can never hold.
  public func lanes(of job: JobHandle) -> Range<Int> {
    let request = workload.request[job.index].index
    return (request == 0 ? 0 : laneEnds[request - 1])..<laneEnds[request]
  }

  /// The chip and its nodes that an index of ``lanes(of:)`` stands for.
  public func lane(_ index: Int) -> Lane { lanes[index] }

  /// When the present or last attempt at a job started.
  public func start(of job: JobHandle) -> Instant { outcomes[job.index].start }

  // MARK: Verbs

  /// Puts a job among the waiting ones.
  @inline(__always)
  public mutating func enqueue(_ job: JobHandle, key: Int64) {
    let demand = demand(of: job)
    if attempts.isUsed && waiting.isFull { waiting.compact(with: &ranking) }
    outcomes[job.index].state = .waiting
    waiting.insert(job, key: key, size: demand.accelerators, span: expectedSpan(of: job))
    waitingDemands.add(rank: demand.sizeRank)
    arrivalCount += 1
    ledger.isStale = true
  }

  /// Starts a job that has just arrived if it fits now, without ever letting it wait.
  ///
  /// - Precondition: nothing waits, so that no order or reservation could want it otherwise.
  @inline(__always)
  public mutating func startOnArrival<P: Placement & ~Copyable>(
    _ job: JobHandle, with placement: inout P
  ) -> Bool {
    precondition(waiting.isEmpty)
    precondition(!tracksRanks, "jobs that may be stopped need a rank")
    guard let gang = tryPlace(job, with: &placement) else {
      // The pass that follows may split it.
      if splits.isUsed { failedAtRelease[workload.request[job.index].index] = 0 }
      return false
    }
    run(job, gang, by: workload.request[job.index])
    return true
  }

  /// Starts the waiting job at `position` if it fits now.
  ///
  /// - Returns: whether it started; then `position` is the job after it, or `nil`.
  @inline(__always)
  public mutating func start<P: Placement & ~Copyable>(
    at position: inout SortedJobs.Position?, with placement: inout P
  ) -> Bool {
    let job = waiting.job(at: position!)
    let maySplit = splits.isUsed && !isKnownNotToFit(job)
    guard let gang = tryPlace(job, with: &placement) else {
      return maySplit && startSplit(at: &position, with: &placement)
    }
    position = commit(job, gang, at: position!)
    return true
  }

  /// Starts the waiting job at `position` if it fits now on the pools given, a part of its own.
  public mutating func start<P: Placement & ~Copyable>(
    at position: inout SortedJobs.Position?, with placement: inout P, pools: Range<Int>
  ) -> Bool {
    let job = waiting.job(at: position!)
    if isKnownNotToFit(job) { return false }
    var demand = demand(of: job)
    demand.pools = pools
    guard let gang = cluster.place(demand, with: &placement, segments: &segments) else {
      return false
    }
    position = commit(job, gang, at: position!)
    return true
  }

  /// Places a job on the cluster without starting it, remembering requests that do not fit.
  @inline(__always)
  mutating func tryPlace<P: Placement & ~Copyable>(
    _ job: JobHandle, with placement: inout P
  ) -> PlacedGang? {
    let request = workload.request[job.index].index
    if failedAtRelease[request] == releaseCount { return nil }
    let gang = cluster.place(demands[request], with: &placement, segments: &segments)
    if gang == nil { failedAtRelease[request] = releaseCount }
    return gang
  }

  /// Makes a placed job run, and returns the position of the job that waits after it.
  @inline(__always)
  mutating func commit(
    _ job: JobHandle, _ gang: PlacedGang, at position: SortedJobs.Position
  ) -> SortedJobs.Position? {
    commit(job, gang, at: position, by: workload.request[job.index].index)
  }

  /// The same by another request than the job's own.
  @inline(__always)
  mutating func commit(
    _ job: JobHandle, _ gang: PlacedGang, at position: SortedJobs.Position, by request: Int
  ) -> SortedJobs.Position? {
    run(job, gang, by: RequestHandle(request))
    let demand = demand(of: job)
    if tracksRanks { rank(job, demand, key: waiting.key(at: position)) }
    waitingDemands.remove(rank: demand.sizeRank)
    return waiting.remove(at: position)
  }

  /// Makes a placed job run.
  @inline(__always)
  mutating func run(
    _ job: JobHandle, _ gang: PlacedGang, by request: RequestHandle
  ) {
    if isPlain { runPlain(job, gang, by: request) } else { runOther(job, gang, by: request) }
    ledger.isStale = true
    decisionCount += 1
    digest(UInt64(bitPattern: now.nanoseconds))
    digest(UInt64(job.rawValue))
    digest(UInt64(demands[request.index].accelerators))
  }

  private mutating func runOther(
    _ job: JobHandle, _ gang: PlacedGang, by request: RequestHandle
  ) {
    let index = job.index
    let demand = demands[request.index]
    if splits.isUsed { splits.ranBy[index] = request.rawValue }
    let history = outcomes[index].history
    let slot = runningJobs.insert(
      RunningJob(
        job, request: request, start: now, first: gang.first,
        isLost: workload.ending[index] == .fails, isJoined: gang.isJoined,
        isRestarted: history > 0))
    if gang.isJoined { takePorts(of: gang) }
    let finish = end(of: job, in: slot, demand, gang)
    outcomes[index] = JobOutcome(
      start: now, finish: finish, nodes: gang.nodes, slot: slot, pool: UInt16(gang.pool),
      state: .running, history: history)
    schedule(slot, at: finish)
    if tracksRunning {
      if attempts.isUsed && running.isFull { running.compact(with: &ranking) }
      running.insert(
        job, key: expectedEnd(of: runningJobs[slot]), size: demand.accelerators, span: .zero)
    }
    if tenants.isUsed { tenants.change(workload.tenant[index], by: demand, 1, at: now) }
  }

  /// When a job that starts now will end.
  @inline(__always)
  private mutating func end(
    of job: JobHandle, in slot: UInt32, _ demand: Demand, _ gang: PlacedGang
  ) -> Instant {
    if attempts.isUsed { return beginAttempt(of: job, in: slot, demand, gang) }
    if demand.workRow >= 0 { return beginWork(slot, demand, gang) }
    let finish =
      now + workload.duration[job.index] + (gang.isJoined ? setup(of: gang.first) : .zero)
    if workload.stop.isEmpty { return finish }
    return workload.stop[job.index] == .never ? finish : max(now, workload.stop[job.index])
  }

  @inline(__always)
  mutating func digest(_ word: UInt64) {
    decisionHash = (decisionHash ^ word) &* 0x100_0000_01b3
  }

  /// Ends the running job in `slot` and gives back what it holds.
  @inline(__always)
  mutating func finish(_ slot: UInt32) -> JobHandle {
    if isPlain { return finishPlain(slot) }
    if attempts.isUsed { return end(slot, .done) }
    let running = runningJobs[slot]
    if demands[running.request].workRow < 0 { charge(running) } else { endWork(slot, running) }
    if running.isJoined { givePortsBack(running) }
    cluster.remove(running.first, of: demands[running.request], segments: &segments)
    forget(slot, running)
    return running.job
  }

  /// Frees the slot of a job that holds nothing any more.
  @inline(__always)
  mutating func forget(_ slot: UInt32, _ running: RunningJob) {
    if work.movesEnds { work.finishSequence[Int(slot)] = 0 }
    runningJobs.remove(slot)
    if tenants.isUsed {
      let tenant = workload.tenant[running.job.index]
      tenants.change(tenant, by: demands[running.request], -1, at: now)
    }
    if tracksRunning {
      self.running.remove(
        at: self.running.position(of: running.job, key: expectedEnd(of: running)))
    }
    releaseCount &+= 1
    ledger.isStale = true
  }

  /// The key under which ``running`` has a job.
  @inline(__always)
  func expectedEnd(of running: RunningJob) -> Int64 {
    let index = running.job.index
    let span =
      running.isRestarted
      ? attempts.history[Int(outcomes[index].history)].expectedSpan : workload.estimate[index]
    return (running.start + span).nanoseconds
  }

  /// Enters what a job has held so far in the ledger.
  @inline(__always)
  mutating func charge(_ running: RunningJob) {
    if running.isJoined { return chargeJoined(running) }
    ledger.charge(
      running.first, of: demands[running.request], for: now - running.start,
      isLost: running.isLost, cluster: cluster, segments: segments)
  }
}
