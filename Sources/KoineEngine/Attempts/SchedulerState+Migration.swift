public import KoineModel

/// The verb that moves a running job to other nodes, where it goes on at the same instant.
extension SchedulerState {
  /// Moves a running job to nodes of which it has none now.
  ///
  /// It writes a checkpoint in its last moments on the old nodes, restores it on the new ones and goes
  /// on; both cost what a stop and a start cost. One that has not run for as long as the checkpoint
  /// takes loses what it has done since it started (``movableSince(_:)``). A partner on the same
  /// accelerators stays and has them for itself.
  ///
  /// - Returns: whether it moved; if not, it goes on where it is.
  /// - Precondition: the job runs, and jobs of this run can go on after a stop (``canStopJobs``).
  /// - Complexity: the cost of a placement + O(tasks of the job).
  public mutating func migrate<P: Placement & ~Copyable>(
    _ job: JobHandle, with placement: inout P
  ) -> Bool {
    precondition(canStopJobs && isRunning(job), "a job that does not run cannot be moved")
    let slot = outcomes[job.index].slot
    let running = runningJobs[slot]
    let demand = demands[running.request]
    setAvoided(running.first, true)
    let found = cluster.place(demand, with: &placement, segments: &segments)
    setAvoided(running.first, false)
    guard let gang = found else { return false }
    let isShared = sharing.isUsed && leavePartner(slot)
    if !isShared { cluster.release(running.first, of: demand, segments) }
    goOn(slot, at: gang, keepsSegments: isShared)
    return true
  }

  /// Since when a move loses nothing of a running job's work: it has been there long enough to write a
  /// checkpoint. Never, for one that hangs.
  public func movableSince(_ job: JobHandle) -> Instant {
    let slot = outcomes[job.index].slot
    let running = runningJobs[slot]
    let save = attempts.costs[running.request].save
    if demands[running.request].workRow >= 0 {
      let progress = work.progress[Int(slot)]
      return progress.pace > 0 ? progress.since + save : .never
    }
    let progress = progress(of: running, in: slot)
    return progress.pace_ppm > 0 ? progress.since + save : .never
  }

  /// Closes the open nodes of a job while another place is looked for, and opens them again.
  private mutating func setAvoided(_ first: Segment, _ isAvoided: Bool) {
    if cluster.isCounted { return }
    var segment = first
    while true {
      let node = Int(segment.node)
      if isAvoided ? !cluster.isClosed(node) : moves.isAvoided[node] {
        cluster.setClosing(node, isAvoided ? .spare : .none)
        moves.isAvoided[node] = isAvoided
      }
      if segment.next == SegmentArena.end { return }
      segment = segments[segment.next]
    }
  }

  /// Ends the attempt in `slot`, whose holding has been given back or stays a partner's, and begins the
  /// next one on what has been placed for it.
  mutating func goOn(_ slot: UInt32, at gang: PlacedGang, keepsSegments: Bool = false) {
    let running = runningJobs[slot]
    let demand = demands[running.request]
    let rank = tracksRanks ? attempts.rank[Int(slot)] : 0
    dropEnd(of: slot)
    endAttempt(slot, running, .preempted)
    if !keepsSegments { segments.removeRest(of: running.first) }
    forgetAttempt(slot, running)
    run(running.job, gang, by: RequestHandle(running.request))
    if tracksRanks { self.rank(running.job, demand, key: rank) }
    moves.migrations += 1
  }
}
