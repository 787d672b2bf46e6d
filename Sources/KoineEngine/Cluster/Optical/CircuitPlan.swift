public import KoineModel

/// One port of a node joined to one port of another by light.
public struct Circuit: Hashable, Sendable {
  /// One end of a circuit: nodes and ports are numbered from 0 within the domain.
  public struct End: Hashable, Sendable {
    public var node: Int
    public var port: Int

    public init(node: Int, port: Int) {
      self.node = node
      self.port = port
    }
  }

  public var from: End
  public var to: End

  public init(from: End, to: End) {
    self.from = from
    self.to = to
  }
}

/// Why circuits cannot be set, with what would work.
public enum CircuitRefusal: Error, Hashable, Sendable {
  /// More circuits end at the node than it has free ports.
  case portsExceeded(node: Int, needed: Int, available: Int)
  /// Two neighbours of the group are further apart than circuits reach.
  case tooFar(from: Int, to: Int, distance: Int, reach: Int)
  /// The group is larger than a cube and takes one of them in part; `nearest` is the next larger
  /// number of nodes that are whole cubes.
  case partOfCube(nodes: Int, cube: Int, nearest: Int)
  /// More circuits than the domain's switches have left.
  case budgetExceeded(needed: Int, available: Int)
  /// More nodes than are in service, because some are spares.
  case sparesNeeded(nodes: Int, inService: Int, spare: Int)
  /// The domain is wired for good and has no circuits.
  case nothingToSet
}

/// The circuits that are set in one optical domain, one to one.
///
/// Groups come and go; each takes ports of its nodes and gives them back.
public struct CircuitPlan: Hashable, Sendable {
  public let shape: ScaleUpShape
  public let portsPerNode: Int
  public let nodeCount: Int
  /// Circuits that may still be set.
  public private(set) var freeCircuits: Int
  /// Which ports of each node end a circuit.
  private var isTaken: [[Bool]]

  /// No circuits yet.
  public init(_ circuits: Circuits, nodes: Int) {
    shape = circuits.shape
    portsPerNode = circuits.portsPerNode
    nodeCount = nodes
    freeCircuits = circuits.mostCircuits ?? .max
    isTaken = Array(
      repeating: Array(repeating: false, count: circuits.portsPerNode), count: nodes)
  }

  /// Ports of a node that end no circuit.
  public func freePorts(of node: Int) -> Int { isTaken[node].count { !$0 } }

  /// Sets the circuits that join `group`, nodes in ascending order, into one ring.
  ///
  /// On an open row the ring is a line that turns inside its last nodes. Inside a cube nothing is set;
  /// a group of cubes is a ring over its cubes, one circuit from the last node of each to the first
  /// of the next.
  /// - Returns: the circuits, none for a group of one node.
  /// - Throws: why not; then nothing has changed.
  /// - Complexity: O(nodes of the group x ports).
  public mutating func connect(_ group: [Int]) throws(CircuitRefusal) -> [Circuit] {
    precondition(zip(group, group.dropFirst()).allSatisfy { $0 < $1 }, "nodes ascend")
    let pairs = try Self.pairs(of: group, shape, nodeCount: nodeCount)
    var needed = Array(repeating: 0, count: nodeCount)
    for (a, b) in pairs {
      needed[a] += 1
      needed[b] += 1
    }
    for node in group where needed[node] > freePorts(of: node) {
      throw .portsExceeded(node: node, needed: needed[node], available: freePorts(of: node))
    }
    if pairs.count > freeCircuits {
      throw .budgetExceeded(needed: pairs.count, available: freeCircuits)
    }
    freeCircuits -= pairs.count
    return pairs.map { Circuit(from: takePort(of: $0), to: takePort(of: $1)) }
  }

  /// Takes circuits down and gives their ports back.
  public mutating func disconnect(_ circuits: [Circuit]) {
    freeCircuits += circuits.count
    for end in circuits.flatMap({ [$0.from, $0.to] }) {
      precondition(isTaken[end.node][end.port], "the circuit is not set")
      isTaken[end.node][end.port] = false
    }
  }

  private mutating func takePort(of node: Int) -> Circuit.End {
    let port = isTaken[node].firstIndex(of: false)!
    isTaken[node][port] = true
    return Circuit.End(node: node, port: port)
  }

  /// The pairs of nodes that a group joins, nodes in ascending order.
  static func pairs(
    of group: [Int], _ shape: ScaleUpShape, nodeCount: Int
  ) throws(CircuitRefusal) -> [(Int, Int)] {
    if group.count < 2 { return [] }
    let row = Array(zip(group, group.dropFirst()))
    switch shape {
    case .switched: throw .nothingToSet
    case .anyToAny: return group.count == 2 ? row : row + [(group.last!, group[0])]
    case .line(let reach, let isClosed):
      return try rowPairs(group, reach: reach, isClosed: isClosed, nodeCount: nodeCount)
    case .cubes(let size): return try cubePairs(group, size: size)
    }
  }

  /// Neighbours along the row. On a closed one the group may go on past the end: it is cut where its
  /// nodes are furthest apart, and closed there if circuits reach that far.
  private static func rowPairs(
    _ group: [Int], reach: Int, isClosed: Bool, nodeCount: Int
  ) throws(CircuitRefusal) -> [(Int, Int)] {
    var steps = zip(group, group.dropFirst()).map { (from: $0, to: $1, distance: $1 - $0) }
    if isClosed {
      steps.append((group.last!, group[0], group[0] + nodeCount - group.last!))
      let longest = steps.indices.max { steps[$0].distance < steps[$1].distance }!
      if steps[longest].distance > reach || group.count == 2 { steps.remove(at: longest) }
    }
    if let far = steps.first(where: { $0.distance > reach }) {
      throw .tooFar(from: far.from, to: far.to, distance: far.distance, reach: reach)
    }
    return steps.map { ($0.from, $0.to) }
  }

  private static func cubePairs(_ group: [Int], size: Int) throws(CircuitRefusal) -> [(Int, Int)] {
    let cubes = Array(Set(group.map { $0 / size })).sorted()
    if cubes.count == 1 { return [] }
    if group.count != cubes.count * size {
      throw .partOfCube(
        nodes: group.count, cube: size, nearest: (group.count + size - 1) / size * size)
    }
    let row = zip(cubes, cubes.dropFirst()).map { ($0 * size + size - 1, $1 * size) }
    return cubes.count == 2 ? row : row + [(cubes.last! * size + size - 1, cubes[0] * size)]
  }
}
