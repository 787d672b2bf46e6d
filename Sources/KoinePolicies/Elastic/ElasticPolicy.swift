import KoineEngine
import KoineModel

/// Grows and shrinks jobs in rounds, so that all of the cluster is used by as many jobs as there are.
///
/// A round begins with the first job, and then every quantum. Where jobs have come or gone since the
/// last, accelerators are divided anew (``ElasticSharing``): jobs whose size changes are stopped, write a
/// checkpoint and go on with the new one. Jobs of one size take part with that size. `pollux` leaves
/// everything as it is where restarting would cost more than the new sizes gain.
///
/// Source of `pollux`: Qiao et al., OSDI 2021, section 4: speed-ups over an equal part, their power mean
/// with exponent -1, the factor (age - restarts x delay) / (age + delay) for jobs that restart, a round
/// each minute. The original searches placements with a genetic algorithm; here sizes are divided
/// exactly where gains fall, and the placement puts them on nodes.
struct ElasticPolicy<P: Placement & ~Copyable>: SchedulingPolicy, ~Copyable {
  private var placement: P
  private let goal: ElasticGoal
  private let table: KindTable
  private let quantum: Interval
  /// Jobs that have arrived and not ended, by arrival.
  private var active: PresentJobs
  /// By job: the kind on which it runs, or -1.
  private var kindOfJob: [Int8]
  /// By job: the accelerators that it asks for.
  private let askedOfJob: [Int32]
  private let counts: AllocatorCounts
  private var isStale = false
  private var capacities: [Int] = []
  private var next = Instant.never

  init(
    _ name: AllocatorName, _ values: ParameterValues, _ workload: Workload, _ topology: Topology,
    _ placement: consuming P, speeds: (any SpeedSource)?,
    counts: AllocatorCounts = AllocatorCounts()
  ) {
    self.placement = placement
    self.counts = counts
    goal = name == .pollux ? .speedups : .proportional
    table = KindTable(workload, topology, speeds)
    quantum = Interval(seconds: values.number(AllocatorName.elasticQuantum_s))
    askedOfJob = workload.request.map { max(1, workload.requests[$0.index].accelerators) }
    kindOfJob = [Int8](repeating: -1, count: workload.count)
    active = PresentJobs(jobs: workload.count)
  }

  var stopsJobs: Bool { true }
  var tracksNodes: Bool { placement.tracksNodes }
  var wakeTime: Instant { next }

  /// A job under whose own number it waits.
  private func key(of job: JobHandle) -> Int64 { Int64(job.index) }

  mutating func jobArrived(_ job: JobHandle, _ state: inout SchedulerState) {
    state.enqueue(job, key: key(of: job))
    isStale = true
    // A job that a failure has interrupted has ended, and comes a second time.
    active.append(job)
  }

  mutating func jobEnded(_ job: JobHandle, _ state: inout SchedulerState) { forget(job) }

  mutating func jobWithdrawn(_ job: JobHandle, _ state: inout SchedulerState) { forget(job) }

  private mutating func forget(_ job: JobHandle) {
    active.remove(job)
    kindOfJob[job.index] = -1
    isStale = true
  }

  mutating func pass(_ state: inout SchedulerState) {
    if active.isEmpty {
      next = .never
      return
    }
    guard next == .never || state.now >= next else { return }
    active.sweep()
    let available = available(state)
    if available != capacities { isStale = true }
    capacities = available
    if isStale { divide(&state) }
    // With nothing running, nothing changes before something happens.
    next = active.jobs.contains { state.isRunning($0) } ? state.now + quantum : .never
  }

  /// Accelerators of each kind that are free or held by jobs.
  private func available(_ state: borrowing SchedulerState) -> [Int] {
    var available = table.chips.map { state.freeAccelerators(of: $0) }
    for job in active.jobs where state.isRunning(job) {
      available[Int(kindOfJob[job.index])] += state.demand(of: job).accelerators
    }
    return available
  }

  private mutating func divide(_ state: inout SchedulerState) {
    isStale = false
    counts.allocations += 1
    let candidates = candidates(state)
    let sharing = ElasticSharing(candidates, capacities: capacities, goal: goal)
    guard goal == .speedups, let kept = worthKeeping(candidates, sharing) else {
      _ = apply(sharing.choices, candidates, &state)
      return
    }
    if apply(kept.choices, candidates, &state) { return }
    // Somebody was given accelerators that lie scattered: the others have to move after all.
    let now = self.candidates(state)
    _ = apply(
      ElasticSharing(now, capacities: capacities, goal: goal).choices, now, &state)
  }

  private func candidates(_ state: borrowing SchedulerState) -> [ElasticCandidate] {
    let total = capacities.reduce(0, +)
    var candidates: [ElasticCandidate] = []
    for job in active.jobs {
      candidates.append(candidate(job, equalPart: total / active.count, state))
    }
    return candidates
  }

  /// A division in which all that run stay as they are, if no fewer jobs run and it is worth as much.
  private func worthKeeping(
    _ candidates: [ElasticCandidate], _ sharing: ElasticSharing
  ) -> ElasticSharing? {
    let kept = ElasticSharing(candidates, capacities: capacities, goal: goal, keepsCurrent: true)
    let starts = sharing.choices.count { $0 != nil }
    let isEnough = kept.choices.count(where: { $0 != nil }) >= starts
    return isEnough && kept.fitness >= sharing.fitness ? kept : nil
  }

  private func candidate(
    _ job: JobHandle, equalPart: Int, _ state: borrowing SchedulerState
  ) -> ElasticCandidate {
    let requests = state.sizes(of: job)
    let sizes = requests.map { Int32(state.demand(of: $0).accelerators) }
    let speeds = table.chips.indices.map { kind in
      requests.map { table.speed(Int32($0.index), kind) }
    }
    let fair = sizes.lastIndex { $0 <= equalPart } ?? 0
    let fairSpeed = speeds.map { $0[fair] }.max() ?? 0
    var current: ElasticChoice?
    if state.isRunning(job), let size = requests.firstIndex(of: state.request(of: job)) {
      current = ElasticChoice(kind: Int(kindOfJob[job.index]), size: size)
    }
    return ElasticCandidate(
      sizes: sizes, speeds: speeds, fair: fairSpeed > 0 ? fairSpeed : 1,
      weight: Double(askedOfJob[job.index]), current: current,
      restartFactor: restartFactor(job, state))
  }

  private func restartFactor(_ job: JobHandle, _ state: borrowing SchedulerState) -> Double {
    let age_s = (state.now - state.workload.submit[job.index]).seconds
    let delay_s = state.stopCost(of: job).seconds
    let restarts = Double(max(0, state.attempts(of: job) - 1))
    return age_s + delay_s > 0 ? max(0, (age_s - restarts * delay_s) / (age_s + delay_s)) : 1
  }

  /// Stops the jobs that change, and starts all that are to start, the largest first.
  ///
  /// - Returns: Whether all of them run.
  private mutating func apply(
    _ choices: [ElasticChoice?], _ candidates: [ElasticCandidate], _ state: inout SchedulerState
  ) -> Bool {
    var starts: [(job: JobHandle, kind: Int, size: Int, accelerators: Int32)] = []
    for (index, job) in active.jobs.enumerated() where choices[index] != candidates[index].current {
      if state.isRunning(job) {
        state.stop(job, key: key(of: job), toResize: choices[index] != nil)
        kindOfJob[job.index] = -1
      }
      if let choice = choices[index] {
        starts.append((job, choice.kind, choice.size, candidates[index].sizes[choice.size]))
      }
    }
    starts.sort {
      $0.accelerators != $1.accelerators ? $0.accelerators > $1.accelerators : $0.job < $1.job
    }
    let left = starts.filter { !start($0.job, $0.kind, atMost: $0.size, &state) }
    // Whoever finds no nodes on the kind that it was given takes what others have left of another, or
    // waits for the next change: dividing again would end the same.
    for (job, kind, size, _) in left {
      for other in table.chips.indices where other != kind {
        if start(job, other, atMost: size, &state) { break }
      }
    }
    return left.allSatisfy { state.isRunning($0.job) }
  }

  /// Starts a job with the size given, or the next smaller one for which there are nodes.
  ///
  /// - Returns: Whether it started.
  private mutating func start(
    _ job: JobHandle, _ kind: Int, atMost most: Int, _ state: inout SchedulerState
  ) -> Bool {
    let chip = table.chips[kind] == .none ? table.chipCount : table.chips[kind].index
    let requests = state.sizes(of: job)
    for size in stride(from: most, through: 0, by: -1) {
      guard table.speed(Int32(requests[size].index), kind) > 0 else { continue }
      state.resize(job, key: key(of: job), to: requests[size])
      for lane in state.lanes(of: job) where state.lane(lane).chip == chip {
        if state.start(job, key: key(of: job), on: lane, with: &placement) {
          kindOfJob[job.index] = Int8(kind)
          return true
        }
      }
    }
    return false
  }
}
