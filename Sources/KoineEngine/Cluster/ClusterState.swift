public import KoineModel

/// What is free in a cluster, indexed so that a placement costs what it touches.
///
/// Per pool, nodes are kept in sets by their number of free accelerators, each set a hierarchy of
/// bitmaps, so that the tightest or loosest node is found without looking at the others. A cluster of
/// one pool of interchangeable one-accelerator nodes (`flat:N`) is only a count.
///
/// Policies read it and change it through ``SchedulerState``.
public struct ClusterState: ~Copyable {
  private let keptInMemory = KeptInMemory()
  // The shape.
  let pools: Column<PoolShape>
  let poolOfNode: Column<UInt32>
  let rackOfNode: Column<UInt32>
  let supernodeOfNode: Column<UInt32>
  let islandMasks: Column<UInt64>
  let racks: Column<Scope>
  let supernodes: Column<Scope>
  /// Lists of pools that demands and tasks refer to by range.
  public let candidatePools: Column<UInt32>
  /// Whether nodes are interchangeable, so that only the number of free ones is kept.
  public let isCounted: Bool
  let hasShares: Bool
  let chipCount: Int
  let tracksDomains: Bool
  let tracksNodes: Bool
  /// What jobs on several kinds of chips ask of each.
  let parts: Column<Demand>
  /// Whether a job may need more than free nodes of one kind.
  let needsCare: Bool
  let optical: OpticalDomains
  /// Optical ports of each node that end no circuit, and circuits of each domain that may still be set.
  var freePorts: Column<Int32>
  var freeCircuits: Column<Int32>

  // What is free.
  var freeMask: Column<UInt64>
  var freeCPU_milli: Column<Int64>
  var freeMemory_mib: Column<Int64>
  var sets: Column<UInt64>
  var nodesByFree: Column<Int32>
  /// Bit `f - 1` of a pool's word says whether any of its nodes has `f` free accelerators.
  var freeCounts: Column<UInt64>
  var poolFree_milli: Column<Int64>
  var share_milli: Column<UInt16>
  var sharedSlots: Column<UInt64>
  var rackFree: Column<Int32>
  var supernodeFree: Column<Int32>
  var nodeLog: NodeLog
  var power: PowerRoom

  // What nobody may use, although no job has it.
  /// Nodes that are closed, and by node a ``NodeClosing``.
  var closedNodes = 0
  var closing: Column<UInt8>
  /// Accelerators of closed nodes that no job holds.
  var closedMask: Column<UInt64>
  /// The same in thousandths, by pool and reason.
  var closed_milli: Column<Int64>
  /// Counts changes of it.
  var closedChanges: UInt32 = 0

  /// An idle cluster.
  ///
  /// - Parameters:
  ///   - parts: of jobs on several kinds of chips; demands refer to them by range.
  ///   - optical: supernodes whose circuits jobs set.
  ///   - hasShares: whether any job asks for a share of an accelerator.
  ///   - tracksNodes: whether the placement asks for it (``Placement/tracksNodes``).
  ///   - needsNodes: whether it matters on which nodes a job runs, even if they are all alike.
  ///   - powerLimit: what its accelerators may draw.
  init(
    _ topology: Topology, candidatePools: [UInt32], parts: [Demand] = [],
    optical: OpticalDomains = .none, hasShares: Bool, tracksNodes: Bool = false,
    needsNodes: Bool = false, powerLimit: PowerLimit? = nil
  ) {
    var layout = ClusterLayout(topology)
    layout.addSets(topology)
    pools = Column(layout.pools)
    poolOfNode = Column(layout.poolOfNode)
    rackOfNode = Column(topology.rackOfNode.map(\.rawValue))
    supernodeOfNode = Column(topology.supernodeOfNode.map(\.rawValue))
    islandMasks = Column(layout.islandMasks)
    racks = Column(layout.racks)
    supernodes = Column(layout.supernodes)
    self.candidatePools = Column(candidatePools)
    self.parts = Column(parts)
    self.optical = optical
    freePorts = Column(optical.isUsed ? optical.freePorts : [])
    freeCircuits = Column(optical.freeCircuits)
    needsCare = powerLimit != nil || !parts.isEmpty || optical.isUsed
    self.hasShares = hasShares
    chipCount = topology.chips.count
    self.tracksNodes = tracksNodes
    isCounted =
      !hasShares && !tracksNodes && !needsNodes && powerLimit == nil && parts.isEmpty
      && layout.isInterchangeable(topology)
    tracksDomains = topology.rackCount > 1 || !topology.supernodes.isEmpty

    let nodes = topology.nodeCount
    freeMask = Column(repeating: 0, count: nodes)
    freeCPU_milli = Column(repeating: 0, count: nodes)
    freeMemory_mib = Column(repeating: 0, count: nodes)
    sets = Column(zeroed: layout.setWords)
    nodesByFree = Column(zeroed: layout.countSlots)
    freeCounts = Column(repeating: 0, count: pools.count)
    poolFree_milli = Column(repeating: 0, count: pools.count)
    share_milli = Column(repeating: 1000, count: hasShares ? layout.slots : 0)
    sharedSlots = Column(repeating: 0, count: hasShares ? nodes : 0)
    rackFree = Column(repeating: 0, count: topology.rackCount)
    supernodeFree = Column(repeating: 0, count: topology.supernodes.count)
    nodeLog = NodeLog(nodeCount: tracksNodes ? nodes : 0)
    closing = Column(zeroed: isCounted ? 0 : nodes)
    closedMask = Column(zeroed: isCounted ? 0 : nodes)
    closed_milli = Column(zeroed: 2 * pools.count)
    power = PowerRoom(
      powerLimit, capacity_milli: layout.pools.map { Int64($0.nodeCount * $0.accelerators) * 1000 })
    for pool in 0..<pools.count { fill(pool) }
  }

  private mutating func fill(_ pool: Int) {
    let shape = pools[pool]
    poolFree_milli[pool] = Int64(shape.nodeCount * shape.accelerators) * 1000
    for node in shape.firstNode..<shape.firstNode + shape.nodeCount {
      freeCPU_milli[node] = shape.cpu_milli
      freeMemory_mib[node] = shape.memory_mib
      guard shape.accelerators > 0 else { continue }
      freeMask[node] = shape.fullMask
      shape.sets.insert(
        node - shape.firstNode, into: &sets,
        base: shape.setBase + shape.accelerators * shape.sets.wordCount)
      rackFree[Int(rackOfNode[node])] += Int32(shape.accelerators)
      if supernodeOfNode[node] != SupernodeHandle.none.rawValue {
        supernodeFree[Int(supernodeOfNode[node])] += Int32(shape.accelerators)
      }
    }
    guard shape.accelerators > 0, shape.nodeCount > 0 else { return }
    nodesByFree[shape.countBase + shape.accelerators] = Int32(shape.nodeCount)
    freeCounts[pool] = 1 << UInt64(shape.accelerators - 1)
  }

  /// Makes this state equal to `other`, a state of the same cluster.
  /// - Complexity: O(nodes).
  mutating func copy(from other: borrowing ClusterState) {
    freeMask.copy(from: other.freeMask)
    freeCPU_milli.copy(from: other.freeCPU_milli)
    freeMemory_mib.copy(from: other.freeMemory_mib)
    sets.copy(from: other.sets)
    nodesByFree.copy(from: other.nodesByFree)
    freeCounts.copy(from: other.freeCounts)
    poolFree_milli.copy(from: other.poolFree_milli)
    share_milli.copy(from: other.share_milli)
    sharedSlots.copy(from: other.sharedSlots)
    rackFree.copy(from: other.rackFree)
    supernodeFree.copy(from: other.supernodeFree)
    freePorts.copy(from: other.freePorts)
    freeCircuits.copy(from: other.freeCircuits)
    power.copy(from: other.power)
    if closedNodes == 0 && other.closedNodes == 0 { return }
    closedNodes = other.closedNodes
    closing.copy(from: other.closing)
    closedMask.copy(from: other.closedMask)
    closed_milli.copy(from: other.closed_milli)
  }

  /// Number of nodes.
  public var nodeCount: Int { freeMask.count }

  /// Number of pools.
  public var poolCount: Int { pools.count }

  /// Thousandths of an accelerator that are free in a pool.
  public func free_milli(in pool: PoolHandle) -> Int64 { poolFree_milli[pool.index] }

  /// Whole accelerators of a node that nobody uses.
  public func freeAccelerators(of node: NodeHandle) -> Int {
    freeMask[node.index].nonzeroBitCount
  }

  /// The pool of a node.
  public func pool(of node: NodeHandle) -> PoolHandle {
    PoolHandle(rawValue: poolOfNode[node.index])
  }
}

/// Works out where everything lies before the columns are made.
struct ClusterLayout {
  var pools: [PoolShape] = []
  var poolOfNode: [UInt32] = []
  var islandMasks: [UInt64] = []
  var racks: [Scope] = []
  var supernodes: [Scope] = []
  var setWords = 0
  var countSlots = 0
  var slots = 0

  init(_ topology: Topology) {
    racks = Self.scopes(.rack, topology.rackOfNode.map(\.rawValue), count: topology.rackCount)
    supernodes = Self.scopes(
      .supernode, topology.supernodeOfNode.map(\.rawValue), count: topology.supernodes.count)
  }

  mutating func addSets(_ topology: Topology) {
    for (index, pool) in topology.pools.enumerated() {
      let type = topology.nodeType(of: pool)
      poolOfNode += Array(repeating: UInt32(index), count: pool.nodes.count)
      let shape = PoolShape(
        firstNode: pool.nodes.lowerBound, nodeCount: pool.nodes.count,
        accelerators: type.accelerators, chip: type.chip, islandBegin: islandMasks.count,
        islandEnd: islandMasks.count + type.islands.count,
        sets: BitHierarchy(capacity: pool.nodes.count), setBase: setWords, countBase: countSlots,
        shareBase: slots, cpu_milli: type.cpu_milli, memory_mib: type.memory_mib)
      var slot = 0
      for size in type.islands {
        let mask: UInt64 = size == 64 ? .max : (1 << UInt64(size) - 1) << UInt64(slot)
        islandMasks.append(mask)
        slot += size
      }
      pools.append(shape)
      setWords += (type.accelerators + 1) * shape.sets.wordCount
      countSlots += type.accelerators + 1
      slots += type.accelerators * pool.nodes.count
    }
  }

  func isInterchangeable(_ topology: Topology) -> Bool {
    guard pools.count == 1, let pool = pools.first else { return false }
    return pool.accelerators == 1 && pool.cpu_milli == .max && pool.memory_mib == .max
      && topology.rackCount == 1 && topology.supernodes.isEmpty
  }

  private static func scopes(_ kind: Scope.Kind, _ domainOfNode: [UInt32], count: Int) -> [Scope] {
    var scopes = (0..<count).map {
      Scope(kind: kind, domain: UInt32($0), lower: .max, upper: 0)
    }
    for (node, domain) in domainOfNode.enumerated() where Int(domain) < count {
      scopes[Int(domain)].lower = min(scopes[Int(domain)].lower, node)
      scopes[Int(domain)].upper = node + 1
    }
    return scopes
  }
}
