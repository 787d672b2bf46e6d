import BasicContainers
public import KoineEngine
public import KoineModel

/// Conservative backfilling: every job has a reservation from its arrival, and nobody delays it.
///
/// A job is reserved at its earliest feasible start on arrival. When jobs end early, then after all
/// ends of the instant and before its arrivals each waiting job, in the policy's order, is lifted out
/// of the profile and put back at its earliest feasible start, never later than before. A job starts
/// when its reservation begins. Source: Mu'alem and Feitelson, IEEE TPDS 12(6), 2001.
///
/// Capacity is counted chip by chip. Where nodes differ or are fragmented, a job whose time has come
/// but that no node holds keeps its place and starts as soon as one does; the same goes for jobs that
/// wait for one which outlives its estimate.
///
/// A sweep touches only jobs for which something may have changed: a job can move only into a run of
/// capacity that grew since it was last looked at, and those runs are logged (``GrowthLog``).
public struct Conservative: Backfill, ~Copyable {
  /// Every job has to enter the profile.
  public var startsLoneArrivals: Bool { false }
  public var isStrict: Bool { true }

  private var profiles: RigidArray<AvailabilityProfile>
  private var growth: GrowthLog
  /// Reserved start and lane of each waiting job, and how much of the log it has seen.
  private var starts: Column<Instant>
  private var lanes: Column<UInt32>
  private var seen: Column<UInt32>
  private var earliest = Instant.never
  private var hasEarlyEnd = false
  /// Whether a job's time has come although it could not start.
  private var hasDue = false

  /// - Parameter topology: the cluster whose chips are the lanes of the profile.
  /// - Precondition: no job asks for several kinds of chips together.
  public init(_ workload: Workload, _ topology: Topology) {
    precondition(!workload.hasMixes, "reservations are kept chip by chip")
    let capacities = topology.acceleratorsByChip.map { Int64($0) * 1000 } + [0]
    profiles = RigidArray(capacity: capacities.count)
    growth = GrowthLog(laneCount: capacities.count)
    for capacity in capacities {
      profiles.append(
        AvailabilityProfile(
          capacity: capacity, from: workload.submit.first ?? .zero, spans: workload.count))
    }
    starts = Column(repeating: .never, count: workload.count)
    lanes = Column(zeroed: workload.count)
    seen = Column(zeroed: workload.count)
  }

  public var wakeTime: Instant { earliest }

  private mutating func advance(to now: Instant) {
    for lane in 0..<profiles.count { profiles[lane].advance(to: now) }
  }

  public mutating func jobArrived(_ job: JobHandle, _ state: inout SchedulerState) {
    advance(to: state.now)
    let span = Self.span(of: job, state)
    let amount = state.demand(of: job).accelerators_milli
    var best = Instant.never
    var bestLane = 0
    for index in state.lanes(of: job) {
      let lane = state.lane(index)
      let start = profiles[lane.chip].earliestStart(of: amount, for: span)
      if start < best {
        best = start
        bestLane = index
      }
    }
    seen[job.index] = growth.latest
    reserve(job, at: best, lane: bestLane, state)
  }

  /// A job of no estimated length holds its processors for one tick, so that it needs them free.
  private static func span(of job: JobHandle, _ state: borrowing SchedulerState) -> Interval {
    max(state.expectedSpan(of: job), Interval(nanoseconds: 1))
  }

  private mutating func reserve(
    _ job: JobHandle, at start: Instant, lane: Int, _ state: borrowing SchedulerState
  ) {
    starts[job.index] = start
    lanes[job.index] = UInt32(lane)
    if !start.isReached { return }
    profiles[state.lane(lane).chip].add(
      -state.demand(of: job).accelerators_milli, from: start,
      to: start + Self.span(of: job, state))
    earliest = min(earliest, start)
  }

  public mutating func jobEnded(_ job: JobHandle, _ state: inout SchedulerState) {
    let tick = state.start(of: job) + Interval(nanoseconds: 1)
    let expected = max(state.expectedEnd(of: job), tick)
    guard expected > state.now else { return }
    advance(to: state.now)
    let lane = state.lane(Int(lanes[job.index])).chip
    profiles[lane].add(state.demand(of: job).accelerators_milli, from: state.now, to: expected)
    logGrowth(lane: lane, from: state.now, to: expected)
    hasEarlyEnd = true
  }

  public mutating func jobWithdrawn(_ job: JobHandle, _ state: inout SchedulerState) {
    let start = starts[job.index]
    guard start.isReached else { return }
    advance(to: state.now)
    let lane = state.lane(Int(lanes[job.index])).chip
    let end = start + Self.span(of: job, state)
    profiles[lane].add(state.demand(of: job).accelerators_milli, from: start, to: end)
    logGrowth(lane: lane, from: max(start, state.now), to: end)
    hasEarlyEnd = true
  }

  private mutating func logGrowth(lane: Int, from: Instant, to: Instant) {
    if from >= to { return }
    let most = profiles[lane].most(from: from, to: to)
    growth.append(lane: lane, from: from, to: to, most: most)
  }

  public mutating func endsAreDone(_ state: inout SchedulerState) {
    guard hasEarlyEnd else { return }
    hasEarlyEnd = false
    advance(to: state.now)
    let sweepStart = growth.latest
    var position = state.waiting.isEmpty ? nil : state.waiting.first
    while let here = position {
      improve(state.waiting.job(at: here), state)
      position = state.waiting.next(after: here)
    }
    growth.forget(through: sweepStart)
  }

  /// Moves a job to its earliest feasible start if that is earlier than its own.
  private mutating func improve(_ job: JobHandle, _ state: borrowing SchedulerState) {
    let own = starts[job.index]
    let since = seen[job.index]
    seen[job.index] = growth.latest
    if own <= state.now { return }
    let amount = state.demand(of: job).accelerators_milli
    var best = own
    var bestLane = Int(lanes[job.index])
    for index in state.lanes(of: job) {
      let chip = state.lane(index).chip
      let isOwn = index == Int(lanes[job.index])
      for place in growth.spans(of: chip) {
        let grown = growth[place]
        if grown.number <= since || grown.most < amount || grown.from >= best { continue }
        let start = profiles[chip].earliestStart(
          of: amount, for: Self.span(of: job, state), touching: grown.from, grown.to, before: own,
          isOwn: isOwn)
        if start < best {
          best = start
          bestLane = index
        }
      }
    }
    if best < own { move(job, to: best, lane: bestLane, state) }
  }

  private mutating func move(
    _ job: JobHandle, to start: Instant, lane: Int, _ state: borrowing SchedulerState
  ) {
    let own = starts[job.index]
    let oldLane = state.lane(Int(lanes[job.index])).chip
    let span = Self.span(of: job, state)
    if own.isReached {
      profiles[oldLane].add(state.demand(of: job).accelerators_milli, from: own, to: own + span)
    }
    reserve(job, at: start, lane: lane, state)
    let isSameLane = state.lane(lane).chip == oldLane
    let left = isSameLane ? max(own, start + span) : own
    if own.isReached { logGrowth(lane: oldLane, from: left, to: own + span) }
    seen[job.index] = growth.latest
  }

  public mutating func pass<P: Placement & ~Copyable>(
    _ state: inout SchedulerState, _ placement: inout P, isArrivalOrder: Bool
  ) {
    if earliest > state.now && !hasDue { return }
    earliest = .never
    hasDue = false
    var position: SortedJobs.Position? = state.waiting.first
    while let here = position {
      let job = state.waiting.job(at: here)
      let start = starts[job.index]
      if start <= state.now {
        let lane = state.lane(Int(lanes[job.index]))
        if state.start(at: &position, with: &placement, pools: lane.pools) {
          continue
        }
        postpone(job, state)
      } else {
        earliest = min(earliest, start)
      }
      position = state.waiting.next(after: here)
    }
  }

  /// Keeps a job that could not start at its time in the profile from now on.
  private mutating func postpone(_ job: JobHandle, _ state: borrowing SchedulerState) {
    hasDue = true
    let span = Self.span(of: job, state)
    let amount = state.demand(of: job).accelerators_milli
    let lane = state.lane(Int(lanes[job.index])).chip
    advance(to: state.now)
    profiles[lane].add(amount, from: starts[job.index], to: starts[job.index] + span)
    profiles[lane].add(-amount, from: state.now, to: state.now + span)
    starts[job.index] = state.now
  }
}
