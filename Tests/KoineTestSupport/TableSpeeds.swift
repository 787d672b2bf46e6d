public import KoineModel

/// Speeds as a test writes them down: by model and spread, the same on every pool it names.
public struct TableSpeeds: SpeedSource {
  public struct Entry: Sendable {
    var model: String
    var spread: PlacementSpread?
    var speed: WorkSpeed
    var pools: [Int]?

    public init(
      _ model: String, _ spread: PlacementSpread? = nil, _ speed: WorkSpeed, pools: [Int]? = nil
    ) {
      self.model = model
      self.spread = spread
      self.speed = speed
      self.pools = pools
    }
  }

  var entries: [Entry]

  public init(_ entries: [Entry]) { self.entries = entries }

  public func speed(
    of work: ModelWork, accelerators: Int, on pool: PoolHandle, spread: PlacementSpread
  ) -> WorkSpeed? {
    entries.first {
      $0.model == work.model && ($0.spread == nil || $0.spread == spread)
        && $0.pools?.contains(pool.index) != false
    }?.speed
  }

  /// Work on several kinds together is as fast as the entry that names exactly their pools.
  public func speed(
    of work: ModelWork, on parts: [WorkPart], spread: PlacementSpread
  ) -> WorkSpeed? {
    entries.first { $0.model == work.model && $0.pools == parts.map(\.pool.index) }?.speed
  }
}

extension Workload {
  /// Makes each job with an amount do that much of the work at `index` of `works`.
  public mutating func give(_ amounts: [(units: Double, work: Int)?], of works: [ModelWork]) {
    precondition(amounts.count == count)
    var interner = RequestInterner()
    self.works = works
    units = amounts.map { $0?.units ?? 0 }
    for job in 0..<count {
      var asked = requests[request[job].index]
      if let amount = amounts[job] {
        asked.work = WorkHandle(amount.work)
        duration[job] = .zero
        estimate[job] = .zero
      }
      request[job] = interner.intern(asked)
    }
    requests = interner.requests
  }
}

extension Topology {
  /// Nodes of one accelerator in racks whose uplinks carry `uplink_gb_s`.
  public static func racks(_ racks: Int, nodes: Int, uplink_gb_s: Double) -> Topology {
    var topology = Topology.equal(racks * nodes, islands: [1], nodesPerRack: nodes)
    topology.nodeTypes[0].networkInterfaces = 1
    topology.nodeTypes[0].networkInterface_gb_s = Figure(10)
    topology.fabric.oversubscription = 10 * Double(nodes) / uplink_gb_s
    return topology
  }
}
