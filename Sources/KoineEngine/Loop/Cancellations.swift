import KoineModel

/// When users take their jobs back, earliest first.
struct Cancellations {
  private let jobs: [JobHandle]
  private let times: [Instant]
  private var cursor = 0

  init(_ workload: Workload) {
    let cancelled = workload.cancel.indices.filter { workload.cancel[$0].isReached }
      .sorted { (workload.cancel[$0], $0) < (workload.cancel[$1], $1) }
    jobs = cancelled.map { JobHandle($0) }
    times = cancelled.map { workload.cancel[$0] }
  }

  /// The time of the next one; `nil` when there is none.
  var next: Instant? { cursor < jobs.count ? times[cursor] : nil }

  /// Takes the next one up to the instant `now`.
  mutating func pop(at now: Instant) -> JobHandle? {
    guard cursor < jobs.count, times[cursor] <= now else { return nil }
    cursor += 1
    return jobs[cursor - 1]
  }
}

extension Simulator where Policy: ~Copyable {
  /// Applies the cancellations of this instant: waiting jobs leave the queue, running ones end.
  ///
  /// - Parameter interrupted: jobs that are about to wait again; those that are cancelled do not.
  /// - Returns: whether a job has ended or left the queue.
  mutating func applyCancellations(_ interrupted: inout [JobHandle]) -> Bool {
    var hasChanged = false
    while let job = cancellations.pop(at: state.now) {
      if let place = interrupted.firstIndex(of: job) {
        interrupted.remove(at: place)
        state.noteCancellation(of: job)
      } else if state.outcomes[job.index].state == .waiting {
        policy.jobWithdrawn(job, &state)
        state.withdraw(job)
        state.eventCount += 1
        hasChanged = true
      } else if state.isRunning(job) {
        state.cancel(job)
        policy.jobEnded(job, &state)
        state.eventCount += 1
        hasChanged = true
      }
    }
    return hasChanged
  }
}

extension SchedulerState {
  /// Ends the wait of a job for good.
  ///
  /// - Complexity: O(waiting jobs).
  mutating func withdraw(_ job: JobHandle) {
    leaveLine(job)
    noteCancellation(of: job)
  }

  /// Takes a waiting job out of the line, or from among those that are held back from it.
  /// - Complexity: O(waiting jobs): its key is the policy's.
  mutating func leaveLine(_ job: JobHandle) {
    var position = waiting.isEmpty ? nil : Optional(waiting.first)
    while let here = position, waiting.job(at: here) != job {
      position = waiting.next(after: here)
    }
    if let position {
      _ = waiting.remove(at: position)
      waitingDemands.remove(rank: demand(of: job).sizeRank)
    } else {
      letIn(job)
    }
    releaseCount &+= 1
    ledger.isStale = true
  }

  /// Enters the end of a job that does not run: it has none if it never ran.
  mutating func noteCancellation(of job: JobHandle) {
    let index = job.index
    let place = Int(outcomes[index].history)
    let hasRun = place > 0
    if hasRun {
      noteGap(index)
      let span = now - attempts.history[place].stopped
      attempts.history[place].waited_ns += span.nanoseconds
    } else {
      outcomes[index].start = .never
    }
    outcomes[index].finish = hasRun ? now : .never
    outcomes[index].state = .cancelled
  }

  /// Ends a running job because its user takes it back; what it did counts.
  mutating func cancel(_ job: JobHandle) {
    let slot = outcomes[job.index].slot
    dropEnd(of: slot)
    runningJobs.keepWork(slot)
    _ = finish(slot)
    outcomes[job.index].finish = now
    outcomes[job.index].state = .cancelled
  }
}
