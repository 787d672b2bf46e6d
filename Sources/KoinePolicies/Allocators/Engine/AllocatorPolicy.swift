import KoineEngine
import KoineModel
import KoineStatistics

/// Runs jobs in rounds, by the shares that an allocator gives them.
///
/// A round begins with the first job, and then every quantum. At its beginning the jobs of the next round
/// are chosen (``RoundShares``): those that stay on their kind of chips go on, others stop, and the
/// chosen ones start, the largest first. Between rounds nothing starts, so that accelerators of a job that
/// ends stay free until the next. Shares are computed anew when jobs have come or gone, but not more often
/// than the policy says; until then new jobs wait.
///
/// Source: the round loop of Gavel (Narayanan et al., OSDI 2020).
struct AllocatorPolicy<P: Placement & ~Copyable>: SchedulingPolicy, ~Copyable {
  var placement: P
  var rule: AllocatorRule
  let table: KindTable
  /// `nil` for an allocator that does not pack.
  let pairs: RequestPairs?
  let quantum: Interval
  let reallocate_s: Double
  var solver: SharingSolver
  let counts: AllocatorCounts
  var rounds: RoundShares
  var shuffler: PythonRandomStream
  /// Jobs that have arrived and not ended, by arrival.
  var active: PresentJobs
  /// By job: its accelerators and its request.
  let sizeOfJob: [Int32]
  let requestOfJob: [Int32]
  /// By job: the kind on which it runs, or -1.
  var kindOfJob: [Int8]
  /// By job, for finish-time fairness: time that the work so far would have taken on an equal part, and
  /// what that was computed from.
  var isolated_s: [Double]
  var isolatedSpeed: [Double]
  var unitsAtShares: [Double]
  var needsShares = false
  var next = Instant.never
  var lastRound: Instant = .zero
  var lastShares_s: Double?

  init(
    _ name: AllocatorName, _ values: ParameterValues, _ workload: Workload, _ topology: Topology,
    _ placement: consuming P, speeds: (any SpeedSource)?, seed: UInt64, counts: AllocatorCounts
  ) {
    self.placement = placement
    self.counts = counts
    let kinds = KindTable(workload, topology, speeds)
    table = kinds
    let known = name.packs ? RequestPairs(kinds, workload, topology, speeds) : nil
    pairs = known
    rule = AllocatorRule(
      name, values, pairs: known?.speeds ?? PairSpeeds(classes: 0, kinds: 0), seed: seed)
    let length_s = values.number(RoundParameters.quantum_s)
    quantum = Interval(seconds: length_s)
    reallocate_s = values.number(RoundParameters.reallocate_s)
    solver = SharingSolver(
      SharingSolver.Wish(rawValue: values.choice(RoundParameters.solution)) ?? .middle)
    rounds = RoundShares(kinds: table.chips.count, quantum_s: length_s)
    // The number that Gavel gives this stream beside its other ones.
    shuffler = PythonRandomStream(seed: seed &+ 5)
    active = PresentJobs(jobs: workload.count)
    sizeOfJob = workload.request.map { max(1, workload.requests[$0.index].accelerators) }
    requestOfJob = workload.request.map { Int32($0.index) }
    kindOfJob = [Int8](repeating: -1, count: workload.count)
    isolated_s = [Double](repeating: 0, count: workload.count)
    isolatedSpeed = isolated_s
    unitsAtShares = isolated_s
  }

  var stopsJobs: Bool { true }
  var sharesAccelerators: Bool { pairs != nil }
  var tracksNodes: Bool { placement.tracksNodes }
  var wakeTime: Instant { next }

  /// A job under whose own number it waits.
  func key(of job: JobHandle) -> Int64 { Int64(job.index) }

  mutating func jobArrived(_ job: JobHandle, _ state: inout SchedulerState) {
    state.enqueue(job, key: key(of: job))
    kindOfJob[job.index] = -1
    // A job that a failure has interrupted has ended, and comes a second time.
    if pairs != nil { active.sweep() }
    active.append(job)
    rounds.add(job.index, partners: partners(of: job))
    unitsAtShares[job.index] = units(of: job, state)
    needsShares = true
  }

  mutating func jobEnded(_ job: JobHandle, _ state: inout SchedulerState) { forget(job) }

  mutating func jobWithdrawn(_ job: JobHandle, _ state: inout SchedulerState) { forget(job) }

  private mutating func forget(_ job: JobHandle) {
    active.remove(job)
    rounds.leave(job.index)
    kindOfJob[job.index] = -1
    needsShares = true
  }

  mutating func pass(_ state: inout SchedulerState) {
    if active.isEmpty {
      next = .never
      return
    }
    guard next == .never || state.now >= next else { return }
    active.sweep()
    rounds.sweep()
    recordRound(state)
    if needsShares { setSharesIfDue(&state) }
    changeRound(&state)
    lastRound = state.now
    // With nothing running and no shares to come, nothing changes before something happens.
    let isStuck = !needsShares && !active.jobs.contains { state.isRunning($0) }
    next = isStuck ? .never : state.now + quantum
  }
}
