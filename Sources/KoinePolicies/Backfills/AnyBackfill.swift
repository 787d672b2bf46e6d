import KoineEngine
import KoineModel

/// A backfill chosen by name when the run begins: one branch per call, none per job that is looked at.
///
/// Every loop that the compiler specialises makes the build longer; only the commonest compositions
/// have one of their own, and all others share the loop over this.
struct AnyBackfill: Backfill, ~Copyable {
  private let name: BackfillName
  private var easy: Easy
  /// Its profile has room for every job, so it is only there when used.
  private var conservative: Conservative?

  init(
    _ name: BackfillName, _ values: ParameterValues, _ workload: Workload, _ topology: Topology
  ) {
    self.name = name
    easy = Easy(topology, values)
    conservative = nil
    if name == .conservative { conservative = Conservative(workload, topology) }
  }

  var tracksRunning: Bool { name == .easy }
  var startsLoneArrivals: Bool { name != .conservative }
  var isStrict: Bool { name != .skip }

  var wakeTime: Instant {
    switch conservative {
    case .some(let backfill): backfill.wakeTime
    case .none: .never
    }
  }

  mutating func jobArrived(_ job: JobHandle, _ state: inout SchedulerState) {
    conservative?.jobArrived(job, &state)
  }

  mutating func jobEnded(_ job: JobHandle, _ state: inout SchedulerState) {
    conservative?.jobEnded(job, &state)
  }

  mutating func jobWithdrawn(_ job: JobHandle, _ state: inout SchedulerState) {
    conservative?.jobWithdrawn(job, &state)
  }

  mutating func endsAreDone(_ state: inout SchedulerState) {
    conservative?.endsAreDone(&state)
  }

  mutating func pass<P: Placement & ~Copyable>(
    _ state: inout SchedulerState, _ placement: inout P, isArrivalOrder: Bool
  ) {
    switch name {
    case .none:
      var backfill = NoBackfill()
      backfill.pass(&state, &placement, isArrivalOrder: isArrivalOrder)
    case .skip:
      var backfill = Skip()
      backfill.pass(&state, &placement, isArrivalOrder: isArrivalOrder)
    case .easy: easy.pass(&state, &placement, isArrivalOrder: isArrivalOrder)
    case .conservative:
      conservative?.pass(&state, &placement, isArrivalOrder: isArrivalOrder)
    }
  }
}
