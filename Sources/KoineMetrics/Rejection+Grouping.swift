import KoineEngine
import KoineModel

extension Rejection {
  /// The rejected jobs of a run by reason and by chips, most jobs first.
  ///
  /// The log says only that a job was rejected; why follows from its request and the cluster.
  /// - Complexity: O(jobs + rejected requests x nodes).
  static func groups(
    _ log: RunLog, _ workload: Workload, _ topology: Topology, _ acceptance: ChipAcceptance,
    _ powerLimit: PowerLimit? = nil
  ) -> [Rejection] {
    var jobsByRequest = [Int](repeating: 0, count: workload.requests.count)
    for job in log.state.indices where log.state[job] == .rejected {
      jobsByRequest[workload.request[job].index] += 1
    }
    var groups: [Rejection] = []
    var positions: [GroupKey: Int] = [:]
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
      let key = GroupKey(reason: cause.reason, chips: request.chips)
      if let position = positions[key] {
        groups[position].merge(cause, jobs: jobs)
      } else {
        positions[key] = groups.count
        groups.append(
          Rejection(
            reason: cause.reason,
            chips: request.chips == .none ? [] : workload.chipSelections[request.chips.index],
            jobs: jobs, asked: cause.asked...cause.asked, available: cause.available))
      }
    }
    // Stable, so that equal counts keep the order in which the workload first asks.
    return groups.enumerated().sorted {
      ($1.element.jobs, $0.offset) < ($0.element.jobs, $1.offset)
    }
    .map(\.element)
  }

  private mutating func merge(_ cause: RejectionCause, jobs more: Int) {
    jobs += more
    asked = min(asked.lowerBound, cause.asked)...max(asked.upperBound, cause.asked)
    available = max(available, cause.available)
  }

  private struct GroupKey: Hashable {
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
