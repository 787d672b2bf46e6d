public import KoineEngine
public import KoineModel
import KoinePerformance

/// What a run did for one service: a sweep over the times at which its load or its replicas change.
///
/// Requests are a fluid: the load spreads evenly over the replicas that run, and what they cannot take
/// is not served. Single requests, on the same clock, would replace the sweep and nothing else.
public struct ServiceAccount: Sendable {
  private let deployment: ServiceDeployment
  /// Starts and ends of replicas, in time order.
  private var changes: [(time: Instant, change: Int)] = []
  private let jobs: [Int]
  /// Replicas that never started and that the load wanted to the end of the run.
  private let waiting: [Int]
  /// Replicas that were stopped and waited to start again when the load or the run had no more use for
  /// them, with what became of them.
  private let stopped: [(job: Int, state: JobState)]
  private let begin: Instant
  private let end: Instant
  private var sums = Sums()
  /// Idle nanoseconds of a replica up to each boundary of the sweep.
  private var boundaries: [Instant] = []
  private var idle_ns: [Double] = []

  private struct Sums {
    var offered = 0.0
    var served = 0.0
    var firstToken_s = 0.0
    var outputToken_s = 0.0
    var replica_s = 0.0
    var wanted_s = 0.0
    var idle_s = 0.0
  }

  /// - Complexity: O((load changes + replicas) x log batch x layers).
  public init(
    of handle: ServiceHandle, _ deployment: ServiceDeployment, _ workload: Workload, _ log: RunLog
  ) {
    self.deployment = deployment
    begin = log.begin
    end = log.end
    jobs = workload.service.indices.filter {
      workload.service[$0] == handle && log.start[$0].isReached
    }
    waiting = workload.service.indices.filter {
      workload.service[$0] == handle && log.state[$0] == .cancelled
        && !log.start[$0].isReached && workload.stop[$0] >= log.end
    }
    stopped = log.gaps.compactMap { gap in
      let job = gap.job.index
      guard workload.service[job] == handle, log.state[job] == .cancelled,
        log.finish[job] == gap.end
      else { return nil }
      if workload.stop[job] >= log.end { return (job, .waiting) }
      return gap.isFailure ? (job, .failed) : nil
    }
    for job in jobs {
      changes.append((log.start[job], 1))
      changes.append((min(log.finish[job], log.end), -1))
    }
    for gap in log.gaps where workload.service[gap.job.index] == handle {
      changes.append((gap.begin, -1))
      changes.append((min(gap.end, log.end), 1))
    }
    changes.sort { $0.time < $1.time }
    sweep()
  }

  private mutating func sweep() {
    var now = begin
    var replicas = 0
    var next = 0
    boundaries.append(now)
    idle_ns.append(0)
    while now < end {
      while next < changes.count && changes[next].time <= now {
        replicas += changes[next].change
        next += 1
      }
      var until = min(end, deployment.service.load.change(after: now))
      until = min(until, deployment.plan.change(after: now))
      if next < changes.count { until = min(until, changes[next].time) }
      add(replicas, from: now, until)
      now = until
    }
  }

  private mutating func add(_ replicas: Int, from start: Instant, _ stop: Instant) {
    let span_s = (stop - start).seconds
    let load = deployment.service.load.rate(at: start)
    let unserved = deployment.plan.unserved(load_requests_per_s: load, replicas: replicas)
    let served = load - unserved
    let idle = 1 - deployment.plan.busyShare(load_requests_per_s: load, replicas: replicas)
    sums.offered += load * span_s
    sums.served += served * span_s
    sums.replica_s += Double(replicas) * span_s
    sums.wanted_s += Double(deployment.plan.wanted(at: start)) * span_s
    sums.idle_s += Double(replicas) * idle * span_s
    if served > 0 {
      let point = deployment.capacity.point(load_requests_per_s: served / Double(replicas))
      sums.firstToken_s += point.timeToFirstToken_s * served * span_s
      sums.outputToken_s += point.timePerOutputToken_s * served * span_s
    }
    boundaries.append(stop)
    idle_ns.append(idle_ns[idle_ns.count - 1] + idle * Double((stop - start).nanoseconds))
  }

  /// How the service did.
  public func usage(on topology: Topology) -> ServiceUsage {
    let span_s = (end - begin).seconds
    func mean(_ sum: Double) -> Double { span_s > 0 ? sum / span_s : 0 }
    let isGenerative = deployment.capacity.work.isGenerative
    return ServiceUsage(
      name: deployment.service.name, model: deployment.service.model,
      chip: topology.chips[deployment.chip.index].key,
      acceleratorsPerReplica: deployment.capacity.replica.accelerators,
      meanReplicas: mean(sums.replica_s), meanWanted: mean(sums.wanted_s),
      offeredRequests: sums.offered, servedRequests: sums.served,
      timeToFirstToken_s: sums.served > 0 ? sums.firstToken_s / sums.served : nil,
      timePerOutputToken_s: isGenerative && sums.served > 0
        ? sums.outputToken_s / sums.served : nil,
      tokens_per_s: isGenerative
        ? mean(sums.served) * Double(deployment.service.outputTokens) : nil,
      idleShare: sums.replica_s > 0 ? sums.idle_s / sums.replica_s : 0,
      estimates: deployment.capacity.estimates)
  }

  /// Moves the time in which replicas had no load from productive to reserved but idle, and tells those
  /// that the end of the run took back while they waited as waiting, and those that a failure of a node
  /// stopped for good as failed.
  ///
  /// Replicas whose work was lost stay lost.
  public func charge(_ log: inout RunLog, _ workload: Workload) {
    for job in waiting { log.state[job] = .waiting }
    if log.idle.isEmpty {
      log.idle = Array(repeating: .zero, count: log.state.count)
    }
    var gapTime: [Int: Double] = [:]
    for gap in log.gaps {
      gapTime[gap.job.index, default: 0] += idleTime(until: gap.end) - idleTime(until: gap.begin)
    }
    for job in jobs where log.state[job] != .failed {
      var idle = idleTime(until: min(log.finish[job], log.end)) - idleTime(until: log.start[job])
      idle -= gapTime[job] ?? 0
      // Restoring is no idle time, and what a failure took back is lost already.
      if !log.working.isEmpty { idle = min(idle, Double(log.working[job].nanoseconds)) }
      log.idle[job] = Interval(nanoseconds: Int64(idle.rounded(.down)))
      let milli = Int128(workload.requests[workload.request[job].index].accelerators_milli)
      let amount = milli * Int128(Int64(idle.rounded(.down)))
      log.ledger[log.pool[job], .productive] -= amount
      log.ledger[log.pool[job], .reservedIdle] += amount
    }
    for (job, state) in stopped {
      log.state[job] = state
      if state == .waiting { log.finish[job] = .never }
    }
  }

  /// Replicas start and end at boundaries of the sweep.
  private func idleTime(until time: Instant) -> Double {
    var low = 0
    var high = boundaries.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if boundaries[middle] <= time { low = middle } else { high = middle }
    }
    return idle_ns[low]
  }
}
