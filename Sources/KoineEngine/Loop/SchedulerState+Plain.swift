import KoineModel

/// What starting and ending a job comes to in a run in which jobs do nothing else
/// (``SchedulerState/isPlain``): what others need is not even asked for.
extension SchedulerState {
  @inline(__always)
  mutating func runPlain(_ job: JobHandle, _ gang: PlacedGang, by request: RequestHandle) {
    let index = job.index
    let slot = runningJobs.insert(
      RunningJob(
        job, request: request, start: now, first: gang.first,
        isLost: workload.ending[index] == .fails))
    let finish = now + workload.duration[index]
    outcomes[index] = JobOutcome(
      start: now, finish: finish, nodes: gang.nodes, slot: slot, pool: UInt16(gang.pool),
      state: .running)
    sequence &+= 1
    precondition(sequence < 1 << 29, "more than 536 million events")
    events.push(Event(.finish, at: finish, sequence: sequence, subject: slot))
  }

  @inline(__always)
  mutating func finishPlain(_ slot: UInt32) -> JobHandle {
    let running = runningJobs[slot]
    ledger.charge(
      running.first, of: demands[running.request], for: now - running.start,
      isLost: running.isLost, cluster: cluster, segments: segments)
    cluster.remove(running.first, of: demands[running.request], segments: &segments)
    runningJobs.remove(slot)
    releaseCount &+= 1
    ledger.isStale = true
    return running.job
  }
}
