import KoineModel

@testable import KoineEngine
@testable import KoinePolicies

/// A cluster in which tests put tasks where they want them, to ask how welcome another one is.
struct OpenbScene: ~Copyable {
  let topology: Topology
  let workload: Workload
  private let table: DemandTable
  private(set) var cluster: ClusterState
  private var segments = SegmentArena(capacity: 1000)

  /// What the tests ask of a node: cores, accelerators, thousandths of each, chips.
  struct Ask: Hashable {
    var cores: Int64 = 0
    var accelerators: Int32 = 0
    var share_milli: Int32 = 1000
    /// How many jobs ask for it.
    var jobs = 1
    var chip: String?
  }

  private let asks: [Ask]

  /// A cluster of single nodes, each of its own type, on which `asks` may be placed.
  init(nodes: [(cores: Int64, accelerators: Int, chip: String)], asks: [Ask]) {
    var topology = Topology(name: "scene")
    for node in nodes {
      if !topology.chips.contains(where: { $0.product == node.chip }) && node.accelerators > 0 {
        topology.chips.append(
          Chip(key: "vendor/\(node.chip)", vendor: "vendor", product: node.chip))
      }
      let chip = topology.chips.firstIndex { $0.product == node.chip }
      topology.nodeTypes.append(
        NodeType(
          name: "type", chip: node.accelerators == 0 ? .none : ChipHandle(chip!),
          accelerators: node.accelerators, cpu_milli: node.cores * 1000))
      topology.append(
        NodeTypeHandle(topology.nodeTypes.count - 1), count: 1, names: ["node"],
        racks: .shared([0]))
    }
    var workload = Workload(name: "scene")
    for ask in asks {
      if let chip = ask.chip { workload.chipSelections.append([chip]) }
      workload.requests.append(
        Request(
          accelerators: ask.accelerators, share_milli: ask.share_milli,
          cpu_milli: ask.cores * 1000,
          chips: ask.chip == nil
            ? .none : ChipSelectionHandle(workload.chipSelections.count - 1)))
      workload.request += Array(
        repeating: RequestHandle(workload.requests.count - 1), count: ask.jobs)
    }
    table = DemandTable(workload, on: topology)
    cluster = ClusterState(
      topology, candidatePools: table.candidatePools, hasShares: true, tracksNodes: true)
    self.topology = topology
    self.workload = workload
    self.asks = asks
  }

  /// Puts a task on a node, a share on the given slot.
  mutating func put(_ ask: Int, on node: Int, slot: Int = -1) {
    var pin = Pin(choice: NodeChoice(node: NodeHandle(node), slot: slot))
    let gang = cluster.place(table.demands[ask], with: &pin, segments: &segments)
    precondition(gang != nil)
  }

  func task(_ ask: Int) -> KoineEngine.Task {
    let demand = table.demands[ask]
    return demand.task(of: demand.accelerators, pools: demand.pools)
  }

  /// How welcome a task is on a node, and the slot it would go to.
  func mark<Score: NodeScore & ~Copyable>(
    _ ask: Int, on node: Int, by score: consuming Score
  ) -> (score: Int, slot: Int) {
    let mark = score.mark(task(ask), on: NodeHandle(node), in: cluster)
    return (Int(mark.score), Int(mark.slot))
  }

  /// The node that a placement chooses.
  func choice<P: Placement & ~Copyable>(_ ask: Int, by placement: inout P) -> NodeChoice {
    placement.choose(task(ask), in: cluster)
  }

  /// Thousandths of an accelerator of a node that are fragments to the scene's typical task.
  func fragments_milli(of node: Int) -> Double {
    var left = Column<Int32>(zeroed: 64)
    let handle = NodeHandle(node)
    let count = cluster.load(handle, into: &left)
    return Fragmentation(TypicalTasks(workload, on: topology)).ofNode(
      left_milli: left, count: count,
      cpu_milli: cluster.freeCPU_milli(of: handle, atMost: .max), chip: cluster.chip(of: handle))
  }
}

/// Chooses what it is told.
struct Pin: Placement {
  var choice: NodeChoice

  mutating func choose(
    _ task: KoineEngine.Task, in cluster: borrowing ClusterState
  ) -> NodeChoice {
    choice
  }
}
