public import KoineEngine
public import KoineModel

/// What must hold of every run, whatever the policy, checked from the log alone.
public struct RunAudit {
  let log: RunLog
  let workload: Workload
  let topology: Topology

  public init(_ log: RunLog, _ workload: Workload, _ topology: Topology) {
    self.log = log
    self.workload = workload
    self.topology = topology
  }

  /// What is wrong, in words; empty when nothing is.
  public var complaints: [String] {
    (0..<workload.count).flatMap { complaints(about: $0) } + capacityComplaints + totalComplaints
  }

  private func request(_ job: Int) -> Request { workload.requests[workload.request[job].index] }

  private func hasRun(_ job: Int) -> Bool { log.start[job].isReached }

  private func complaints(about job: Int) -> [String] {
    let expected: JobState
    if ObviousFit(topology, workload).holds(request(job)) {
      switch workload.ending[job] {
      case .completes: expected = .completed
      case .fails: expected = .failed
      case .isCancelled: expected = .cancelled
      }
    } else {
      expected = .rejected
    }
    var found: [String] = []
    if log.state[job] != expected {
      found.append("job \(job) is \(log.state[job]) and not \(expected): \(request(job))")
    }
    if log.state[job] == .rejected || !hasRun(job) {
      if log.start[job].isReached || log.finish[job].isReached || log.nodes[job] != 0
        || log.pool[job] != .none
      {
        found.append("job \(job) never ran and left traces")
      }
      return found
    }
    if log.start[job] < workload.submit[job] {
      found.append("job \(job) starts before it is there")
    }
    if log.finish[job] != log.start[job] + workload.duration[job] {
      found.append("job \(job) does not run for its duration")
    }
    return found + placeComplaints(about: job)
  }

  /// Chip, number of nodes and locality.
  private func placeComplaints(about job: Int) -> [String] {
    var found: [String] = []
    let request = request(job)
    let type = topology.nodeType(of: topology.pools[log.pool[job].index])
    if !request.parts.isEmpty { return found + partComplaints(about: job, request) }
    if request.chips != .none {
      let wanted = workload.chipSelections[request.chips.index].flatMap(topology.chips(named:))
      if !wanted.contains(type.chip) { found.append("job \(job) runs on the wrong chip") }
    }
    if request.accelerators > 0 && type.accelerators == 0 {
      found.append("job \(job) runs where there is no accelerator")
    }
    let mostNodes =
      request.localityIsRequired && request.locality >= .node || request.tasks == 1
      ? 1 : max(1, request.tasks > 0 ? request.tasks : request.accelerators)
    if !(1...mostNodes).contains(log.nodes[job]) {
      found.append("job \(job) runs on \(log.nodes[job]) nodes, \(mostNodes) at most")
    }
    if request.localityIsRequired, request.locality == .island,
      !type.islands.contains(where: { $0 >= request.accelerators })
    {
      found.append("job \(job) asks for an island and has none that is large enough")
    }
    return found
  }

  /// The first part is where the log says, and there is a node for each part at least.
  private func partComplaints(about job: Int, _ request: Request) -> [String] {
    let chip = topology.nodeType(of: topology.pools[log.pool[job].index]).chip
    var found: [String] = []
    if chip != self.chip(of: request.parts[0]) { found.append("job \(job) is not where it began") }
    if !(request.parts.count...Int(request.accelerators)).contains(Int(log.nodes[job])) {
      found.append("job \(job) of \(request.parts.count) parts runs on \(log.nodes[job]) nodes")
    }
    return found
  }

  /// The chip of a part of a mixed job, which names one that stands for itself.
  private func chip(of part: RequestPart) -> ChipHandle {
    topology.chips(named: workload.chipSelections[part.chips.index][0])[0]
  }

  /// Accelerators that a job takes of a chip, and their part of all it has.
  private func taken(_ job: Int, of chip: ChipHandle) -> Int64 {
    let request = request(job)
    if request.parts.isEmpty {
      let own = topology.nodeType(of: topology.pools[log.pool[job].index]).chip
      return own == chip ? Int64(request.accelerators) : 0
    }
    return request.parts.reduce(0) {
      $0 + (self.chip(of: $1) == chip ? Int64($1.accelerators) : 0)
    }
  }

  /// Nothing is ever given out twice: chip by chip, at every start.
  private var capacityComplaints: [String] {
    let chips = topology.chips.indices.map { ChipHandle($0) } + [.none]
    return chips.flatMap { chip in
      let pools = topology.pools.filter { topology.nodeType(of: $0).chip == chip }
      let jobs = (0..<workload.count).filter {
        hasRun($0)
          && (taken($0, of: chip) > 0
            || topology.nodeType(of: topology.pools[log.pool[$0].index]).chip == chip)
      }
      func complaint(
        _ what: String, has: (NodeType) -> Int64, takes: (Request) -> Int64
      ) -> String? {
        let amounts = pools.map { (has(topology.nodeType(of: $0)), Int64($0.nodes.count)) }
        if amounts.contains(where: { $0.0 == .max }) { return nil }
        let capacity = amounts.reduce(0) { $0 + $1.0 * $1.1 }
        // A job of no length is gone when others start in a later round of its instant: the log does not
        // tell the rounds apart, so that such jobs are left out.
        let overfull = jobs.first { job in
          let instant = log.start[job]
          let there = jobs.filter { log.start[$0] <= instant && instant < log.finish[$0] }
          return there.reduce(0) { sum, job in
            let request = request(job)
            if request.parts.isEmpty { return sum + takes(request) }
            let whole = Int64(request.accelerators)
            return sum + takes(request) * taken(job, of: chip) / whole
          } > capacity
        }
        return overfull.map { "\(what) of chip \(chip.rawValue) overfull when job \($0) starts" }
      }
      return [
        complaint("accelerators", has: { Int64($0.accelerators) * 1000 }) {
          $0.accelerators_milli
        },
        complaint("processors", has: \.cpu_milli) { $0.cpu_milli },
        complaint("memory", has: \.memory_mib) { $0.memory_mib },
      ].compactMap { $0 }
    }
  }

  private var totalComplaints: [String] {
    var found: [String] = []
    if !log.ledger.isBalanced { found.append("the ledger does not add up") }
    let started = (0..<workload.count).filter(hasRun)
    if log.decisions != started.count { found.append("decisions are not the jobs started") }
    if log.events != workload.count + started.count {
      found.append("events are not the arrivals and ends")
    }
    let work = started.reduce(Int128(0)) {
      $0 + Int128(request($1).accelerators_milli) * Int128(workload.duration[$1].nanoseconds)
    }
    if work != log.ledger.total(.productive) + log.ledger.total(.lost) {
      found.append("the work in the ledger is not the work of the jobs")
    }
    let ends = log.finish.filter(\.isReached) + workload.submit
    if let last = ends.max(), log.end != last { found.append("the run ends at \(log.end)") }
    if let first = workload.submit.first, log.begin != first { found.append("a wrong begin") }
    return found
  }
}
