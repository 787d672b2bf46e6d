import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport

/// Moves a running job every few passes, whichever: beside whatever else the policy does.
struct Restless<Inner: SchedulingPolicy & ~Copyable>: SchedulingPolicy, ~Copyable {
  var inner: Inner
  var random: SplitMix64
  var place = BestFit()

  init(_ inner: consuming Inner, seed: UInt64) {
    self.inner = inner
    random = SplitMix64(seed: seed)
  }

  var tracksRunning: Bool { inner.tracksRunning }
  var tracksRanks: Bool { inner.tracksRanks }
  var wakeTime: Instant { inner.wakeTime }

  mutating func jobArrived(_ job: JobHandle, _ state: inout SchedulerState) {
    inner.jobArrived(job, &state)
  }
  mutating func jobEnded(_ job: JobHandle, _ state: inout SchedulerState) {
    inner.jobEnded(job, &state)
  }
  mutating func endsAreDone(_ state: inout SchedulerState) { inner.endsAreDone(&state) }

  mutating func pass(_ state: inout SchedulerState) {
    if random.happens(0.4), !state.preemptible.isEmpty {
      var position = state.preemptible.first
      for _ in 0..<random.integer(in: 0...5) {
        position = state.preemptible.next(after: position) ?? position
      }
      _ = state.migrate(state.preemptible.job(at: position), with: &place)
    }
    inner.pass(&state)
  }
}
