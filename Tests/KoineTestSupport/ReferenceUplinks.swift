/// Strict FIFO on nodes of one accelerator, lowest node first, with uplinks shared by max-min
/// fairness: everything is worked out anew at every event, in floating-point seconds.
public struct ReferenceUplinks {
  public struct Job {
    public var submit_s: Double
    public var accelerators: Int
    /// Time of the work when nobody else is on the network.
    public var work_s: Double
    public var wants_gb_s: Double

    public init(submit_s: Double, accelerators: Int, work_s: Double, wants_gb_s: Double) {
      self.submit_s = submit_s
      self.accelerators = accelerators
      self.work_s = work_s
      self.wants_gb_s = wants_gb_s
    }
  }

  private struct Running {
    var job: Int
    var nodes: [Int]
    var racks: Set<Int>
    var left_s: Double
    var share = 1.0
  }

  private let jobs: [Job]
  private let nodesPerRack: Int
  private let uplink_gb_s: Double
  private var isFree: [Bool]
  private var running: [Running] = []

  public init(_ jobs: [Job], racks: Int, nodesPerRack: Int, uplink_gb_s: Double) {
    self.jobs = jobs
    self.nodesPerRack = nodesPerRack
    self.uplink_gb_s = uplink_gb_s
    isFree = Array(repeating: true, count: racks * nodesPerRack)
  }

  /// When each job ends, in seconds.
  public mutating func finishes() -> [Double] {
    var finishes = [Double](repeating: .infinity, count: jobs.count)
    var now = 0.0
    var next = 0
    while next < jobs.count || !running.isEmpty {
      let end = running.map { now + $0.left_s / $0.share }.min() ?? .infinity
      let canArrive = next < jobs.count && jobs[next].accelerators <= isFree.count(where: \.self)
      let begin = canArrive ? max(now, jobs[next].submit_s) : .infinity
      let time = min(begin, end)
      for index in running.indices { running[index].left_s -= (time - now) * running[index].share }
      now = time
      for ended in running where ended.left_s <= 1e-9 {
        finishes[ended.job] = now
        for node in ended.nodes { isFree[node] = true }
      }
      running.removeAll { $0.left_s <= 1e-9 }
      while next < jobs.count && jobs[next].submit_s <= now
        && jobs[next].accelerators <= isFree.count(where: \.self)
      {
        start(next)
        next += 1
      }
      share()
    }
    return finishes
  }

  private mutating func start(_ job: Int) {
    let nodes = Array(isFree.indices.filter { isFree[$0] }.prefix(jobs[job].accelerators))
    for node in nodes { isFree[node] = false }
    let racks = Set(nodes.map { $0 / nodesPerRack })
    running.append(
      Running(
        job: job, nodes: nodes, racks: racks.count > 1 ? racks : [], left_s: jobs[job].work_s))
  }

  /// Raises everybody together until a wish or an uplink stops some, and again with the rest.
  private mutating func share() {
    var given = running.map { $0.racks.isEmpty ? jobs[$0.job].wants_gb_s : 0 }
    var open = Set(running.indices.filter { !running[$0].racks.isEmpty })
    while !open.isEmpty {
      var step = open.map { jobs[running[$0].job].wants_gb_s - given[$0] }.min()!
      for rack in 0..<isFree.count / nodesPerRack {
        let sharers = running.indices.filter { running[$0].racks.contains(rack) }
        let openSharers = sharers.filter(open.contains)
        if openSharers.isEmpty { continue }
        let left = uplink_gb_s - sharers.reduce(0) { $0 + given[$1] }
        step = min(step, left / Double(openSharers.count))
      }
      for index in open { given[index] += step }
      let full = (0..<isFree.count / nodesPerRack).filter { rack in
        running.indices.filter { running[$0].racks.contains(rack) }
          .reduce(0) { $0 + given[$1] } >= uplink_gb_s - 1e-9
      }
      open = open.filter {
        jobs[running[$0].job].wants_gb_s - given[$0] > 1e-9
          && running[$0].racks.isDisjoint(with: full)
      }
    }
    for index in running.indices {
      running[index].share = given[index] / jobs[running[index].job].wants_gb_s
    }
  }
}
