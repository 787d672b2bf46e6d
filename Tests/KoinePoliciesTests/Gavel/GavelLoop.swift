import KoineModel

@testable import KoinePolicies

/// One job of a Gavel trace, with its speed on each kind of chips.
struct GavelJob {
  var arrival_s: Double
  /// Units of work, whole steps.
  var steps: Int
  var size: Int
  var weight = 1.0
  var speeds: [Double]
  /// Class in a table of pair speeds.
  var jobClass = 0
}

/// The round loop of Gavel's simulator, written from `simulate` of its `scheduler.py`: a reference
/// against which policies of the engine are held, and by which allocators are held against the
/// original's results.
///
/// What differs from a plain simulation of rounds, and is kept: a round ends when the last of its jobs
/// has run its whole steps, which is a little before the quantum; accelerators of a job that ends
/// within a round stay empty until the round ends; steps are divided among the workers of a job in
/// whole numbers, and a round that leaves a worker none is a failure, five of which in a row are the
/// end of the job; time between rounds without jobs counts as run by whoever runs next.
struct GavelLoop: ~Copyable {
  let jobs: [GavelJob]
  let capacities: [Int]
  let rents: [Double]?
  let pairs: PairSpeeds?
  let quantum_s = 360.0
  let resetInterval_s = 1920.0
  /// Whether the policy knows how fast jobs are on which kind.
  var knowsKinds = true

  var rounds: RoundShares
  var done: [Int]
  var failures: [Int]
  var isolatedSoFar_s: [Double]
  var isolatedSpeed: [Double]
  var stepsAtReset: [Int]
  /// Completion times; `nil` for jobs that failed.
  var completion_s: [Double?]
  var active: [Int] = []
  var lastReset_s = 0.0
  var now_s = 0.0
  var roundCount = 0
  var allocationCount = 0

  init(
    _ jobs: [GavelJob], capacities: [Int], rents: [Double]? = nil, pairs: PairSpeeds? = nil
  ) {
    self.jobs = jobs
    self.capacities = capacities
    self.rents = rents
    self.pairs = pairs
    rounds = RoundShares(kinds: capacities.count, quantum_s: quantum_s)
    done = jobs.map { _ in 0 }
    failures = done
    isolatedSoFar_s = jobs.map { _ in 0 }
    isolatedSpeed = isolatedSoFar_s
    stepsAtReset = done
    completion_s = jobs.map { _ in nil }
  }

  /// What an allocator sees of the active jobs now.
  mutating func problem() -> AllocationProblem {
    var problem = AllocationProblem(capacities: capacities, rents_per_h: rents)
    for job in active {
      if isolatedSpeed[job] > 0 {
        isolatedSoFar_s[job] += Double(done[job] - stepsAtReset[job]) / isolatedSpeed[job]
      }
      problem.add(
        AllocationProblem.Job(
          name: job, speeds: jobs[job].speeds, accelerators: jobs[job].size,
          weight: jobs[job].weight, remaining: Double(jobs[job].steps - done[job]),
          elapsed_s: now_s - jobs[job].arrival_s, isolated_s: isolatedSoFar_s[job]))
    }
    let known = knowsKinds ? problem : problem.withoutKinds()
    let isolated = ReferenceShares.isolated(known)
    for (index, job) in active.enumerated() {
      isolatedSpeed[job] = isolated.rate(of: index, known)
      stepsAtReset[job] = done[job]
    }
    return problem
  }

  /// Runs all jobs and returns the mean completion time of those that did not fail.
  mutating func run(
    kindOrder: () -> [Int], _ solver: inout SharingSolver,
    _ rule: (AllocationProblem, inout SharingSolver) -> Allocation
  ) -> Double {
    var next = 0
    var left = jobs.count
    var needsShares = true
    var roundStart_s = 0.0
    var roundEnd_s: Double?
    var running: [(candidate: RoundShares.Candidate, kind: Int, steps: [Int], end_s: Double)] = []
    now_s = jobs.first?.arrival_s ?? 0
    while left > 0 {
      if next == jobs.count, running.isEmpty { lastReset_s = 0 }
      if let last = running.map(\.end_s).max() {
        if let end = roundEnd_s { roundStart_s = end }
        roundEnd_s = last
        now_s = last
      } else if next < jobs.count {
        now_s = jobs[next].arrival_s
      }
      // Latest ends first, as they lie in Gavel's heap; ties by job.
      running.sort { ($1.end_s, $0.candidate.first) < ($0.end_s, $1.candidate.first) }
      for run in running where end(run, roundStart_s, &left) { needsShares = true }
      running = []
      while next < jobs.count, jobs[next].arrival_s <= now_s {
        arrive(next)
        next += 1
        needsShares = true
      }
      if needsShares, lastReset_s == 0 || now_s - lastReset_s >= resetInterval_s {
        let problem = problem()
        let allocation = active.isEmpty ? nil : rule(problem, &solver)
        allocationCount += 1
        rounds.set(
          allocation ?? Allocation(shares: [], kindCount: capacities.count),
          names: problem.names, at: now_s, since_s: lastReset_s)
        lastReset_s = now_s
        needsShares = false
      }
      running = start(kindOrder())
      roundCount += 1
    }
    let ended = completion_s.compactMap { $0 }
    return ended.reduce(0, +) / Double(ended.count)
  }

  private mutating func arrive(_ job: Int) {
    let partners =
      pairs == nil ? [] : active.filter { jobs[$0].size == jobs[job].size }
    active.append(job)
    rounds.add(job, partners: partners)
  }

  private mutating func start(
    _ order: [Int]
  ) -> [(candidate: RoundShares.Candidate, kind: Int, steps: [Int], end_s: Double)] {
    let choices = rounds.choose(
      order: order, capacities: capacities, size: { [jobs] in jobs[$0.first].size },
      runs: { [jobs, pairs] candidate, kind in
        guard let second = candidate.second else { return jobs[candidate.first].speeds[kind] > 0 }
        return pairs!.canShare(jobs[candidate.first].jobClass, jobs[second].jobClass, kind)
      })
    return choices.filter(\.hasShares).map { choice in
      let candidate = rounds.candidates[choice.candidate]
      var end_s = now_s
      var steps: [Int] = []
      for (job, speed) in speeds(candidate, choice.kind) {
        let count = min(Int(speed * quantum_s), jobs[job].steps - done[job])
        steps.append(count)
        end_s = max(end_s, now_s + Double(count) / speed)
      }
      return (candidate, choice.kind, steps, end_s)
    }
  }

  private func speeds(
    _ candidate: RoundShares.Candidate, _ kind: Int
  ) -> [(job: Int, speed: Double)] {
    guard let second = candidate.second else {
      return [(candidate.first, jobs[candidate.first].speeds[kind])]
    }
    let one = jobs[candidate.first].jobClass
    let other = jobs[second].jobClass
    return [
      (candidate.first, pairs![one, with: other, on: kind]),
      (second, pairs![other, with: one, on: kind]),
    ]
  }

  /// - Returns: Whether the shares have to be set anew.
  private mutating func end(
    _ run: (candidate: RoundShares.Candidate, kind: Int, steps: [Int], end_s: Double),
    _ roundStart_s: Double, _ left: inout Int
  ) -> Bool {
    let names = [run.candidate.first] + (run.candidate.second.map { [$0] } ?? [])
    let size = jobs[names[0]].size
    let seconds = run.end_s - roundStart_s
    // Every worker of a job but the last gets the rounded-down part of the steps.
    let failed = run.steps.contains { $0 <= 0 || (size > 1 && $0 / size <= 0) } || seconds <= 0
    if failed {
      guard run.candidate.second == nil else { return true }
      failures[names[0]] += 1
      if failures[names[0]] >= 5 { leave(names[0], nil, &left) }
      return true
    }
    var hasLeft = false
    if let index = rounds.candidates.firstIndex(of: run.candidate) {
      rounds.record(index, on: run.kind, seconds: seconds)
    }
    for (job, steps) in zip(names, run.steps) {
      failures[job] = 0
      done[job] += steps
      if done[job] >= jobs[job].steps {
        leave(job, run.end_s - jobs[job].arrival_s, &left)
        hasLeft = true
      }
    }
    return hasLeft
  }

  private mutating func leave(_ job: Int, _ time_s: Double?, _ left: inout Int) {
    completion_s[job] = time_s
    active.removeAll { $0 == job }
    rounds.remove(job)
    left -= 1
  }
}
