public import KoineModel

/// A policy put together from an order, a placement, a backfill and a preemption.
public struct ComposedPolicy<
  O: Order, P: Placement & ~Copyable, B: Backfill & ~Copyable, R: Preemption & ~Copyable
>: SchedulingPolicy, ~Copyable {
  var order: O
  var placement: P
  var backfill: B
  var preemption: R

  public init(
    order: O, placement: consuming P, backfill: consuming B, preemption: consuming R
  ) {
    self.order = order
    self.placement = placement
    self.backfill = backfill
    self.preemption = preemption
  }

  public var tracksRunning: Bool { backfill.tracksRunning }
  public var tracksRanks: Bool { preemption.stopsJobs }
  public var accounting: TenantAccounting {
    TenantAccounting(isUsed: order.tracksTenants, usageHalfLife: order.usageHalfLife)
  }
  public var tracksNodes: Bool { placement.tracksNodes }
  public var chipPreference: ChipPreference? { placement.chipPreference }

  @inline(__always)
  public mutating func jobArrived(_ job: JobHandle, _ state: inout SchedulerState) {
    // By arrival, nobody who comes at the same instant could go first; the queue is left alone.
    if backfill.startsLoneArrivals && !preemption.stopsJobs && order.isArrivalOrder
      && state.waiting.isEmpty
    {
      if state.startOnArrival(job, with: &placement) { return }
    }
    state.enqueue(job, key: order.key(of: job, in: state))
    backfill.jobArrived(job, &state)
  }

  @inline(__always)
  public mutating func jobEnded(_ job: JobHandle, _ state: inout SchedulerState) {
    backfill.jobEnded(job, &state)
  }

  public mutating func jobWithdrawn(_ job: JobHandle, _ state: inout SchedulerState) {
    backfill.jobWithdrawn(job, &state)
  }

  @inline(__always)
  public mutating func endsAreDone(_ state: inout SchedulerState) { backfill.endsAreDone(&state) }

  public var wakeTime: Instant {
    @inline(__always) get { min(backfill.wakeTime, preemption.wakeTime) }
  }

  @inline(__always)
  public mutating func pass(_ state: inout SchedulerState) {
    if state.waiting.isEmpty && !order.watchesRunning { return preemption.nobodyWaits() }
    if order.isDynamic { order.passBegins(state) }
    // Where every job has a reservation, only the backfill may start one.
    if order.changesWithStarts && backfill.startsLoneArrivals && !preemption.stopsJobs {
      state.startOneByOne(by: order, with: &placement, isStrict: backfill.isStrict)
      if state.waiting.isEmpty { return }
    }
    guard preemption.pass(&state, order, &placement, isStrict: backfill.isStrict) else { return }
    if state.waiting.isEmpty { return }
    backfill.pass(&state, &placement, isArrivalOrder: order.isArrivalOrder)
  }
}

extension ComposedPolicy where P: ~Copyable, B: ~Copyable, R == NoPreemption {
  /// A policy that stops no job.
  public init(order: O, placement: consuming P, backfill: consuming B) {
    self.init(
      order: order, placement: placement, backfill: backfill, preemption: NoPreemption())
  }
}
