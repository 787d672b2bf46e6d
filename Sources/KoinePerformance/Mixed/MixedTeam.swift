public import KoineModel

/// Chips of several kinds of a cluster that train one model together.
public struct MixedTeam: Sendable {
  /// The chips of one kind.
  public struct Member: Sendable {
    public var pool: PoolHandle
    public var accelerators: Int
    public var chip: Chip
    public var type: NodeType
    public var speed: ChipSpeed
    public var estimator: TrainingEstimator
  }

  public let model: NeuralModel
  public let sequenceLength: Int
  public let members: [Member]
  public let links: MixedLinks
  public let costs: EstimatedLayerCosts

  /// - Precondition: at least one part.
  /// - Throws: that the speed of a chip is unknown, or that it trains nothing.
  public init(
    _ model: NeuralModel, on parts: [WorkPart], of topology: Topology, sequenceLength: Int? = nil,
    precision: Precision = .fp16
  ) throws(PerformanceRefusal) {
    var members: [Member] = []
    for part in parts {
      let type = topology.nodeType(of: topology.pools[part.pool.index])
      let chip = topology.chips[type.chip.index]
      if chip.photonic != nil && chip.peak_tflops.isEmpty {
        throw .computesOnLight(chip: chip.key)
      }
      let speed = try ChipSpeed(chip, precision: precision)
      let estimator = TrainingEstimator(
        model: model, speed: speed,
        network: Interconnect(topology, pool: part.pool.index, speed: speed),
        sequenceLength: sequenceLength)
      members.append(
        Member(
          pool: part.pool, accelerators: part.accelerators, chip: chip, type: type, speed: speed,
          estimator: estimator))
    }
    self.model = model
    self.sequenceLength = sequenceLength ?? model.sequenceLength
    self.members = members
    links = MixedLinks(topology, nodes: members.map(\.type))
    costs = EstimatedLayerCosts(members.map(\.estimator))
  }

  /// What plans may use, for a search.
  public func pool(globalBatch: Int, microBatches: [Int] = [1, 2, 4, 8]) -> MixedPool {
    MixedPool(
      kinds: members.map {
        MixedKind(
          name: $0.chip.key, chips: $0.accelerators, memory_gb: $0.speed.memory_bytes / 1e9,
          groupLimit: max(1, $0.type.accelerators))
      },
      globalBatch: globalBatch, microBatches: microBatches)
  }

  /// Two members that cannot exchange data, with a member that one of them could work with instead.
  public var silentPair: (a: Member, b: Member, nearest: Member?)? {
    for a in members.indices {
      for b in members.indices where b > a && links[a, b] == 0 {
        let others = members.indices.filter { $0 != a && $0 != b }
        let nearest = others.first { links[a, $0] > 0 } ?? others.first { links[b, $0] > 0 }
        return (members[a], members[b], nearest.map { members[$0] })
      }
    }
    return nil
  }

  /// The best mix and how well its kinds work together.
  ///
  /// - Parameter alone: what each member reaches alone, where that is known already.
  /// - Throws: that two kinds cannot exchange data, or that the model fits no plan.
  public func efficiency(
    globalBatch: Int, microBatches: [Int] = [1, 2, 4, 8], alone: [MixedChoice?]? = nil
  ) throws(PerformanceRefusal) -> HeteroEfficiency {
    if let pair = silentPair {
      throw .cannotTalk(
        chip: pair.a.chip.key, other: pair.b.chip.key, nearest: pair.nearest?.chip.key)
    }
    let pool = pool(globalBatch: globalBatch, microBatches: microBatches)
    if let found = pool.efficiency(costs, links, alone: alone) { return found }
    throw .noMix(
      model: model.name, chips: members.map { "\($0.accelerators) \($0.chip.key)" },
      state_gb: state_gb, available_gb: available_gb, times: timesThatFit(pool))
  }

  /// How many times as many chips of each kind hold the model, of a few that are tried.
  private func timesThatFit(_ pool: MixedPool) -> Int? {
    [2, 4, 8, 16, 32, 64, 128, 256].first { times in
      var larger = pool
      for kind in larger.kinds.indices { larger.kinds[kind].chips *= times }
      return larger.best(costs, links) != nil
    }
  }

  /// The least that training keeps of the model over all chips together, GB.
  private var state_gb: Double {
    (0..<costs.layerCount).reduce(0) { $0 + costs.state_bytes(layer: $1, replicas: 1) } / 1e9
  }

  private var available_gb: Double {
    members.reduce(0) { $0 + Double($1.accelerators) * $1.speed.memory_bytes / 1e9 }
  }

  /// Chips of each member that a plan uses.
  public func used(by plan: MixedPlan) -> [Int] {
    var counts = Array(repeating: 0, count: members.count)
    for stage in plan.stages {
      for replica in stage.replicas { counts[replica.kind] += replica.tensorParallel }
    }
    return counts
  }

  /// `18 BR166L | 14 C550, 8 pipelines, TP4`: layers and kind of each stage.
  public func text(_ plan: MixedPlan) -> String {
    let stages = plan.stages.map { stage in
      let kinds = Set(stage.replicas.map(\.kind)).sorted().map { members[$0].chip.product }
      return "\(stage.layers.count) \(kinds.joined(separator: "+"))"
    }
    return stages.joined(separator: " | ")
      + ", \(plan.microBatches.count) pipelines, \(groups(plan) { "TP\($0.tensorParallel)" })"
      + ", micro-batch \(plan.microBatch)" + (plan.turns > 1 ? ", interleaved \(plan.turns)" : "")
      + (plan.recomputes ? ", recompute " + groups(plan) { $0.recomputes ? "full" : "none" } : "")
  }

  /// What a plan's groups have in common, or what those of each kind have.
  private func groups(_ plan: MixedPlan, _ word: (MixedReplica) -> String) -> String {
    let replicas = plan.stages.flatMap(\.replicas)
    let words = members.indices.compactMap { kind in
      replicas.first { $0.kind == kind }.map { (kind, word($0)) }
    }
    if Set(words.map(\.1)).count == 1 { return words[0].1 }
    return words.map { "\(members[$0].chip.product) \($1)" }.joined(separator: " + ")
  }
}
