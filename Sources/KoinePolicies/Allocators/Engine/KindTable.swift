import KoineEngine
import KoineModel

/// The kinds of chips of a cluster as an allocator counts them, and how fast each request runs on each.
struct KindTable {
  /// Kinds of chips, the one that is faster for most requests first.
  private(set) var chips: [ChipHandle] = []
  private(set) var capacities: [Int] = []
  /// Chips of the topology: the number under which lanes know nodes that name no chip.
  let chipCount: Int
  private(set) var rents_per_h: [Double] = []
  /// Request by request, one figure per kind, in units of work per second; of a request whose duration
  /// is given, 1 wherever it may run, so that a unit is a second.
  private(set) var speeds: [Double] = []

  /// - Complexity: O(requests x pools).
  init(_ workload: Workload, _ topology: Topology, _ speeds: (any SpeedSource)?) {
    chipCount = topology.chips.count
    chips = (topology.chips.indices.map { ChipHandle($0) } + [.none]).filter { chip in
      topology.pools.contains {
        let type = topology.nodeType(of: $0)
        return type.chip == chip && type.accelerators > 0
      }
    }
    let found = workload.requests.map { request in
      chips.map { Self.speed(of: request, on: $0, workload, topology, speeds) }
    }
    let order = Self.order(found, kinds: chips.count)
    chips = order.map { chips[$0] }
    self.speeds = found.flatMap { row in order.map { row[$0] } }
    capacities = chips.map { chip in
      topology.pools.reduce(0) { sum, pool in
        let type = topology.nodeType(of: pool)
        return type.chip == chip ? sum + pool.nodes.count * type.accelerators : sum
      }
    }
    let rents = chips.map {
      $0 == .none ? nil : topology.chips[$0.index].rent_cny_per_hour?.value
    }
    // A kind without a known rent has no price to be weighed by: then all cost the same.
    rents_per_h = rents.contains { $0 == nil } ? chips.map { _ in 1 } : rents.map { $0! }
  }

  func speed(_ request: Int32, _ kind: Int) -> Double {
    speeds[Int(request) * chips.count + kind]
  }

  func speeds(of request: RequestHandle) -> ArraySlice<Double> {
    speeds[request.index * chips.count..<(request.index + 1) * chips.count]
  }

  /// Kinds by the sum over all requests of their speed, each as a part of the request's best.
  private static func order(_ speeds: [[Double]], kinds: Int) -> [Int] {
    var score = [Double](repeating: 0, count: kinds)
    for row in speeds {
      let best = row.max() ?? 0
      guard best > 0 else { continue }
      for kind in 0..<kinds { score[kind] += row[kind] / best }
    }
    return (0..<kinds).sorted { (score[$1], $0) < (score[$0], $1) }
  }

  private static func speed(
    of request: Request, on chip: ChipHandle, _ workload: Workload, _ topology: Topology,
    _ speeds: (any SpeedSource)?
  ) -> Double {
    if request.chips != .none {
      let wanted = workload.chipSelections[request.chips.index]
      guard wanted.contains(where: { topology.chips(named: $0).contains(chip) }) else { return 0 }
    }
    guard request.work != .none else { return 1 }
    guard
      let found = speeds?.speed(
        of: workload.works[request.work.index], accelerators: Int(request.accelerators),
        on: largestPool(of: chip, topology), spread: topology.widestSpread)
    else { return 0 }
    return 1e9 / found.unit_ns
  }

  /// The pool of a kind that has the largest nodes.
  static func largestPool(of chip: ChipHandle, _ topology: Topology) -> PoolHandle {
    let pools = topology.pools.indices.filter {
      topology.nodeType(of: topology.pools[$0]).chip == chip
    }
    return PoolHandle(
      pools.max {
        topology.nodeType(of: topology.pools[$0]).accelerators
          < topology.nodeType(of: topology.pools[$1]).accelerators
      }!)
  }
}
