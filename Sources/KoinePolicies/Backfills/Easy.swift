public import KoineEngine
public import KoineModel

/// Aggressive backfilling: whoever does not delay the first blocked job.
///
/// The shadow is the earliest expected end (start + estimate) at which the blocked job fits; extra is
/// what is then free beyond its need. Whoever fits now starts if it ends by the shadow or takes at
/// most what is left of extra. Sources: Lifka, "The ANL/IBM SP scheduling system", JSSPP 1995;
/// Mu'alem and Feitelson, IEEE TPDS 12(6), 2001. On nodes that differ, "takes at most extra" becomes
/// "leaves the blocked job fitting at the shadow" (``Reservation``).
///
/// With `slack` above 0, whoever ends by the promise to the blocked job may start too: its first
/// shadow, put off by `slack` times what it then had left to wait. Source: Ward, Mahood, West,
/// "Scheduling jobs on parallel systems using a relaxed backfill strategy", JSSPP 2002.
public struct Easy: Backfill, ~Copyable {
  private static let slack = PolicyParameter.number(
    "slack", in: 0...10, default: 0,
    "how much later than promised the first blocked job may start, in parts of its promised wait")
  static let parameters = [slack]

  public var tracksRunning: Bool { true }
  public var isStrict: Bool { true }

  private let topology: Topology
  private let slack: Double
  private var reservation: Reservation?
  private var head = JobHandle.none
  private var releaseCount: UInt32 = 0
  private var shadow = Instant.never
  private var extra = 0
  /// Until when others may hold the blocked job back, and which job that is.
  private var promise = Promise()

  /// - Parameter values: of what the backfill declares.
  public init(_ topology: Topology, _ values: ParameterValues = ParameterValues()) {
    self.topology = topology
    slack = values.number(Self.slack)
  }

  public mutating func pass<P: Placement & ~Copyable>(
    _ state: inout SchedulerState, _ placement: inout P, isArrivalOrder: Bool
  ) {
    var position: SortedJobs.Position? = state.waiting.first
    while position != nil, state.start(at: &position, with: &placement) {}
    guard let blocked = position else { return }
    let job = state.waiting.job(at: blocked)
    // With the same job blocked and nothing given back since, the shadow and what is left of extra
    // are the same: only jobs that have just arrived can start.
    let isContinued = isArrivalOrder && job == head && releaseCount == state.releaseCount
    head = job
    releaseCount = state.releaseCount
    if isContinued {
      if state.arrivalCount == 0 { return }
      position = state.waiting.position(fromEnd: state.arrivalCount)
    } else {
      position = state.waiting.next(after: blocked)
    }
    if state.cluster.isCounted {
      if !isContinued { reserveByCount(state, for: job, need: state.waiting.size(at: blocked)) }
      backfillByCount(&state, &placement, from: position)
    } else {
      if reservation == nil { reservation = state.makeReservation(on: topology, slack: slack) }
      if !isContinued { reservation!.invalidate() }
      backfillByNodes(&state, &placement, from: position)
    }
  }

  private mutating func reserveByCount(
    _ state: borrowing SchedulerState, for job: JobHandle, need: Int
  ) {
    let missing = need - state.freeAccelerators
    if let (key, surplus) = state.running.firstKey(reaching: missing) {
      shadow = promise.limit(
        for: job, shadow: Instant(nanoseconds: key), at: state.now, slack: slack)
      extra = surplus
    } else {
      preconditionFailure("a job that fits the empty machine must fit once all others have ended")
    }
  }

  private mutating func backfillByCount<P: Placement & ~Copyable>(
    _ state: inout SchedulerState, _ placement: inout P, from start: SortedJobs.Position?
  ) {
    var position = start
    var free = state.freeAccelerators
    let window = shadow - state.now
    while let from = position, free > 0 {
      position = state.waiting.firstCandidate(
        from: from, free: free, window: window, extra: extra)
      guard let candidate = position else { return }
      let size = state.waiting.size(at: candidate)
      let endsInTime = state.waiting.span(at: candidate) <= window
      if state.start(at: &position, with: &placement) {
        free -= size
        if !endsInTime { extra -= size }
      } else {
        position = state.waiting.next(after: candidate)
      }
    }
  }

  private mutating func backfillByNodes<P: Placement & ~Copyable>(
    _ state: inout SchedulerState, _ placement: inout P, from start: SortedJobs.Position?
  ) {
    var position = start
    while let from = position {
      // A job that asks for no accelerator may start although none is free.
      let free = max(state.freeAccelerators, state.hasShares ? 1 : 0)
      position = state.waiting.firstCandidate(
        from: from, free: free, window: .zero, extra: .max)
      guard let candidate = position else { return }
      if state.isKnownNotToFit(state.waiting.job(at: candidate))
        || !state.start(at: &position, with: &placement, before: head, &reservation!)
      {
        position = state.waiting.next(after: candidate)
      }
    }
  }
}
