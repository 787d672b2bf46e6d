import KoineModel

extension RunLog {
  /// Takes over what became of each job; the first starts of jobs that were stopped are there already.
  mutating func enterOutcomes(of run: borrowing SchedulerState) {
    // Taken out of the log, so that each write does not ask anew whether somebody else has the array.
    var states: [JobState] = []
    var starts: [Instant] = []
    var finishes: [Instant] = []
    var pools: [PoolHandle] = []
    var nodeCounts: [Int32] = []
    swap(&states, &state)
    swap(&starts, &start)
    swap(&finishes, &finish)
    swap(&pools, &pool)
    swap(&nodeCounts, &nodes)
    Self.enter(
      run, states.mutableSpan, starts.mutableSpan, finishes.mutableSpan, pools.mutableSpan,
      nodeCounts.mutableSpan)
    swap(&states, &state)
    swap(&starts, &start)
    swap(&finishes, &finish)
    swap(&pools, &pool)
    swap(&nodeCounts, &nodes)
  }

  private static func enter(
    _ run: borrowing SchedulerState, _ states: consuming MutableSpan<JobState>,
    _ starts: consuming MutableSpan<Instant>, _ finishes: consuming MutableSpan<Instant>,
    _ pools: consuming MutableSpan<PoolHandle>, _ nodes: consuming MutableSpan<Int32>
  ) {
    for job in 0..<states.count {
      let outcome = run.outcomes[job]
      states[job] = outcome.state
      let hasStarted = outcome.hasStarted
      guard hasStarted || starts[job].isReached else { continue }
      if !starts[job].isReached { starts[job] = outcome.start }
      pools[job] = PoolHandle(Int(outcome.pool))
      nodes[job] = outcome.nodes
      if outcome.finish == .never || !hasStarted { continue }
      finishes[job] = outcome.finish
      if outcome.state == .failed || outcome.state == .cancelled { continue }
      states[job] = JobState(endedBy: run.workload.ending[job])
    }
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
