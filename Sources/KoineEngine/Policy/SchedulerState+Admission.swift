public import KoineModel

/// The verbs of policies that decide when a job may enter the line at all.
extension SchedulerState {
  /// Lets a job wait outside the line: for quota, say. What is free meanwhile is of no use to it.
  public mutating func holdBack(_ job: JobHandle) {
    outcomes[job.index].state = .waiting
    heldBackCount += 1
    ledger.isStale = true
  }

  /// Ends the wait of a job outside the line; the policy enqueues it.
  public mutating func letIn(_ job: JobHandle) {
    precondition(heldBackCount > 0, "nobody was held back")
    heldBackCount -= 1
    ledger.isStale = true
  }

  /// Takes a job that waits in the line out of it again; the policy has been told.
  ///
  /// - Complexity: O(waiting jobs).
  public mutating func holdBackAgain(_ job: JobHandle) {
    leaveLine(job)
    holdBack(job)
  }

  /// Turns a job away that could never enter the line.
  public mutating func reject(_ job: JobHandle) {
    outcomes[job.index].state = .rejected
  }

  /// Stops a running job and holds it back; see ``stop(_:key:)``.
  public mutating func stopAndHoldBack(_ job: JobHandle) {
    stop(job)
    holdBack(job)
  }
}
