import KoineEngine
import KoineModel

/// How much each thing counts when a chip is chosen.
struct ChipWeights {
  var speed: Double
  var energy: Double
  var rent: Double
  var scarcity: Double
  var limit: Double
}

/// How well each kind of chip suits each request of a workload.
///
/// All are parts above the best chip that the request accepts: 0 for the best, 1 for twice as much.
/// Energy and rent are those of the accelerators for the same work; where the figure of one accepted
/// chip is unknown they count for none, so that nobody is preferred for what is not known of others.
struct ChipScores {
  private let workload: Workload
  private let topology: Topology
  /// Time of the same work by request and chip, relative to each other; `nil` where it cannot run.
  private(set) var time: [[Double?]] = []
  /// By chip, what others lose without it, weighted by what they ask for, over its accelerators.
  private var need: [Double] = []
  /// By request and chip, its own part of that.
  private var ownNeed: [[Double]] = []

  init(_ workload: Workload, _ topology: Topology, _ speeds: (any SpeedSource)?) {
    self.workload = workload
    self.topology = topology
    time = workload.requests.map { Self.times(of: $0, workload, topology, speeds) }
    addNeeds()
  }

  private static func times(
    of request: Request, _ workload: Workload, _ topology: Topology,
    _ speeds: (any SpeedSource)?
  ) -> [Double?] {
    var accepted = topology.chips.indices.map { ChipHandle($0) }
    if request.chips != .none {
      accepted = workload.chipSelections[request.chips.index].flatMap(topology.chips(named:))
    }
    let capacity = topology.acceleratorsByChip
    if !request.parts.isEmpty { return topology.chips.map { _ in nil } }
    return topology.chips.indices.map { index in
      guard accepted.contains(ChipHandle(index)), capacity[index] >= Int(request.accelerators)
      else { return nil }
      if request.work == .none { return 1 }
      let pools = topology.pools.indices.filter {
        topology.nodeType(of: topology.pools[$0]).chip == ChipHandle(index)
      }
      let times = pools.compactMap { pool in
        let size = topology.nodeType(of: topology.pools[pool]).accelerators
        return speeds?.speed(
          of: workload.works[request.work.index], accelerators: Int(request.accelerators),
          on: PoolHandle(pool),
          spread: Int(request.accelerators) <= size ? .node : topology.widestSpread)?.unit_ns
      }
      return times.min()
    }
  }

  /// A job needs a chip by the part of its speed that it would lose without it: all of it where
  /// nothing else will do. Plain durations are the same everywhere.
  private mutating func addNeeds() {
    var jobs = Array(repeating: 0.0, count: workload.requests.count)
    // By number: unoptimised, a step of an array's iterator allocates.
    for job in 0..<workload.count { jobs[workload.request[job].index] += 1 }
    let total = zip(jobs, workload.requests).reduce(0) {
      $0 + $1.0 * Double($1.1.accelerators_milli) / 1000
    }
    let capacity = topology.acceleratorsByChip
    let all = max(1, capacity.reduce(0, +))
    need = Array(repeating: 0, count: topology.chips.count)
    for (index, request) in workload.requests.enumerated() {
      // Its part of the work, in accelerators of the cluster.
      let amount =
        jobs[index] * Double(request.accelerators_milli) / 1000 / max(total, 1) * Double(all)
      let own = topology.chips.indices.map { chip -> Double in
        guard let here = time[index][chip] else { return 0 }
        let elsewhere = time[index].enumerated().compactMap { $0.offset == chip ? nil : $0.element }
        let loss = elsewhere.min().map { max(0, 1 - here / $0) } ?? 1
        return amount * loss / Double(max(1, capacity[chip]))
      }
      ownNeed.append(own)
      for chip in own.indices { need[chip] += own[chip] }
    }
  }

  /// What a chip counts for a request; `nil` where it will not do.
  func score(_ request: Int, _ chip: Int, _ weights: ChipWeights) -> Double? {
    guard time[request][chip] != nil else { return nil }
    let accepted = topology.chips.indices.filter { time[request][$0] != nil }
    func above(_ amount: (Int) -> Double?) -> Double {
      var least = Double.infinity
      for other in accepted {
        guard let value = amount(other), value > 0 else { return 0 }
        least = min(least, value)
      }
      return amount(chip)! / least - 1
    }
    let energy = above { other in
      (topology.chips[other].busy_w ?? topology.chips[other].tdp_w).map {
        $0.value * time[request][other]!
      }
    }
    let rent = above { other in
      topology.chips[other].rent_cny_per_hour.map { $0.value * time[request][other]! }
    }
    let others = min(1, max(0, need[chip] - ownNeed[request][chip]))
    return weights.speed * above { time[request][$0] } + weights.energy * energy
      + weights.rent * rent + weights.scarcity * others
  }

  /// The chips of each request, least score first, equal ones in the order of the topology.
  func preference(_ weights: ChipWeights) -> ChipPreference {
    ChipPreference(
      order: workload.requests.indices.map { request in
        let scores = topology.chips.indices.compactMap { chip in
          score(request, chip, weights).map { (score: $0, chip: chip) }
        }
        let best = scores.map(\.score).min() ?? 0
        return scores.filter { $0.score <= best + weights.limit }
          .sorted { ($0.score, $0.chip) < ($1.score, $1.chip) }.map { ChipHandle($0.chip) }
      })
  }
}
