public import KoineModel

/// Whether an idle cluster holds a job at all, from the words of `Request` alone.
public struct ObviousFit {
  let topology: Topology
  let workload: Workload
  /// Of a part, the accelerators of the whole job, over which processors and memory are divided.
  private var hostAccelerators: Int64?

  public init(_ topology: Topology, _ workload: Workload) {
    self.topology = topology
    self.workload = workload
  }

  private init(_ topology: Topology, _ workload: Workload, hostAccelerators: Int64) {
    self.init(topology, workload)
    self.hostAccelerators = hostAccelerators
  }

  /// What a node has when nothing runs on it.
  private struct Node {
    var type: NodeType
    var rack: RackHandle
    var supernode: SupernodeHandle
  }

  public func holds(_ request: Request) -> Bool {
    if request.parts.isEmpty { return holdsAlone(request) }
    // Parts on kinds of their own do not get in each other's way.
    return request.parts.allSatisfy { part in
      var alone = request
      alone.parts = []
      alone.chips = part.chips
      alone.accelerators = part.accelerators
      return ObviousFit(topology, workload, hostAccelerators: Int64(request.accelerators))
        .holdsAlone(alone)
    }
  }

  private func holdsAlone(_ request: Request) -> Bool {
    let nodes = topology.pools.flatMap { pool in
      pool.nodes.map {
        Node(
          type: topology.nodeType(of: pool), rack: topology.rackOfNode[$0],
          supernode: topology.supernodeOfNode[$0])
      }
    }
    // A job runs on one kind of chip; on none only if it asks for none.
    let kinds = (topology.chips.indices.map { ChipHandle($0) } + [.none]).filter { chip in
      guard request.chips != .none else { return true }
      return workload.chipSelections[request.chips.index].contains {
        topology.chips(named: $0).contains(chip)
      }
    }
    return kinds.contains { kind in
      domains(nodes.filter { $0.type.chip == kind }, request).contains { holds(request, on: $0) }
    }
  }

  /// The sets of nodes of which the job may use one.
  private func domains(_ nodes: [Node], _ request: Request) -> [[Node]] {
    guard request.localityIsRequired, request.accelerators > 0 else { return [nodes] }
    switch request.locality {
    case .anywhere: return [nodes]
    case .rack: return Dictionary(grouping: nodes, by: \.rack).values.map { $0 }
    case .supernode:
      return Dictionary(grouping: nodes.filter { $0.supernode != .none }, by: \.supernode)
        .values.map { $0 }
    case .node, .island: return nodes.map { [$0] }
    }
  }

  private func holds(_ request: Request, on nodes: [Node]) -> Bool {
    let wanted = Int(request.accelerators)
    let isAlone = request.localityIsRequired && request.locality >= .node
    if wanted == 0 { return nodes.contains { count(of: 0, request, on: $0) > 0 } }
    if request.localityIsRequired && request.locality == .island {
      return nodes.contains {
        $0.type.islands.contains { $0 >= wanted } && count(of: wanted, request, on: $0) > 0
      }
    }
    if isAlone { return nodes.contains { count(of: wanted, request, on: $0) > 0 } }
    if request.tasks > 0 {
      let size = wanted / Int(request.tasks)
      return nodes.reduce(0) { $0 + count(of: size, request, on: $1) } >= Int(request.tasks)
    }
    if nodes.contains(where: { count(of: wanted, request, on: $0) > 0 }) { return true }
    return Set(nodes.map(\.type.accelerators)).contains { size in
      guard size > 0, size < wanted else { return false }
      let equals = nodes.filter { $0.type.accelerators == size }
      let full = equals.filter { count(of: size, request, on: $0) > 0 }.count
      let rest = wanted % size
      if rest == 0 { return full >= wanted / size }
      let partly = equals.filter { count(of: rest, request, on: $0) > 0 }.count
      return full >= wanted / size && partly > wanted / size
    }
  }

  /// Tasks of `size` accelerators, with their part of processors and memory, that the node holds.
  private func count(of size: Int, _ request: Request, on node: Node) -> Int {
    func part(_ whole: Int64) -> Int64 {
      let total = hostAccelerators ?? Int64(max(request.accelerators, 1))
      return request.accelerators == 0 ? whole : (whole * Int64(size) + total - 1) / total
    }
    let cpu_milli = part(request.cpu_milli)
    let memory_mib = part(request.memory_mib)
    var count = size == 0 ? 1 : node.type.accelerators / size
    if cpu_milli > 0 { count = min(count, Int(node.type.cpu_milli / cpu_milli)) }
    if memory_mib > 0 { count = min(count, Int(node.type.memory_mib / memory_mib)) }
    return count
  }
}
