import KoineEngine
import KoineModel

extension AllocatorPolicy where P: ~Copyable {
  /// Units of work that are left of a job: of one whose duration is given, seconds.
  func units(of job: JobHandle, _ state: borrowing SchedulerState) -> Double {
    let left_s = state.remaining(of: job).seconds
    guard state.workload.requests[state.workload.request[job.index].index].work != .none else {
      return left_s
    }
    let whole_s = state.workload.duration[job.index].seconds
    return whole_s > 0 ? state.workload.units[job.index] * left_s / whole_s : 0
  }

  /// Computes shares if jobs have come or gone and the last ones are old enough.
  mutating func setSharesIfDue(_ state: inout SchedulerState) {
    let now_s = (state.now - .zero).seconds
    if let last = lastShares_s, last != 0, now_s - last < reallocate_s { return }
    let problem = problem(state)
    let held = active.jobs.map { job -> Int? in
      guard rule.keepsShares, state.isRunning(job) else { return nil }
      // What it was given, and not where it runs, which may be better while that is left over.
      return table.chips.indices.first { rounds.share(of: job.index, on: $0) == 1 }
    }
    let classes = pairs.map { pairs in
      problem.names.map { pairs.classes[Int(requestOfJob[$0])] }
    }
    let allocation = rule.allocate(problem, held: held, classes: classes ?? [], &solver)
    counts.allocations += 1
    counts.programs = solver.solutions
    counts.fallbacks = solver.fallbacks
    rounds.set(allocation, names: problem.names, at: now_s)
    lastShares_s = now_s
    needsShares = false
  }

  /// What an allocator sees of the active jobs now.
  private mutating func problem(_ state: borrowing SchedulerState) -> AllocationProblem {
    var problem = AllocationProblem(
      capacities: table.capacities, rents_per_h: table.rents_per_h)
    for job in active.jobs {
      let index = job.index
      let left = units(of: job, state)
      if isolatedSpeed[index] > 0 {
        isolated_s[index] += (unitsAtShares[index] - left) / isolatedSpeed[index]
      }
      unitsAtShares[index] = left
      problem.add(
        AllocationProblem.Job(
          name: index, speeds: Array(table.speeds(of: state.workload.request[index])),
          accelerators: max(1, state.demand(of: job).accelerators),
          weight: max(1, Double(state.workload.priority[index])), remaining: max(left, 1e-9),
          elapsed_s: (state.now - state.workload.submit[index]).seconds,
          isolated_s: isolated_s[index], due_s: due_s(job, state)))
    }
    // Who does not know the kinds reckons with the one speed that it knows here too.
    let known = rule.knowsKinds ? problem : problem.withoutKinds()
    let isolated = ReferenceShares.isolated(known)
    for (place, job) in active.jobs.enumerated() {
      isolatedSpeed[job.index] = isolated.rate(of: place, known)
    }
    return problem
  }

  /// Time until a job is due, negative for one that is late; infinite for one without a deadline.
  private func due_s(_ job: JobHandle, _ state: borrowing SchedulerState) -> Double {
    let deadlines = state.workload.deadline
    guard !deadlines.isEmpty, deadlines[job.index].isReached else { return .infinity }
    return (deadlines[job.index] - state.now).seconds
  }
}

/// What an allocator did in a run; read when the run is over.
final class AllocatorCounts {
  /// Times that shares were set.
  var allocations = 0
  /// Linear programs solved for them.
  var programs = 0
  /// Allocations, or due times, that could not be had and were replaced as documented.
  var fallbacks = 0
}
