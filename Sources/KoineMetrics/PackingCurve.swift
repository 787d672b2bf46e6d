public import KoineEngine
public import KoineModel

/// How full and how fragmented a cluster is while jobs that never end arrive, as curves over what
/// the arrivals have asked for so far, in percent of the cluster's accelerators.
///
/// There is a sample after every arrival, placed or not. The value at N is the mean of the samples
/// at which the arrivals have asked for N percent, rounded to whole percent; where there is none,
/// of those at N - 1 and N + 1. Source: Weng et al., "Beware of Fragmentation", ATC 2023, and the
/// analysis scripts of its public simulator.
public struct PackingCurve: Hashable, Sendable {
  /// Accelerators in use at N = 0, 1, ..., percent of all; `nil` where there is no sample.
  public var allocation_percent: [Double?]
  /// Free accelerators that the typical task could not use, percent of all.
  public var fragmentation_percent: [Double?]
  /// Jobs that arrived, and those that found room.
  public var arrived: Int
  public var placed: Int

  /// - Parameters:
  ///   - holdings: what the placed jobs hold, job by job.
  ///   - typical: the tasks by which fragmentation is judged.
  ///   - limit_percent: the last N.
  /// - Complexity: O(tasks x typical tasks x accelerators per node).
  public init(
    _ arrivals: Workload, _ holdings: [Holding], on topology: Topology, typical: TypicalTasks,
    limit_percent: Int
  ) {
    let accelerators = Double(topology.acceleratorCount)
    var cluster = FillingCluster(topology, typical)
    var allocation = PercentBins(count: limit_percent + 2)
    var fragments = PercentBins(count: limit_percent + 2)
    var arrived_milli: Int64 = 0
    var next = 0
    placed = 0
    for job in 0..<arrivals.count {
      arrived_milli += arrivals.requests[arrivals.request[job].index].accelerators_milli
      let first = next
      while next < holdings.count && holdings[next].job.index == job {
        cluster.take(holdings[next])
        next += 1
      }
      placed += next > first ? 1 : 0
      let percent = (Double(arrived_milli) / accelerators / 10).rounded(.toNearestOrEven)
      let used = Double(cluster.used_milli) / accelerators / 10
      allocation.add(used.roundedToCents, at: Int(percent))
      fragments.add(cluster.fragments_milli / accelerators / 10, at: Int(percent))
    }
    arrived = arrivals.count
    allocation_percent = allocation.means(count: limit_percent + 1)
    fragmentation_percent = fragments.means(count: limit_percent + 1)
  }

  /// The column as it is after all seeds: mean and sample standard deviation at each N.
  ///
  /// Seeds without a sample at N do not count there; the deviation of fewer than two is `nil`.
  public static func summary(
    of columns: [[Double?]]
  ) -> (mean: [Double?], deviation: [Double?]) {
    let rows = (0..<(columns.first?.count ?? 0)).map { place in columns.compactMap { $0[place] } }
    let means = rows.map { row in row.isEmpty ? nil : row.reduce(0, +) / Double(row.count) }
    let deviations = zip(rows, means).map { row, mean -> Double? in
      guard let mean, row.count > 1 else { return nil }
      let squares = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (squares / Double(row.count - 1)).squareRoot()
    }
    return (means, deviations)
  }
}

extension Double {
  /// Rounded to two decimals, ties to even, as the published tables are.
  fileprivate var roundedToCents: Double { (self * 100).rounded(.toNearestOrEven) / 100 }
}

/// Sums and counts of samples at whole percents.
private struct PercentBins {
  private var sums: [Double]
  private var counts: [Int]

  init(count: Int) {
    sums = Array(repeating: 0, count: count)
    counts = Array(repeating: 0, count: count)
  }

  mutating func add(_ sample: Double, at percent: Int) {
    guard percent < sums.count else { return }
    sums[percent] += sample
    counts[percent] += 1
  }

  func means(count: Int) -> [Double?] {
    (0..<count).map { mean(of: [$0]) ?? mean(of: [$0 - 1, $0 + 1]) }
  }

  private func mean(of percents: [Int]) -> Double? {
    let known = percents.filter { sums.indices.contains($0) }
    let count = known.reduce(0) { $0 + counts[$1] }
    if count == 0 { return nil }
    return (known.reduce(0) { $0 + sums[$1] } / Double(count)).roundedToCents
  }
}

/// What is free on every node, and the sum of their fragments, while holdings are added.
private struct FillingCluster: ~Copyable {
  private let fragmentation: Fragmentation
  private var left_milli: [Int32]
  private let slotBegin: [Int]
  private var cpu_milli: [Int64]
  private let chips: [ChipHandle]
  private var nodeFragments: [Double] = []
  private var scratch = Column<Int32>(zeroed: 64)
  private(set) var fragments_milli = 0.0
  private(set) var used_milli: Int64 = 0

  init(_ topology: Topology, _ typical: TypicalTasks) {
    fragmentation = Fragmentation(typical)
    var slotBegin = [0]
    var cpu_milli: [Int64] = []
    var chips: [ChipHandle] = []
    for pool in topology.pools {
      let type = topology.nodeType(of: pool)
      for _ in pool.nodes {
        slotBegin.append(slotBegin[slotBegin.count - 1] + type.accelerators)
        cpu_milli.append(type.cpu_milli)
        chips.append(type.chip)
      }
    }
    left_milli = Array(repeating: 1000, count: slotBegin[slotBegin.count - 1])
    self.slotBegin = slotBegin
    self.cpu_milli = cpu_milli
    self.chips = chips
    nodeFragments = Array(repeating: 0, count: cpu_milli.count)
    for node in cpu_milli.indices { nodeFragments[node] = fragments(of: node) }
    fragments_milli = nodeFragments.reduce(0, +)
  }

  private mutating func fragments(of node: Int) -> Double {
    let count = slotBegin[node + 1] - slotBegin[node]
    for slot in 0..<count { scratch[slot] = left_milli[slotBegin[node] + slot] }
    return fragmentation.ofNode(
      left_milli: scratch, count: count, cpu_milli: cpu_milli[node], chip: chips[node])
  }

  mutating func take(_ holding: Holding) {
    let node = holding.node.index
    var slots = holding.slots
    while slots != 0 {
      left_milli[slotBegin[node] + slots.trailingZeroBitCount] -= Int32(holding.share_milli)
      slots &= slots - 1
    }
    used_milli += Int64(holding.slots.nonzeroBitCount * holding.share_milli)
    cpu_milli[node] -= holding.cpu_milli
    let before = nodeFragments[node]
    nodeFragments[node] = fragments(of: node)
    fragments_milli += nodeFragments[node] - before
  }
}
