import KoineEngine
import KoineModel

extension Rejection {
  /// The rejected jobs of a run by reason and by chips, most jobs first.
  ///
  /// The log says only that a job was rejected; why follows from its request and the cluster.
  /// - Complexity: O(jobs + rejected requests x nodes).
  static func groups(
    _ log: RunLog, _ workload: Workload, _ topology: Topology, _ acceptance: ChipAcceptance,
    _ powerLimit: PowerLimit? = nil, queues: QueueTree? = nil
  ) -> [Rejection] {
    var jobsByRequest = [Int](repeating: 0, count: workload.requests.count)
    var groups = RejectionGroups(workload)
    let quota = queues.map { ($0, $0.mostPerJob_milli, $0.queue(ofTenants: workload.tenantNames)) }
    for job in log.state.indices where log.state[job] == .rejected {
      let request = workload.requests[workload.request[job].index]
      if let (tree, most_milli, queueOfTenant) = quota {
        let queue = queueOfTenant[workload.tenant[job].index]
        if request.accelerators_milli > most_milli[queue] {
          let cause = RejectionCause(
            reason: .aboveQuota(queue: tree.queues[queue].name), asked: Int64(request.accelerators),
            available: max(0, most_milli[queue]) / 1000)
          groups.add(cause, request, jobs: 1)
          continue
        }
      }
      jobsByRequest[workload.request[job].index] += 1
    }
    let limits = ClusterLimits(topology)
    for (index, jobs) in jobsByRequest.enumerated() where jobs > 0 {
      let whole = workload.requests[index]
      var (request, cause) = limits.firstCause(of: whole, acceptance)
      if cause.reason == .noCombination, let powerLimit,
        let asked_mw = limits.leastPower_mw(of: whole, acceptance, powerLimit),
        asked_mw > powerLimit.room_mw
      {
        cause = RejectionCause(
          reason: .tooMuchPower, asked: asked_mw, available: powerLimit.room_mw)
      }
      if cause.reason == .noCombination,
        let why = limits.circuitRefusal(of: request, accepted: acceptance.chips(for: request))
      {
        cause.reason = .circuitsCannotJoin(why)
      }
      if whole.work != .none && cause.reason == .noCombination {
        cause.reason = .workCannotRun(model: workload.works[whole.work.index].model)
        cause.asked = Int64(whole.accelerators)
        request = whole
      }
      groups.add(cause, request, jobs: jobs)
    }
    return groups.mostFirst
  }

  fileprivate mutating func merge(_ cause: RejectionCause, jobs more: Int) {
    jobs += more
    asked = min(asked.lowerBound, cause.asked)...max(asked.upperBound, cause.asked)
    available = max(available, cause.available)
  }
}

/// Rejections while they are collected.
private struct RejectionGroups {
  let workload: Workload
  private var groups: [Rejection] = []
  private var positions: [Key: Int] = [:]

  init(_ workload: Workload) { self.workload = workload }

  mutating func add(_ cause: RejectionCause, _ request: Request, jobs: Int) {
    let key = Key(reason: cause.reason, chips: request.chips)
    if let position = positions[key] { return groups[position].merge(cause, jobs: jobs) }
    positions[key] = groups.count
    groups.append(
      Rejection(
        reason: cause.reason,
        chips: request.chips == .none ? [] : workload.chipSelections[request.chips.index],
        jobs: jobs, asked: cause.asked...cause.asked, available: cause.available))
  }

  /// Stable, so that equal counts keep the order in which the workload first asks.
  var mostFirst: [Rejection] {
    groups.enumerated().sorted { ($1.element.jobs, $0.offset) < ($0.element.jobs, $1.offset) }
      .map(\.element)
  }

  private struct Key: Hashable {
    var reason: RejectionReason
    var chips: ChipSelectionHandle
  }
}

/// What one request asks for too much of.
struct RejectionCause {
  var reason: RejectionReason
  var asked: Int64
  var available: Int64
}
