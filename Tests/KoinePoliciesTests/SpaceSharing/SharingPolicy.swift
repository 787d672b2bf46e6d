import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport

/// What ran beside what from one instant to the next, as seen from outside.
final class SharingRecord {
  struct Snapshot {
    var time: Instant
    /// Running jobs, each with its partner.
    var jobs: [(job: Int, partner: Int?)]
  }

  var snapshots: [Snapshot] = []
  /// Joins that were refused although everything known spoke for them, and the other way round.
  var surprises: [String] = []

  /// Calls `body` with every span between two snapshots and what ran in it.
  func eachSpan(until end: Instant, _ body: (Interval, [(job: Int, partner: Int?)]) -> Void) {
    for (place, snapshot) in snapshots.enumerated() {
      let next = place + 1 < snapshots.count ? snapshots[place + 1].time : end
      body(next - snapshot.time, snapshot.jobs)
    }
  }
}

/// Starts, stops, joins and moves jobs at random every few seconds, and notes who runs beside whom.
struct SharingPolicy: SchedulingPolicy, ~Copyable {
  var placement = FirstFit()
  var random: SplitMix64
  let scene: PairScene
  let record: SharingRecord
  let moves: Bool
  var active: [JobHandle] = []
  var wakeTime = Instant.never

  init(_ scene: PairScene, seed: UInt64, record: SharingRecord, moves: Bool = false) {
    self.moves = moves
    self.scene = scene
    self.record = record
    random = SplitMix64(seed: seed)
  }

  var stopsJobs: Bool { true }
  var sharesAccelerators: Bool { true }

  mutating func jobArrived(_ job: JobHandle, _ state: inout SchedulerState) {
    state.enqueue(job, key: Int64(job.index))
    if !active.contains(job) { active.append(job) }
  }

  mutating func jobEnded(_ job: JobHandle, _ state: inout SchedulerState) {
    active.removeAll { $0 == job }
  }

  mutating func jobWithdrawn(_ job: JobHandle, _ state: inout SchedulerState) {
    active.removeAll { $0 == job }
  }

  mutating func pass(_ state: inout SchedulerState) {
    var alive: [JobHandle] = []
    for job in active where state.isRunning(job) || state.isWaiting(job) { alive.append(job) }
    active = alive
    for job in active where state.isRunning(job) && random.happens(0.2) {
      state.stop(job, key: Int64(job.index))
    }
    for job in active where moves && state.isRunning(job) && random.happens(0.2) {
      _ = state.migrate(job, with: &placement)
    }
    for job in active where state.isWaiting(job) {
      var running: [JobHandle] = []
      for other in active where state.isRunning(other) { running.append(other) }
      if !running.isEmpty && random.happens(0.6) {
        join(job, random.pick(running), &state)
      } else if let lane = state.lanes(of: job).first {
        _ = state.start(job, key: Int64(job.index), on: lane, with: &placement)
      }
    }
    wakeTime = active.isEmpty ? .never : state.now + Interval(seconds: Int64(7))
    var jobs: [(job: Int, partner: Int?)] = []
    for job in active where state.isRunning(job) {
      jobs.append((job.index, state.partner(of: job)?.index))
    }
    record.snapshots.append(.init(time: state.now, jobs: jobs))
  }

  private mutating func join(
    _ job: JobHandle, _ neighbour: JobHandle, _ state: inout SchedulerState
  ) {
    let (one, other) = (scene.work(of: job.index), scene.work(of: neighbour.index))
    let expected =
      state.partner(of: neighbour) == nil
      && state.demand(of: job).accelerators == state.demand(of: neighbour).accelerators
      && scene.parts[one][other] != nil && scene.parts[other][one] != nil
    let joined = state.start(job, key: Int64(job.index), beside: neighbour)
    if joined != expected { record.surprises.append("\(job) beside \(neighbour): \(joined)") }
  }
}
