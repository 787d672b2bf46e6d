public import KoineModel

/// Small random clusters of unlike nodes, and jobs that ask for all that can be asked for.
public struct RandomCluster: Sendable {
  public private(set) var topology: Topology
  public private(set) var workload: Workload

  /// - Parameter mixes: whether some jobs ask for several kinds of chips together.
  public init(seed: UInt64, mixes: Bool = false) {
    var random = SplitMix64(seed: seed)
    topology = Self.topology(&random)
    workload = Self.workload(&random)
    if mixes { addMixes(&random) }
  }

  /// Turns a third of the jobs into jobs on two or three of the cluster's chips.
  private mutating func addMixes(_ random: inout SplitMix64) {
    let first = workload.chipSelections.count
    // A handle of all of them, then one for each.
    workload.chipSelections.append(topology.chips.map(\.key))
    workload.chipSelections += topology.chips.map { [$0.key] }
    var interner = RequestInterner()
    for job in 0..<workload.count {
      var asked = workload.requests[workload.request[job].index]
      if topology.chips.count > 1, random.happens(0.35) {
        let count = random.integer(in: 2...topology.chips.count)
        let parts = topology.chips.indices.prefix(count).map { chip in
          RequestPart(
            chips: ChipSelectionHandle(first + 1 + chip),
            accelerators: Int32(random.pick([1, 1, 2, 3, 4, 6, 8])))
        }
        asked = Request(
          accelerators: parts.reduce(0) { $0 + $1.accelerators }, cpu_milli: asked.cpu_milli,
          memory_mib: asked.memory_mib, chips: ChipSelectionHandle(first),
          locality: asked.locality,
          localityIsRequired: asked.localityIsRequired && asked.locality < .node, parts: parts)
      }
      workload.request[job] = interner.intern(asked)
    }
    workload.requests = interner.requests
  }

  private static func topology(_ random: inout SplitMix64) -> Topology {
    var topology = Topology(name: "random")
    let chips = ["test/a", "test/b", "other/a"].prefix(random.integer(in: 1...3))
    topology.chips = chips.map { key in
      let parts = key.split(separator: "/").map(String.init)
      return Chip(key: key, vendor: parts[0], product: parts[1])
    }
    for index in 0..<random.integer(in: 1...4) {
      topology.nodeTypes.append(nodeType(index, chips.count, &random))
      let count = random.integer(in: 1...6)
      topology.append(
        NodeTypeHandle(index), count: count, names: ["pool\(index)"],
        racks: .nodesPerRack(random.integer(in: 1...3)), supernodes: supernodes(count, &random))
    }
    return topology
  }

  private static func nodeType(
    _ index: Int, _ chipCount: Int, _ random: inout SplitMix64
  ) -> NodeType {
    let islands = random.pick([[1], [2], [4], [2, 2], [8], [4, 4], [6, 2], []])
    let accelerators = islands.reduce(0, +)
    let hasHostLimits = random.happens(0.5)
    return NodeType(
      name: "type\(index)",
      chip: accelerators == 0 ? .none : ChipHandle(random.integer(in: 0...chipCount - 1)),
      accelerators: accelerators, islands: islands,
      cpu_milli: hasHostLimits ? 16_000 : .max, memory_mib: hasHostLimits ? 64_000 : .max)
  }

  private static func supernodes(
    _ count: Int, _ random: inout SplitMix64
  ) -> [(supernode: Supernode, nodes: Int)] {
    if random.happens(0.5) { return [] }
    let first = random.integer(in: 1...count)
    let groups = first == count ? [first] : [first, count - first]
    return groups.enumerated().map { (Supernode(name: "supernode\($0)"), $1) }
  }

  private static func workload(_ random: inout SplitMix64) -> Workload {
    var clock = 0
    let jobs = (0..<random.integer(in: 10...50)).map { _ in
      if random.happens(0.6) { clock += random.integer(in: 0...5) }
      let duration = random.happens(0.05) ? 0 : random.integer(in: 1...20)
      return JobSketch(
        at: clock, runs: duration,
        estimate: random.happens(0.5) ? duration : random.integer(in: 0...40),
        asks: request(&random), priority: Int32(random.integer(in: 0...3)),
        ending: random.pick(JobEnding.allCases))
    }
    return Workload(jobs, chipSelections: [["test/a"], ["a"], ["TEST/B", "other/a"]])
  }

  private static func request(_ random: inout SplitMix64) -> Request {
    let chips: ChipSelectionHandle =
      random.happens(0.6) ? .none : ChipSelectionHandle(random.integer(in: 0...2))
    let hasHostNeeds = random.happens(0.4)
    let cpu_milli = hasHostNeeds ? Int64(random.integer(in: 0...18) * 1000) : 0
    let memory_mib = hasHostNeeds ? Int64(random.integer(in: 0...70) * 1000) : 0
    if random.happens(0.1) {
      return Request(accelerators: 0, cpu_milli: cpu_milli, memory_mib: memory_mib, chips: chips)
    }
    if random.happens(0.25) {
      return Request(
        accelerators: 1, share_milli: Int32(random.integer(in: 1...999)), cpu_milli: cpu_milli,
        memory_mib: memory_mib, chips: chips)
    }
    let tasks = Int32(random.pick([0, 0, 0, 1, 2, 3]))
    let perTask = Int32(random.pick([1, 1, 2, 3, 4, 8, 12]))
    return Request(
      accelerators: max(tasks, 1) * perTask, tasks: tasks, cpu_milli: cpu_milli,
      memory_mib: memory_mib, chips: chips, locality: random.pick(Locality.allCases),
      localityIsRequired: random.happens(0.5))
  }
}
