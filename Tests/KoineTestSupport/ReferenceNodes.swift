public import KoineModel

/// A slow and obvious scheduler of equal nodes of several accelerators: orders, three placements, and
/// no backfilling or skipping. What is known of a job is looked up afresh at every pass.
///
/// Definitions: `Request.tasks` (one task if a node holds it, else as many full nodes as possible and
/// one remainder), and the `meaning` of each order and placement. Ties go to the job that came first
/// and to the node with the lowest number.
public struct ReferenceNodes {
  /// The rule by which a task finds its node.
  public enum Rule: String, CaseIterable, Sendable {
    case first = "first-fit"
    case best = "best-fit"
    case worst = "worst-fit"
  }

  let workload: Workload
  let nodeSize: Int
  let rule: Rule
  let skips: Bool
  /// Whether the first job is to be considered before the second, now.
  let precedes: (_ a: Int, _ b: Int, _ now: Instant) -> Bool
  private var free: [Int]
  private var held: [Int: [(node: Int, accelerators: Int)]] = [:]
  private var waiting: [Int] = []
  public private(set) var start: [Instant]

  public init(
    _ workload: Workload, nodes: Int, of nodeSize: Int, rule: Rule, skips: Bool,
    precedes: @escaping (_ a: Int, _ b: Int, _ now: Instant) -> Bool
  ) {
    self.workload = workload
    self.nodeSize = nodeSize
    self.rule = rule
    self.skips = skips
    self.precedes = precedes
    free = Array(repeating: nodeSize, count: nodes)
    start = Array(repeating: .never, count: workload.count)
  }

  public mutating func run() {
    var arrived = 0
    while true {
      let ends = held.keys.map { (job: $0, at: start[$0] + workload.duration[$0]) }
      let arrival = arrived < workload.count ? workload.submit[arrived] : .never
      let now = min(arrival, ends.map(\.at).min() ?? .never)
      if now == .never { return }
      for end in ends where end.at == now { giveBack(end.job) }
      while arrived < workload.count, workload.submit[arrived] == now {
        if fitsIdle(arrived) { waiting.append(arrived) }
        arrived += 1
      }
      pass(now)
    }
  }

  private mutating func pass(_ now: Instant) {
    let ranked = waiting.sorted { a, b in
      precedes(a, b, now) || !precedes(b, a, now) && a < b
    }
    for job in ranked {
      if let places = places(for: job, in: free) {
        for place in places { free[place.node] -= place.accelerators }
        held[job] = places
        start[job] = now
        waiting.removeAll { $0 == job }
      } else if !skips {
        return
      }
    }
  }

  private mutating func giveBack(_ job: Int) {
    for place in held.removeValue(forKey: job)! { free[place.node] += place.accelerators }
  }

  private func fitsIdle(_ job: Int) -> Bool {
    places(for: job, in: free.map { _ in nodeSize }) != nil
  }

  private func tasks(of job: Int) -> [Int] {
    let request = workload.requests[workload.request[job].index]
    let wanted = Int(request.accelerators)
    if request.tasks > 0 {
      return Array(repeating: wanted / Int(request.tasks), count: Int(request.tasks))
    }
    if wanted <= nodeSize { return [wanted] }
    let full = Array(repeating: nodeSize, count: wanted / nodeSize)
    return wanted % nodeSize == 0 ? full : full + [wanted % nodeSize]
  }

  private func places(for job: Int, in free: [Int]) -> [(node: Int, accelerators: Int)]? {
    var free = free
    var places: [(node: Int, accelerators: Int)] = []
    for size in tasks(of: job) {
      let holders = free.indices.filter { free[$0] >= size }
      // `min` and `max` give the first and the last of equals, hence the tie by number.
      let node: Int? =
        switch rule {
        case .first: holders.first
        case .best: holders.min { (free[$0], $0) < (free[$1], $1) }
        case .worst: holders.min { (-free[$0], $0) < (-free[$1], $1) }
        }
      guard let node else { return nil }
      free[node] -= size
      places.append((node, size))
    }
    return places
  }
}
