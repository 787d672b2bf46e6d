public import KoineModel

/// What jobs did in all their attempts together, whether or not the run kept several.
extension RunLog {
  /// Time that a job waited, before its first start and whenever it had been stopped.
  ///
  /// - Precondition: the job has started.
  public func wait(of job: Int, _ workload: Workload) -> Interval {
    waited.isEmpty ? start[job] - workload.submit[job] : waited[job]
  }

  /// Time that an ended job held its accelerators.
  public func runTime(of job: Int) -> Interval {
    held.isEmpty ? finish[job] - start[job] : held[job]
  }

  /// Time of work that counts over all time since the submission, 0...1; `nil` for a job that has not
  /// ended, or took no time, and in runs whose jobs cannot go on after a stop.
  ///
  /// Source: Kokolis and others, "Revisiting Reliability in Large-Scale Machine Learning Research
  /// Clusters", HPCA 2025: productive time over the time in which a job was scheduled or waited.
  public func effectiveTrainingTimeRatio(of job: Int) -> Double? {
    guard !working.isEmpty, start[job].isReached, finish[job].isReached else { return nil }
    let all = held[job] + waited[job]
    if all <= .zero { return nil }
    return Double(working[job].nanoseconds) / Double(all.nanoseconds)
  }

  /// A time in which a replica of a service did not run although it had started and not yet ended.
  public struct Gap: Hashable, Sendable {
    public var job: JobHandle
    public var begin: Instant
    public var end: Instant
    /// Whether it began with the failure of a node.
    public var isFailure: Bool
  }
}

extension RunLog {
  /// Takes over what is known of jobs that can be stopped and go on; nothing in runs without any.
  mutating func enter(_ run: borrowing SchedulerState) {
    guard run.attempts.isUsed else { return }
    preemptions = run.attempts.preemptions
    restarts = run.attempts.restarts
    resizes = run.attempts.resizes
    migrations = run.moves.migrations
    attempts = Array(repeating: 0, count: state.count)
    waited = Array(repeating: .zero, count: state.count)
    held = waited
    working = waited
    for job in state.indices {
      let outcome = run.outcomes[job]
      if outcome.history > 0 {
        enter(run.attempts.history[Int(outcome.history)], of: job)
      } else if outcome.hasStarted {
        attempts[job] = 1
        waited[job] = outcome.start - run.workload.submit[job]
        held[job] = min(outcome.finish, run.now) - outcome.start
      }
      working[job].nanoseconds =
        held[job].nanoseconds - run.attempts.withoutWork_ns[job]
    }
    gaps = run.attempts.gaps
    if run.workload.hasSizes { enterSizes(run) }
  }

  private mutating func enterSizes(_ run: borrowing SchedulerState) {
    meanSize_milli = state.indices.map { job in
      let last = run.demand(of: JobHandle(job)).accelerators_milli
      let history = run.history(of: JobHandle(job))
      guard run.outcomes[job].history > 0, history.held_ns > 0 else { return last }
      return Int64((history.held_milli_ns / Double(history.held_ns)).rounded())
    }
  }

  private mutating func enter(_ history: JobHistory, of job: Int) {
    attempts[job] = history.attempts
    waited[job] = Interval(nanoseconds: history.waited_ns)
    held[job] = Interval(nanoseconds: history.held_ns)
    start[job] = history.firstStart
  }
}
