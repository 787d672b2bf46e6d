public import KoineModel

/// The event loop: a workload, a cluster and a policy, from the first arrival to the last end.
///
/// Arrivals are read by a cursor, so that the heap holds only running jobs. At each instant all ends
/// are applied, then all arrivals in file order, then the policy makes one pass (``EventRank``).
public struct Simulator<Policy: SchedulingPolicy & ~Copyable>: ~Copyable {
  public private(set) var state: SchedulerState
  private var policy: Policy
  private var cursor = 0
  private let capacity_milli: [Int64]

  /// Sizes all memory of the run.
  public init(_ workload: Workload, on topology: Topology, policy: consuming Policy) {
    state = SchedulerState(
      workload, on: topology, tracksRunning: policy.tracksRunning, tracksNodes: policy.tracksNodes)
    self.policy = policy
    capacity_milli = topology.pools.map {
      Int64($0.nodes.count * topology.nodeType(of: $0).accelerators) * 1000
    }
  }

  /// Applies every event up to and including `limit`.
  public mutating func run(until limit: Instant = .never) {
    let submissions = state.workload.submit
    while true {
      let arrival = cursor < submissions.count ? submissions[cursor].nanoseconds : .max
      let wake = policy.wakeTime > state.now ? policy.wakeTime.nanoseconds : .max
      let time = min(arrival, state.events.firstTime, wake)
      if time == .max || time > limit.nanoseconds { break }
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
    if limit.isReached && limit > state.now && isUnfinished { state.advance(to: limit) }
  }

  /// Whether anything waits, runs or is still to come.
  private var isUnfinished: Bool {
    cursor < state.workload.count || state.events.count > 0 || !state.waiting.isEmpty
  }

  @inline(__always)
  private mutating func endFirst() {
    let slot = state.events.first.subject
    state.events.removeFirst()
    state.prefetchNextEnds()
    state.eventCount += 1
    policy.jobEnded(state.finish(slot), &state)
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
    for index in 0..<state.events.count {
      let slot = state.events.subject(at: index)
      state.runningJobs.keepWork(slot)
      state.charge(state.runningJobs[slot])
      state.outcomes[state.runningJobs[slot].job.index].finish = .never
    }
    let begin = min(state.workload.submit.first ?? .zero, state.now)
    let ledger = state.ledger.ledger(capacity_milli: capacity_milli, span: state.now - begin)
    var log = RunLog(
      jobs: state.workload.count, ledger: ledger, begin: begin, end: state.now,
      events: state.eventCount, decisions: state.decisionCount, decisionHash: state.decisionHash)
    for job in 0..<state.workload.count {
      let outcome = state.outcomes[job]
      log.state[job] = outcome.state
      guard outcome.state == .running else { continue }
      log.start[job] = outcome.start
      log.pool[job] = PoolHandle(Int(outcome.pool))
      log.nodes[job] = outcome.nodes
      if outcome.finish == .never { continue }
      log.finish[job] = outcome.finish
      log.state[job] = JobState(endedBy: state.workload.ending[job])
    }
    return log
  }
}

extension JobState {
  fileprivate init(endedBy ending: JobEnding) {
    self =
      switch ending {
      case .completes: .completed
      case .fails: .failed
      case .isCancelled: .cancelled
      }
  }
}
