import KoineEngine
import KoineModel
import KoineStatistics

/// The changes from one round to the next.
extension AllocatorPolicy where P: ~Copyable {
  /// Enters what jobs and pairs have run since the round began.
  mutating func recordRound(_ state: borrowing SchedulerState) {
    for (index, candidate) in rounds.candidates.enumerated() {
      let job = JobHandle(candidate.first)
      let kind = Int(kindOfJob[job.index])
      guard kind >= 0, state.isRunning(job) else { continue }
      var begin = max(lastRound, state.start(of: job))
      if pairs != nil {
        guard state.partner(of: job)?.index == candidate.second else { continue }
        if let second = candidate.second { begin = max(begin, state.start(of: JobHandle(second))) }
      }
      rounds.record(index, on: kind, seconds: (state.now - begin).seconds)
    }
  }

  /// Active jobs of the same size as one that arrives, with which it can share a kind of chips.
  func partners(of job: JobHandle) -> [Int] {
    guard let pairs else { return [] }
    let request = requestOfJob[job.index]
    return active.jobs.map(\.index).filter { other in
      let beside = requestOfJob[other]
      return other != job.index && sizeOfJob[other] == sizeOfJob[job.index]
        && table.chips.indices.contains { pairs.canShare(request, beside, $0) }
    }
  }

  mutating func changeRound(_ state: inout SchedulerState) {
    var order = Array(table.chips.indices)
    if !rule.knowsKinds { shuffler.shuffle(&order) }
    let plan = RoundPlan(choices(order), rounds.candidates, state, kindOfJob)
    for job in active.jobs where state.isRunning(job) && !plan.stays.contains(job) {
      state.stop(job, key: key(of: job))
      kindOfJob[job.index] = -1
    }
    let starts = plan.starts.sorted {
      let (a, b) = (state.demand(of: $0.job).accelerators, state.demand(of: $1.job).accelerators)
      return a != b ? a > b : $0.job.index < $1.job.index
    }
    for (job, kind) in starts { start(job, kind, &state) }
    for (job, neighbour, kind) in plan.joins
    where state.start(job, key: key(of: job), beside: neighbour) {
      kindOfJob[job.index] = Int8(kind)
    }
  }

  private func choices(_ order: [Int]) -> [RoundShares.Choice] {
    rounds.choose(
      order: order, capacities: table.capacities,
      size: { [sizeOfJob] in Int(sizeOfJob[$0.first]) },
      runs: { [table, requestOfJob, pairs] candidate, kind in
        let request = requestOfJob[candidate.first]
        guard let second = candidate.second else { return table.speed(request, kind) > 0 }
        return pairs!.canShare(request, requestOfJob[second], kind)
      }
    ).filter(\.hasShares)
  }

  private mutating func start(_ job: JobHandle, _ kind: Int, _ state: inout SchedulerState) {
    let chip = table.chips[kind] == .none ? table.chipCount : table.chips[kind].index
    for lane in state.lanes(of: job) where state.lane(lane).chip == chip {
      if state.start(job, key: key(of: job), on: lane, with: &placement) {
        kindOfJob[job.index] = Int8(kind)
        return
      }
    }
  }
}

/// Who goes on, who starts and who joins whom in a new round, so that as few jobs as possible stop.
///
/// A job that stays on its kind goes on. It also goes on when its partner leaves it or another joins it;
/// only of two partners that are to part and would both stay, the second stops.
struct RoundPlan {
  private(set) var stays: Set<JobHandle> = []
  private(set) var starts: [(job: JobHandle, kind: Int)] = []
  private(set) var joins: [(job: JobHandle, neighbour: JobHandle, kind: Int)] = []

  init(
    _ choices: [RoundShares.Choice], _ candidates: [RoundShares.Candidate],
    _ state: borrowing SchedulerState, _ kindOfJob: [Int8]
  ) {
    for choice in choices {
      let candidate = candidates[choice.candidate]
      let first = JobHandle(candidate.first)
      let second = candidate.second.map { JobHandle($0) }
      let (firstStays, secondStays) = (
        canStay(first, with: second, choice.kind, state, kindOfJob),
        second.map { canStay($0, with: first, choice.kind, state, kindOfJob) } ?? false
      )
      if firstStays { stays.insert(first) }
      guard let second else {
        if !firstStays { starts.append((first, choice.kind)) }
        continue
      }
      if firstStays, secondStays, state.partner(of: first) == second {
        stays.insert(second)
      } else if !firstStays, secondStays {
        stays.insert(second)
        joins.append((first, second, choice.kind))
      } else {
        if !firstStays { starts.append((first, choice.kind)) }
        joins.append((second, first, choice.kind))
      }
    }
  }

  /// Whether a job runs on the kind already, and beside nobody who stays but is not to be its partner.
  private func canStay(
    _ job: JobHandle, with partner: JobHandle?, _ kind: Int, _ state: borrowing SchedulerState,
    _ kindOfJob: [Int8]
  ) -> Bool {
    guard Int(kindOfJob[job.index]) == kind, state.isRunning(job) else { return false }
    guard let present = state.partner(of: job), present != partner else { return true }
    return !stays.contains(present)
  }
}
