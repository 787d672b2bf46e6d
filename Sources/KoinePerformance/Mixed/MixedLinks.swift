public import KoineModel

/// The network as a mixed job sees it: what two kinds of chips reach between their nodes.
public struct MixedLinks: Hashable, Sendable {
  /// One interface between two kinds, one direction, GB/s, row by row; 0 where they cannot talk.
  private var interface_gb_s: [Double]
  /// Interfaces that a replica of each kind has at most.
  public var interfaces: [Int]
  /// Delay of one transfer, s.
  public var latency_s: Double
  /// Share of the interfaces' bandwidth that collectives reach.
  public var collectiveEfficiency: Double
  /// Messages of a chip up to this size are buffered: their sender does not wait for the receiver.
  public var buffered_bytes: Double
  /// Whether the chips of a stage send their parts of a tensor at once over all interfaces, as
  /// Megatron's scatter and gather do, or one after the other, as DeepSpeed's pipeline.
  public var sendsAtOnce = false
  /// Whether gradients are added up kind by kind first, as hierarchical collectives do, where that is
  /// faster than one ring over all.
  public var reducesByKind = false
  /// Whether adding up gradients begins while the last micro-batch still goes backward, as in Megatron.
  public var overlapsReduction = false
  private let kinds: Int

  /// All kinds reach each other at the same speed.
  public init(
    kinds: Int, interface_gb_s: Double, interfaces: Int = 1, latency_s: Double = 0,
    collectiveEfficiency: Double = 1, buffered_bytes: Double = 4_194_304
  ) {
    self.kinds = kinds
    self.interface_gb_s = Array(repeating: interface_gb_s, count: kinds * kinds)
    self.interfaces = Array(repeating: interfaces, count: kinds)
    self.latency_s = latency_s
    self.collectiveEfficiency = collectiveEfficiency
    self.buffered_bytes = buffered_bytes
  }

  /// Bandwidth of one interface between two kinds, GB/s; 0 where they cannot talk.
  public subscript(a: Int, b: Int) -> Double {
    get { interface_gb_s[a * kinds + b] }
    set {
      interface_gb_s[a * kinds + b] = newValue
      interface_gb_s[b * kinds + a] = newValue
    }
  }

  public var kindCount: Int { kinds }

  /// The links between chips of a cluster: the slower interface of the two, or what their pairing
  /// carries if that is less.
  ///
  /// - Parameter nodes: for each kind the type of node that its chips stand in. Where one states no
  ///   interface, ``NodeType/usualInterface_gb_s`` is assumed.
  public init(_ topology: Topology, nodes: [NodeType], collectiveEfficiency: Double = 0.8) {
    self.init(
      kinds: nodes.count, interface_gb_s: 0,
      latency_s: (topology.fabric.latency_us?.value ?? 0) * 1e-6,
      collectiveEfficiency: collectiveEfficiency)
    sendsAtOnce = true
    reducesByKind = true
    overlapsReduction = true
    // Sends are asynchronous there, whatever their size.
    buffered_bytes = .infinity
    interfaces = nodes.map { max(1, $0.networkInterfaces) }
    for a in nodes.indices {
      for b in a..<nodes.count {
        let pairing = topology.pairing(
          topology.chips[nodes[a].chip.index], topology.chips[nodes[b].chip.index])
        if pairing.transport == .none { continue }
        let one = nodes[a].networkInterface_gb_s?.value ?? NodeType.usualInterface_gb_s
        let other = nodes[b].networkInterface_gb_s?.value ?? NodeType.usualInterface_gb_s
        self[a, b] = min(one, other, pairing.bandwidth_gb_s?.value ?? .infinity)
      }
    }
  }

  /// Time to hand a tensor from one stage to the next, s.
  ///
  /// One after the other, the chips of a stage reach about one interface: measured by eth-easl/sailor
  /// on nodes of one and of four interfaces alike.
  func transfer_s(_ bytes: Double, _ a: MixedReplica, _ b: MixedReplica) -> Double {
    let lanes = sendsAtOnce ? lanes(a, b) : 1
    return latency_s + bytes / (self[a.kind, b.kind] * Double(lanes) * 1e9)
  }

  /// Interfaces that two replicas can use at once.
  private func lanes(_ a: MixedReplica, _ b: MixedReplica) -> Int {
    min(interfaces[a.kind], interfaces[b.kind], a.tensorParallel, b.tensorParallel)
  }

  /// Time of an all-reduce of `bytes` over a ring of replicas, s.
  ///
  /// Each chip of a replica reduces its own part, all at once over the replica's interfaces.
  func allReduce_s(_ bytes: Double, over replicas: [MixedReplica]) -> Double {
    let count = replicas.count
    if count < 2 { return 0 }
    var slowest = Double.infinity
    for (index, replica) in replicas.enumerated() {
      let next = replicas[(index + 1) % count]
      slowest = min(slowest, self[replica.kind, next.kind] * Double(lanes(replica, next)))
    }
    let ring_s = ring_s(bytes, count, slowest)
    return reducesByKind ? min(ring_s, byKind_s(bytes, over: replicas)) : ring_s
  }

  private func ring_s(_ bytes: Double, _ count: Int, _ bandwidth_gb_s: Double) -> Double {
    let steps = Double(2 * (count - 1))
    return steps
      * (latency_s + bytes / Double(count) / (bandwidth_gb_s * collectiveEfficiency * 1e9))
  }

  /// Time of an all-reduce in three steps, s: every kind scatters its sum over its replicas, those that
  /// hold the same part add it up across kinds, all parts at once, and every kind gathers.
  ///
  /// There are as many parts as the smallest kind has replicas. HETHUB and HetCCL reduce so, since the
  /// links between kinds are the slow ones.
  private func byKind_s(_ bytes: Double, over replicas: [MixedReplica]) -> Double {
    var counts = Array(repeating: 0, count: kinds)
    var first = Array(repeating: replicas[0], count: kinds)
    for replica in replicas {
      if counts[replica.kind] == 0 { first[replica.kind] = replica }
      counts[replica.kind] += 1
    }
    let used = counts.indices.filter { counts[$0] > 0 }
    if used.count < 2 { return .infinity }
    let parts = used.map { counts[$0] }.min()!
    var inside_s = 0.0
    var across_gb_s = Double.infinity
    for (index, kind) in used.enumerated() {
      let lanes = Double(lanes(first[kind], first[kind]))
      inside_s = max(inside_s, ring_s(bytes, counts[kind], self[kind, kind] * lanes))
      let next = used[(index + 1) % used.count]
      across_gb_s = min(
        across_gb_s, self[kind, next] * Double(self.lanes(first[kind], first[next])))
    }
    return inside_s + ring_s(bytes / Double(parts), used.count, across_gb_s)
  }
}
