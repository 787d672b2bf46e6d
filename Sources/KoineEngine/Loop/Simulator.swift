public import KoineModel

/// The event loop: a workload, a cluster and a policy, from the first arrival to the last end.
///
/// Arrivals are read by a cursor, so that the heap holds only running jobs. At each instant all ends
/// are applied, then all arrivals in file order, then the policy makes one pass (``EventRank``).
public struct Simulator<Policy: SchedulingPolicy & ~Copyable>: ~Copyable {
  public internal(set) var state: SchedulerState
  var policy: Policy
  private var cursor = 0
  private let capacity_milli: [Int64]
  var faults: FaultState
  var cancellations: Cancellations

  /// Sizes all memory of the run.
  ///
  /// - Parameters:
  ///   - performance: how fast work runs whose duration is not given.
  ///   - faults: what happens to nodes, and when.
  ///   - attempts: what it costs to stop jobs and to start them again; without it nothing stops a job
  ///     but the failure of a node, and that is its end.
  ///   - powerLimit: what the accelerators may draw; jobs wait for it.
  ///   - recorder: integrates over the faults what layouts of scale-up domains could not place.
  public init(
    _ workload: Workload, on topology: Topology, policy: consuming Policy,
    performance: Performance = Performance(),
    faults: any FaultSource = FaultSchedule.none,
    attempts: AttemptPlan? = nil, powerLimit: PowerLimit? = nil, recorder: WasteRecorder? = nil
  ) {
    var plan = attempts
    if plan == nil && !faults.isEmpty { plan = AttemptPlan(workload, restartsAfterFailure: false) }
    state = SchedulerState(
      workload, on: topology, performance: performance, tracksRunning: policy.tracksRunning,
      tracksNodes: policy.tracksNodes, tracksRanks: policy.tracksRanks,
      hasFaults: !faults.isEmpty, preference: policy.chipPreference,
      stopsJobs: policy.stopsJobs, sharesAccelerators: policy.sharesAccelerators,
      tenants: policy.accounting,
      attempts: plan,
      powerLimit: powerLimit)
    self.policy = policy
    cancellations = Cancellations(workload)
    self.faults = FaultState(
      faults, on: topology, recorder: recorder,
      reserve: SpareNodes(state.cluster.optical))
    capacity_milli = topology.pools.map {
      Int64($0.nodes.count * topology.nodeType(of: $0).accelerators) * 1000
    }
  }

  /// Applies every event up to and including `limit`.
  ///
  /// Faults after the last end of a workload change nothing and are left out; those of a run without
  /// jobs are all applied.
  public mutating func run(until limit: Instant = .never) {
    while let interruption = nextInterruption, interruption <= limit {
      run(before: interruption.nanoseconds)
      if !isUnfinished && state.workload.count > 0 { break }
      runInstantOfFaults(interruption)
    }
    run(before: limit.isReached ? limit.nanoseconds + 1 : .max)
    if limit.isReached && limit > state.now && isUnfinished { state.advance(to: limit) }
  }

  /// What comes first of faults and cancellations; `nil` when nothing of the kind comes any more.
  private var nextInterruption: Instant? {
    guard let cancellation = cancellations.next else { return faults.next }
    return faults.next.map { min($0, cancellation) } ?? cancellation
  }

  /// Applies every event before `bound`. Faults lie outside, so that this loop knows nothing of them.
  private mutating func run(before bound: Int64) {
    let submissions = state.workload.submit
    while true {
      if state.work.movesEnds { state.dropStaleEvents() }
      let arrival = cursor < submissions.count ? submissions[cursor].nanoseconds : .max
      let wake = policy.wakeTime > state.now ? policy.wakeTime.nanoseconds : .max
      let time = min(arrival, state.events.firstTime, wake)
      if time >= bound { break }
      if time > state.now.nanoseconds { state.advance(to: Instant(nanoseconds: time)) }
      if state.events.firstTime == time {
        repeat { endFirst() } while state.events.firstTime == time
        policy.endsAreDone(&state)
      }
      while cursor < submissions.count && submissions[cursor].nanoseconds == time {
        admit(JobHandle(cursor))
        cursor += 1
      }
      policy.pass(&state)
      state.arrivalCount = 0
    }
  }

  /// One instant at which nodes fail or are repaired, or users take jobs back: ends, repairs, failures,
  /// cancellations, arrivals, one pass.
  private mutating func runInstantOfFaults(_ now: Instant) {
    if now > state.now { state.advance(to: now) }
    var hasEnds = false
    while state.events.firstTime == now.nanoseconds {
      endFirst()
      hasEnds = true
    }
    var faults = applyFaults()
    if applyCancellations(&faults.interrupted) { hasEnds = true }
    if hasEnds || faults.hasChanged { policy.endsAreDone(&state) }
    for job in faults.interrupted { policy.jobArrived(job, &state) }
    let submissions = state.workload.submit
    while cursor < submissions.count && submissions[cursor] == now {
      admit(JobHandle(cursor))
      cursor += 1
    }
    policy.pass(&state)
    state.arrivalCount = 0
  }

  /// Whether anything waits, runs or is still to come.
  private var isUnfinished: Bool {
    cursor < state.workload.count || state.events.count > 0 || !state.waiting.isEmpty
      || state.heldBackCount > 0
  }

  @inline(__always)
  private mutating func endFirst() {
    let slot = state.events.first.subject
    state.events.removeFirst()
    state.prefetchNextEnds()
    state.eventCount += 1
    policy.jobEnded(state.finish(slot), &state)
    if state.work.movesEnds { state.dropStaleEvents() }
  }

  @inline(__always)
  private mutating func admit(_ job: JobHandle) {
    state.eventCount += 1
    if !state.lanes(of: job).isEmpty {
      policy.jobArrived(job, &state)
    } else {
      state.outcomes[job.index].state = .rejected
    }
  }

  /// What happened. Ends the run: jobs that still run are charged up to now.
  public consuming func finish() -> RunLog {
    for slot in state.runningSlots() {
      state.runningJobs.keepWork(slot)
      let running = state.runningJobs[slot]
      if state.attempts.isUsed {
        if state.sharing.isUsed { _ = state.leavePartner(slot) }
        state.endAttempt(slot, running, .cutOff)
      } else if state.demands[running.request].workRow < 0 {
        state.charge(running)
      } else {
        state.chargeWork(slot, running)
      }
      state.outcomes[state.runningJobs[slot].job.index].finish = .never
    }
    for job in state.workload.service.indices
    where state.outcomes[job].history > 0 && state.outcomes[job].state == .waiting {
      state.noteGap(job)
    }
    let begin = min(state.workload.submit.first ?? .zero, state.now)
    let ledger = state.ledger.ledger(capacity_milli: capacity_milli, span: state.now - begin)
    var log = RunLog(
      jobs: state.workload.count, ledger: ledger, begin: begin, end: state.now,
      events: state.eventCount, decisions: state.decisionCount, decisionHash: state.decisionHash)
    log.nodeFailures = faults.failureCount
    log.circuitSettings = state.circuitSettings
    log.enter(state)
    log.ranBy = state.splits.ranBy.array().map { RequestHandle(rawValue: $0) }
    log.enterOutcomes(of: state)
    return log
  }
}
