import KoineModel

/// One supernode whose circuits are set job by job.
struct OpticalDomain: Sendable {
  var shape: ScaleUpShape
  var portsPerNode: Int
  /// Circuits that may be set at once.
  var mostCircuits: Int
  /// Its nodes in the order in which circuits count them.
  var nodes: [Int]
  /// Nodes that are kept out of service until another fails: the last ones.
  var spareNodes: Int
}

/// The optical supernodes of a cluster; nothing, and without cost, where no job sets circuits.
struct OpticalDomains: Sendable {
  let users: CircuitUsers
  /// By supernode; `nil` where its file states no circuits.
  let domains: [OpticalDomain?]
  /// By node, its place in its domain.
  let positions: [Int32]

  static let none = OpticalDomains(users: .none, domains: [], positions: [])

  private init(users: CircuitUsers, domains: [OpticalDomain?], positions: [Int32]) {
    self.users = users
    self.domains = domains
    self.positions = positions
  }

  init(_ topology: Topology, _ users: CircuitUsers) {
    guard users != .none, topology.supernodes.contains(where: { $0.circuits != nil }) else {
      self = .none
      return
    }
    var nodes = Array(repeating: [Int](), count: topology.supernodes.count)
    var positions = Array(repeating: Int32(0), count: topology.nodeCount)
    for (node, supernode) in topology.supernodeOfNode.enumerated() where supernode != .none {
      positions[node] = Int32(nodes[supernode.index].count)
      nodes[supernode.index].append(node)
    }
    self.init(
      users: users,
      domains: topology.supernodes.enumerated().map { index, supernode in
        supernode.circuits.flatMap { circuits in
          // A switch has nothing to set.
          circuits.shape == .switched
            ? nil
            : OpticalDomain(
              shape: circuits.shape, portsPerNode: circuits.portsPerNode,
              mostCircuits: circuits.mostCircuits ?? Int(Int32.max), nodes: nodes[index],
              spareNodes: min(circuits.spareNodes, nodes[index].count))
        }
      },
      positions: positions)
  }

  var isUsed: Bool { !domains.isEmpty }

  /// Ports of each node that end no circuit while nothing runs.
  var freePorts: [Int32] {
    var ports = Array(repeating: Int32(0), count: positions.count)
    for domain in domains.compactMap({ $0 }) {
      for node in domain.nodes { ports[node] = Int32(domain.portsPerNode) }
    }
    return ports
  }

  /// Circuits of each domain that may be set while nothing runs.
  var freeCircuits: [Int32] {
    domains.map { Int32(clamping: $0?.mostCircuits ?? 0) }
  }

  /// The nodes that wait for another to fail.
  var spares: [Int] { domains.flatMap { $0.map { $0.nodes.suffix($0.spareNodes) } ?? [] } }

  /// The places in a domain that a job could take one after the other, in the order in which it
  /// should; tighter ones first.
  ///
  /// - Parameter tasks: by place, how many of the job's tasks the node holds; 0 for nodes without ports.
  func rows(of domain: OpticalDomain, tasks: [Int]) -> [[Int]] {
    let eligible = tasks.indices.filter { tasks[$0] > 0 }
    func room(_ row: [Int]) -> Int { row.reduce(0) { $0 + tasks[$1] } }
    var rows: [[Int]] = []
    switch domain.shape {
    case .switched, .anyToAny: rows = [eligible]
    case .line(let reach, let isClosed):
      for place in eligible {
        if let last = rows.last?.last, place - last <= reach {
          rows[rows.count - 1].append(place)
        } else {
          rows.append([place])
        }
      }
      // The last stretch of a closed row goes on in the first.
      if isClosed, rows.count > 1,
        rows[0][0] + domain.nodes.count - rows[rows.count - 1].last! <= reach
      {
        rows[0] = rows.removeLast() + rows[0]
      }
    case .cubes(let size):
      let cubes = stride(from: 0, to: domain.nodes.count, by: size).map { begin in
        eligible.filter { (begin..<begin + size).contains($0) }
      }
      // A group fits one cube, or takes whole ones.
      rows = cubes + [cubes.filter { $0.count == size }.flatMap { $0 }]
      let joined = rows.removeLast()
      return rows.filter { !$0.isEmpty }.sorted { room($0) < room($1) } + [joined]
    }
    return rows.enumerated().sorted {
      (room($0.element), $0.offset) < (room($1.element), $1.offset)
    }.map(\.element)
  }
}
