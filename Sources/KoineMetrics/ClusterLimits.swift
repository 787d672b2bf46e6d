import KoineModel

/// The most of everything that a cluster has in one place.
struct ClusterLimits {
  let topology: Topology

  init(_ topology: Topology) { self.topology = topology }

  /// The first thing, from the coarsest to the finest, that `request` asks too much of.
  ///
  /// - Parameter accepted: whether the request accepts each chip.
  /// - Complexity: O(nodes).
  func cause(of request: Request, accepted: [Bool]) -> RejectionCause {
    let asked = Int64(request.accelerators)
    let pools = topology.pools.filter { pool in
      let chip = topology.nodeType(of: pool).chip
      return asked == 0 || (chip != .none && accepted[chip.index])
    }
    if pools.isEmpty { return RejectionCause(reason: .noSuchChip, asked: asked, available: 0) }
    if let scarce = scarceAccelerators(request, pools) { return scarce }
    return scarceHost(request, pools)
      ?? RejectionCause(reason: .noCombination, asked: asked, available: 0)
  }

  /// The least that the accelerators of `request` add at work on any chip that it accepts and of which
  /// there are enough, mW.
  func leastPower_mw(of request: Request, accepted: [Bool], _ limit: PowerLimit) -> Int64? {
    let capacity = topology.acceleratorsByChip
    return topology.pools.indices.compactMap { pool in
      let chip = topology.nodeType(of: topology.pools[pool]).chip
      guard chip != .none, accepted[chip.index],
        capacity[chip.index] >= Int(request.accelerators)
      else { return nil }
      return (request.accelerators_milli * limit.added_mw[pool] + 999) / 1000
    }.min()
  }

  private func scarceAccelerators(_ request: Request, _ pools: [Pool]) -> RejectionCause? {
    let asked = Int64(request.accelerators)
    if asked == 0 { return nil }
    var byChip = [Int64](repeating: 0, count: topology.chips.count)
    for pool in pools {
      let type = topology.nodeType(of: pool)
      byChip[type.chip.index] += Int64(pool.nodes.count * type.accelerators)
    }
    let most = byChip.max() ?? 0
    if asked > most {
      return RejectionCause(reason: .tooFewAccelerators, asked: asked, available: most)
    }
    if request.localityIsRequired, request.locality != .anywhere {
      let together = Int64(mostTogether(request.locality, pools))
      if asked > together {
        return RejectionCause(
          reason: .tooFewTogether(request.locality), asked: asked, available: together)
      }
    }
    let largestNode = Int64(mostTogether(.node, pools))
    let perTask = request.tasks == 0 ? 1 : asked / Int64(request.tasks)
    guard perTask > largestNode else { return nil }
    return RejectionCause(reason: .nodeTooSmall, asked: perTask, available: largestNode)
  }

  private func scarceHost(_ request: Request, _ pools: [Pool]) -> RejectionCause? {
    let types = pools.map { topology.nodeType(of: $0) }
    let nodesNeeded = Int64(max(1, tasks(of: request, largestNode: mostTogether(.node, pools))))
    let processors = types.map(\.cpu_milli).max() ?? 0
    if request.cpu_milli / nodesNeeded > processors {
      return RejectionCause(
        reason: .tooFewProcessors, asked: request.cpu_milli / nodesNeeded, available: processors)
    }
    let memory = types.map(\.memory_mib).max() ?? 0
    if request.memory_mib / nodesNeeded > memory {
      return RejectionCause(
        reason: .tooLittleMemory, asked: request.memory_mib / nodesNeeded, available: memory)
    }
    return nil
  }

  private func tasks(of request: Request, largestNode: Int) -> Int {
    if request.tasks > 0 { return Int(request.tasks) }
    if request.accelerators == 0 || largestNode == 0 { return 1 }
    return (Int(request.accelerators) + largestNode - 1) / largestNode
  }

  /// The most accelerators of `pools` that lie in one place of the given closeness.
  func mostTogether(_ locality: Locality, _ pools: [Pool]) -> Int {
    let types = pools.map { topology.nodeType(of: $0) }
    switch locality {
    case .island: return types.compactMap { $0.islands.max() }.max() ?? 0
    case .node: return types.map(\.accelerators).max() ?? 0
    case .rack: return most(pools, places: topology.rackCount) { topology.rackOfNode[$0].index }
    case .supernode:
      return most(pools, places: topology.supernodes.count) {
        topology.supernodeOfNode[$0] == .none ? nil : topology.supernodeOfNode[$0].index
      }
    case .anywhere: return pools.reduce(0) { $0 + accelerators(of: $1) }
    }
  }

  private func most(_ pools: [Pool], places: Int, place: (Int) -> Int?) -> Int {
    var totals = [Int](repeating: 0, count: places)
    for pool in pools {
      let perNode = topology.nodeType(of: pool).accelerators
      for node in pool.nodes {
        if let place = place(node) { totals[place] += perNode }
      }
    }
    return totals.max() ?? 0
  }

  private func accelerators(of pool: Pool) -> Int {
    pool.nodes.count * topology.nodeType(of: pool).accelerators
  }
}
