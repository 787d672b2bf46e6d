public import KoineEngine
public import KoineModel

/// What must hold of a run whose jobs are stopped, fail and go on, checked from the log alone.
public struct ChaosAudit {
  let log: RunLog
  let workload: Workload
  /// Whether all nodes keep their full pace, so that work takes exactly as long as it is.
  let hasFullPace: Bool

  public init(_ log: RunLog, _ workload: Workload, hasFullPace: Bool) {
    self.log = log
    self.workload = workload
    self.hasFullPace = hasFullPace
  }

  /// What is wrong, in words; empty when nothing is.
  public var complaints: [String] {
    (0..<workload.count).flatMap { complaints(about: $0) } + totalComplaints
  }

  private func milli(_ job: Int) -> Int128 {
    Int128(workload.requests[workload.request[job].index].accelerators_milli)
  }

  private func complaints(about job: Int) -> [String] {
    var found: [String] = []
    let (state, attempts) = (log.state[job], Int(log.attempts[job]))
    if state == .pending || state == .running { found.append("job \(job) is \(state)") }
    if (attempts > 0) != log.start[job].isReached { found.append("job \(job) hides its start") }
    guard attempts > 0 else { return found }
    if log.start[job] < workload.submit[job] { found.append("job \(job) starts too early") }
    guard log.finish[job].isReached else { return found }
    let stay = log.finish[job] - workload.submit[job]
    if log.held[job] + log.waited[job] != stay {
      found.append("job \(job) neither waits nor runs for \(stay) as it should")
    }
    if log.working[job] > log.held[job] { found.append("job \(job) works more than it runs") }
    if state == .completed {
      let (worked, asked) = (log.working[job], workload.duration[job])
      if hasFullPace ? worked != asked : worked < asked {
        found.append("job \(job) worked \(worked.nanoseconds) ns of \(asked.nanoseconds)")
      }
    }
    return found
  }

  private var totalComplaints: [String] {
    var found: [String] = []
    if !log.ledger.isBalanced { found.append("the ledger does not add up") }
    if log.ledger.rows.joined().contains(where: { $0 < 0 }) {
      found.append("a class of the ledger is negative")
    }
    let attempts = log.attempts.reduce(0) { $0 + Int($1) }
    if attempts != log.decisions { found.append("decisions are not the attempts") }
    let working = log.working.indices.reduce(Int128(0)) {
      $0 + milli($1) * Int128(log.working[$1].nanoseconds)
    }
    let advancing =
      log.ledger.total(.productive) + log.ledger.total(.imbalance)
      + log.ledger.total(.communication)
    if working != advancing { found.append("the ledger has \(advancing) of work, jobs \(working)") }
    let held = log.held.indices.reduce(Int128(0)) {
      $0 + milli($1) * Int128(log.held[$1].nanoseconds)
    }
    let allocated =
      advancing + log.ledger.total(.lost) + log.ledger.total(.checkpoint)
      + log.ledger.total(.reconfiguration)
    if held != allocated { found.append("the ledger has \(allocated) in use, jobs \(held)") }
    return found
  }
}

/// Random changes of the nodes of a cluster, all of them over before the end.
public struct RandomFaults: Sendable {
  public private(set) var changes: [FaultSchedule.Change] = []

  /// - Parameter hasPaces: whether nodes slow down and hang too.
  public init(on topology: Topology, seed: UInt64, hasPaces: Bool) {
    var random = SplitMix64(seed: seed &* 0x9E37)
    for _ in 0..<random.integer(in: 1...30) {
      let node = NodeHandle(random.integer(in: 0...topology.nodeCount - 1))
      let begin = random.integer(in: 0...80)
      let end = begin + random.integer(in: 0...40)
      let (first, last) = Self.kinds(&random, hasPaces)
      changes.append(FaultSchedule.Change(time: .second(begin), node: node, first))
      changes.append(FaultSchedule.Change(time: .second(end), node: node, last))
    }
    // Whatever overlapped, all nodes end as they began.
    for node in 0..<topology.nodeCount {
      for kind in [FaultSchedule.Kind.isNoSpare, .pace(compute_ppm: 1_000_000)] {
        changes.append(
          FaultSchedule.Change(time: .second(200), node: NodeHandle(node), kind))
      }
      changes.append(
        FaultSchedule.Change(
          time: .second(200), node: NodeHandle(node), .portPace(network_ppm: 1_000_000)))
    }
  }

  public var schedule: FaultSchedule { FaultSchedule(changes) }

  private static func kinds(
    _ random: inout SplitMix64, _ hasPaces: Bool
  ) -> (FaultSchedule.Kind, FaultSchedule.Kind) {
    switch random.integer(in: 0...(hasPaces ? 6 : 4)) {
    case 0, 1, 2: (.fails, .isRepaired)
    case 3: (.drains, .isOpen)
    case 4: (.becomesSpare, .isNoSpare)
    case 5:
      (
        .pace(compute_ppm: Int32(random.pick([0, 300_000, 800_000]))), .pace(compute_ppm: 1_000_000)
      )
    default:
      (
        .portPace(network_ppm: Int32(random.pick([250_000, 500_000]))),
        .portPace(network_ppm: 1_000_000)
      )
    }
  }
}

/// What running jobs hold at one instant, checked from outside.
public enum HoldingAudit {
  /// What is wrong with `holdings` on a cluster whose nodes marked in `isDown` are down.
  public static func complaints(
    _ holdings: [Holding], on topology: Topology, isDown: Set<Int> = []
  ) -> [String] {
    var found: [String] = []
    var used: [Int: [Int]] = [:]
    for holding in holdings {
      let node = holding.node.index
      if isDown.contains(node) { found.append("\(holding.job) runs on the failed node \(node)") }
      let pool = topology.pools.first { $0.nodes.contains(node) }!
      let size = topology.nodeType(of: pool).accelerators
      var shares = used[node] ?? Array(repeating: 0, count: 64)
      for slot in 0..<64 where holding.slots >> UInt64(slot) & 1 == 1 {
        shares[slot] += holding.share_milli
        if slot >= size { found.append("node \(node) has no slot \(slot)") }
        if shares[slot] > 1000 { found.append("slot \(slot) of node \(node) is used twice") }
      }
      used[node] = shares
    }
    return found
  }
}
