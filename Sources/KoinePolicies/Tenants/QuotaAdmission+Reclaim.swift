import KoineEngine
import KoineModel

extension QuotaAdmission where Inner: ~Copyable {
  /// Stops jobs so that the first job of some queue fits its own quota; whether any was stopped.
  mutating func reclaim(_ state: inout SchedulerState) -> Bool {
    for queue in lines.indices {
      guard let job = lines[queue].last, isWithinLimits(job, state) else { continue }
      let victims = victims(for: job, of: queue, state)
      if victims.isEmpty { continue }
      for victim in victims {
        giveBack(victim, state)
        state.stopAndHoldBack(victim)
        inner.jobEnded(victim, &state)
        enterLine(victim, of: self.queue(of: victim, state), state)
        reclaimed += 1
      }
      return true
    }
    return false
  }

  /// The running jobs that have to stop for `job`; empty if that is not allowed or not enough.
  private func victims(
    for job: JobHandle, of queue: Int, _ state: borrowing SchedulerState
  ) -> [JobHandle] {
    let amount = state.demand(of: job).accelerators_milli
    let isOwn = quota.usage[queue] + amount <= quota.subtreeQuota[queue]
    var trial = quota
    var chosen: [JobHandle] = []
    for candidate in candidates(for: job, of: queue, reclaims: isOwn, state) {
      let other = self.queue(of: candidate, state)
      // A queue that has stopped borrowing keeps what it has.
      if other != queue && !trial.borrows(other) { continue }
      trial.remove(state.demand(of: candidate).accelerators_milli, from: other)
      chosen.append(candidate)
      if trial.available(queue) >= amount {
        return withoutNeedless(chosen, &trial, amount, of: queue, state)
      }
    }
    return []
  }

  /// Running jobs that may be stopped: of other queues first, then by priority, the newest first.
  private func candidates(
    for job: JobHandle, of queue: Int, reclaims: Bool, _ state: borrowing SchedulerState
  ) -> [JobHandle] {
    let priorities = state.workload.priority
    let priority = priorities[job.index]
    var found: [(isOwn: Bool, priority: Int32, start: Instant, job: JobHandle)] = []
    for other in admitted.indices {
      for candidate in admitted[other] where state.isRunning(candidate) {
        let theirs = priorities[candidate.index]
        let isAllowed =
          other == queue
          ? tree.queues[queue].within == .lowerPriority && theirs < priority
          : reclaims && root(of: other) == root(of: queue)
            && tree.queues[queue].reclaim.allows(theirs, for: priority)
        if isAllowed {
          found.append((other == queue, theirs, state.start(of: candidate), candidate))
        }
      }
    }
    found.sort { a, b in
      if a.isOwn != b.isOwn { return !a.isOwn }
      if a.priority != b.priority { return a.priority < b.priority }
      return a.start != b.start ? a.start > b.start : a.job > b.job
    }
    return found.map(\.job)
  }

  /// Spares whoever need not stop, in reverse order of choice.
  private func withoutNeedless(
    _ chosen: [JobHandle], _ trial: inout QuotaTree, _ amount: Int64, of queue: Int,
    _ state: borrowing SchedulerState
  ) -> [JobHandle] {
    var needed: [JobHandle] = []
    for (index, victim) in chosen.enumerated().reversed() {
      let theirs = state.demand(of: victim).accelerators_milli
      let other = self.queue(of: victim, state)
      trial.add(theirs, to: other)
      if index == chosen.count - 1 || trial.available(queue) < amount {
        trial.remove(theirs, from: other)
        needed.append(victim)
      }
    }
    return needed.reversed()
  }

  private func root(of queue: Int) -> Int {
    var root = queue
    while let parent = tree.queues[root].parent { root = parent }
    return root
  }
}

extension QuotaQueue.Reclaim {
  /// Whether a job of priority `theirs` may be stopped for one of priority `ours`.
  fileprivate func allows(_ theirs: Int32, for ours: Int32) -> Bool {
    switch self {
    case .never: false
    case .lowerPriority: theirs < ours
    case .any: true
    }
  }
}
