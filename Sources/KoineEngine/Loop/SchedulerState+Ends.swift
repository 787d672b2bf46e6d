import KoineModel

/// The ends that are foreseen.
extension SchedulerState {
  /// Makes `finish` the end of the job in `slot`, whatever was scheduled before.
  @inline(__always)
  mutating func schedule(_ slot: UInt32, at finish: Instant) {
    sequence &+= 1
    precondition(sequence < 1 << 29, "more than 536 million events")
    if work.movesEnds {
      work.finishSequence[Int(slot)] = sequence
      outcomes[runningJobs[slot].job.index].finish = finish
      if events.isFull { events.removeStale(work.finishSequence) }
    }
    events.push(Event(.finish, at: finish, sequence: sequence, subject: slot))
  }

  /// Drops ends that have been moved, so that the first event is one that will happen.
  mutating func dropStaleEvents() {
    while events.count > 0,
      work.finishSequence[Int(events.first.subject)] != events.first.sequence
    {
      events.removeFirst()
    }
  }

  /// Asks for what the next ends will need, so that the processor fetches it while it works on this
  /// one: the record and then the node are the two cache misses of an end.
  ///
  /// The end after the next is among the root's children or has just been pushed, so that the record
  /// is there when its node is to be asked for.
  @inline(__always)
  func prefetchNextEnds() {
    guard events.count > 4, !cluster.isCounted else { return }
    let node = Int(runningJobs[events.first.subject].first.node)
    cluster.freeMask.prefetch(node)
    cluster.poolOfNode.prefetch(node)
    let next = events.nextSubjects
    runningJobs.prefetch(next.0)
    runningJobs.prefetch(next.1)
    runningJobs.prefetch(next.2)
    runningJobs.prefetch(next.3)
  }
}
