import KoineModel

extension SchedulerState {
  /// The running jobs that hold something on a marked node, by slot, in the order of the jobs.
  ///
  /// - Complexity: O(tasks of the running jobs): what is rare pays for it, not every start and end.
  func slots(onNodesMarked marks: [Bool]) -> [UInt32] {
    let slots = runningSlots().filter { slot in
      var segment = runningJobs[slot].first
      while !segment.isNone {
        if marks[Int(segment.node)] { return true }
        if segment.next == SegmentArena.end { break }
        segment = segments[segment.next]
      }
      return false
    }
    return slots.sorted { runningJobs[$0].job < runningJobs[$1].job }
  }

  /// Ends the running job in `slot` because a node of it failed: what no checkpoint holds is lost.
  ///
  /// - Returns: the job, and whether it is to be submitted again.
  mutating func lose(_ slot: UInt32) -> (job: JobHandle, restarts: Bool) {
    let job = runningJobs[slot].job
    dropEnd(of: slot)
    if Int(history(of: job).failures) < attempts.mostRestarts {
      attempts.restarts += 1
      _ = end(slot, .failed)
      attempts.history[Int(outcomes[job.index].history)].failures += 1
      return (job, true)
    }
    runningJobs.loseWork(slot)
    _ = finish(slot)
    outcomes[job.index].finish = now
    outcomes[job.index].state = .failed
    return (job, false)
  }

  /// Closes a node on which nothing may start any more, or opens it again.
  mutating func setClosing(_ node: NodeHandle, _ reason: NodeClosing) {
    if cluster.closing[node.index] == reason.rawValue { return }
    cluster.setClosing(node.index, reason)
    releaseCount &+= 1
    ledger.isStale = true
  }
}
