public import KoineModel
public import KoineStatistics

/// What fails in a cluster, how often, for how long, and what that does to its nodes.
public struct FaultModel: Hashable, Sendable {
  /// What one failure strikes.
  public enum Scope: String, CaseIterable, Sendable {
    /// One node.
    case node
    /// One accelerator, and with it its node.
    case accelerator
    /// One network port of a node.
    case port
    /// All nodes of a rack.
    case rack
    /// The switch of a rack, and with it all of the rack's nodes.
    case `switch`
    /// All nodes of several racks with one power feed.
    case power
    /// All nodes of a supernode.
    case supernode
    /// All nodes of a supernode whose circuits are switched by light.
    case optical
  }

  /// What a failure does until it is repaired.
  public enum Effect: Hashable, Sendable {
    /// The nodes are down.
    case down
    /// Nothing starts there any more; what runs ends as it would.
    case drain
    /// Work there runs at this part of its pace: of a port, what is sent over it.
    case slow(pace: Double)
    /// A port takes its part of the node's bandwidth with it.
    case losesBandwidth
  }

  /// A kind of component, all of them alike.
  public struct Component: Hashable, Sendable {
    /// The file's own word; the random streams are named by it.
    public var name: String
    public var scope: Scope
    public var failure: Lifetime
    public var repair: Lifetime
    public var effect: Effect
    /// Shape of the gamma distribution of mean 1 by which single components fail more or less than the
    /// mean says; `nil` where all are alike. The smaller, the more the faults lie on few.
    public var frailty: Double?
    /// Racks on one feed, for ``Scope/power``.
    public var racks: Int

    public init(
      name: String, scope: Scope, failure: Lifetime, repair: Lifetime, effect: Effect = .down,
      frailty: Double? = nil, racks: Int = 1
    ) {
      self.name = name
      self.scope = scope
      self.failure = failure
      self.repair = repair
      self.effect = effect
      self.frailty = frailty
      self.racks = racks
    }
  }

  /// The file, for messages.
  public var name: String
  public var components: [Component]

  public init(name: String, components: [Component]) {
    self.name = name
    self.components = components
  }
}

extension FaultModel {
  /// The nodes that each unit of a component has, in the order of the units; ports and accelerators
  /// repeat their node.
  func units(of component: Component, on topology: Topology) -> [[Int]] {
    switch component.scope {
    case .node: (0..<topology.nodeCount).map { [$0] }
    case .accelerator: Self.repeated(topology) { $0.accelerators }
    case .port: Self.repeated(topology) { max(1, $0.networkInterfaces) }
    case .rack, .switch: Self.grouped(topology.rackOfNode.map(\.index), topology.rackCount)
    case .power:
      Self.grouped(
        topology.rackOfNode.map { $0.index / component.racks },
        (topology.rackCount + component.racks - 1) / component.racks)
    case .supernode, .optical:
      Self.grouped(
        topology.supernodeOfNode.map { supernode in
          guard supernode != .none else { return -1 }
          let isOptical = topology.supernodes[supernode.index].switching == .optical
          return component.scope == .supernode || isOptical ? supernode.index : -1
        }, topology.supernodes.count)
    }
  }

  private static func repeated(_ topology: Topology, _ count: (NodeType) -> Int) -> [[Int]] {
    topology.pools.flatMap { pool in
      let units = count(topology.nodeType(of: pool))
      return pool.nodes.flatMap { node in Array(repeating: [node], count: units) }
    }
  }

  private static func grouped(_ groupOfNode: [Int], _ count: Int) -> [[Int]] {
    var groups = [[Int]](repeating: [], count: count)
    for (node, group) in groupOfNode.enumerated() where group >= 0 { groups[group].append(node) }
    return groups.filter { !$0.isEmpty }
  }

  /// How often the components that take nodes down interrupt jobs.
  public func rates(on topology: Topology) -> FaultRates {
    var rates = FaultRates(node_per_s: 0)
    for component in components where component.effect == .down {
      let rate = 1 / (component.failure.mean + component.repair.mean)
      switch component.scope {
      case .node: rates.node_per_s += rate
      case .accelerator: rates.accelerator_per_s += rate
      case .port:
        let ports = units(of: component, on: topology).count
        rates.node_per_s += rate * Double(ports) / Double(max(1, topology.nodeCount))
      case .rack, .switch, .power, .supernode, .optical:
        let groups = units(of: component, on: topology)
        guard !groups.isEmpty else { continue }
        let nodes = groups.reduce(0) { $0 + $1.count } / groups.count
        rates.domains.append(FaultRates.Domain(nodes: max(1, nodes), failures_per_s: rate))
      }
    }
    return rates
  }
}
