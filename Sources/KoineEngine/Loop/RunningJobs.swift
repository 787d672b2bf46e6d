import KoineModel

/// What the end of a job needs to know, in half a cache line: it comes long after the start, when
/// nothing of the job is in the caches any more.
struct RunningJob: BitwiseCopyable {
  var start: Instant
  /// What the first task holds.
  private var mask: UInt64
  private var node: UInt32
  /// The job's next segment; of a free slot, the next free one.
  fileprivate var next: UInt32
  fileprivate var jobIndex: UInt32
  /// The request, and from the highest bit on: whether the work will be lost, whether its nodes are
  /// joined by circuits, whether how far it has come is kept, and whether it has been stopped before.
  fileprivate var requestWord: UInt32

  init(
    _ job: JobHandle, request: RequestHandle, start: Instant, first: Segment, isLost: Bool,
    isJoined: Bool = false, isRestarted: Bool = false
  ) {
    self.start = start
    (mask, node, next) = (first.mask, first.node, first.next)
    jobIndex = job.rawValue
    requestWord =
      request.rawValue | (isLost ? 1 << 31 : 0) | (isJoined ? 1 << 30 : 0)
      | (isRestarted ? 1 << 28 : 0)
  }

  var job: JobHandle { JobHandle(rawValue: jobIndex) }
  var request: Int { Int(requestWord & 0x0FFF_FFFF) }
  /// Whether the job fails, so that its work was for nothing.
  var isLost: Bool { requestWord >> 31 == 1 }
  /// Whether circuits of an optical supernode join its nodes.
  var isJoined: Bool { requestWord >> 30 & 1 == 1 }
  /// Whether ``AttemptClock/progress`` tells how far the attempt has come. If not, it has gone on at
  /// full pace since its start.
  var hasProgress: Bool { requestWord >> 29 & 1 == 1 }
  /// Whether the job has been stopped before and goes on.
  var isRestarted: Bool { requestWord >> 28 & 1 == 1 }
  var first: Segment { Segment(mask: mask, node: node, next: next) }
}

/// The jobs in flight, in slots that are used again.
///
/// The slot freed last is taken first, so that what an end has just loaded serves the next start, and
/// the table is as large as the jobs that run at once, not as the workload.
struct RunningJobs: ~Copyable {
  private var slots: Column<RunningJob>
  private var freeHead = UInt32.max
  private var used: UInt32 = 0

  /// Room for `capacity` jobs at once.
  init(capacity: Int) { slots = Column(zeroed: capacity) }

  @inline(__always)
  subscript(slot: UInt32) -> RunningJob { slots[Int(slot)] }

  @inline(__always)
  func prefetch(_ slot: UInt32) { slots.prefetch(Int(slot)) }

  /// Stores a job and returns its slot.
  @inline(__always)
  mutating func insert(_ job: RunningJob) -> UInt32 {
    let slot = freeHead
    if slot == .max {
      slots[Int(used)] = job
      used += 1
      return used - 1
    }
    freeHead = slots[Int(slot)].next
    slots[Int(slot)] = job
    return slot
  }

  /// Counts what the job has done as work: it did not fail while the run lasted.
  mutating func keepWork(_ slot: UInt32) { slots[Int(slot)].requestWord &= 0x7FFF_FFFF }

  /// Counts what the job has done as lost.
  mutating func loseWork(_ slot: UInt32) { slots[Int(slot)].requestWord |= 1 << 31 }

  /// From now on ``AttemptClock/progress`` tells how far the attempt has come.
  mutating func keepProgress(_ slot: UInt32) { slots[Int(slot)].requestWord |= 1 << 29 }

  /// Whether a job is in a slot now, rather than was there once.
  @inline(__always)
  func has(_ job: JobHandle, in slot: UInt32) -> Bool { slots[Int(slot)].jobIndex == job.rawValue }

  @inline(__always)
  mutating func remove(_ slot: UInt32) {
    slots[Int(slot)].jobIndex = JobHandle.none.rawValue
    slots[Int(slot)].next = freeHead
    freeHead = slot
  }
}

/// What became of a job. Written when it starts, with the end that is foreseen, and read when the run
/// is over.
struct JobOutcome: BitwiseCopyable {
  var start: Instant
  var finish: Instant
  var nodes: Int32
  /// Where the job is in ``RunningJobs`` while it runs, or was when it last did.
  var slot: UInt32
  var pool: UInt16
  /// Pending, waiting, running or rejected: a job that has started stays `running`, and how it ended
  /// follows from the workload. Only a job that its node took down is `failed`, and only one that its
  /// user took back before its end is `cancelled`.
  var state: JobState
  /// Where ``AttemptClock/history`` has a job that has been stopped; 0 for others.
  var history: UInt32 = 0

  /// Whether the job runs, or did to its end.
  var hasStarted: Bool {
    state == .running || state == .failed || (state == .cancelled && start.isReached)
  }
}
