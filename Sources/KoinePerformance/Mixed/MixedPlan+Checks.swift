extension MixedPlan {
  /// - Throws: that the layers are not covered, that replicas differ, or that two kinds cannot talk.
  func check(_ costs: some LayerCosts, _ links: MixedLinks) throws(MixedRefusal) {
    var next = 0
    for (index, stage) in stages.enumerated() {
      if stage.layers.lowerBound != next || stage.layers.isEmpty {
        throw .layersDoNotCover(stage: index)
      }
      next = stage.layers.upperBound
      if stage.replicas.count != microBatches.count || stage.replicas.isEmpty {
        throw .replicasDiffer(
          stage: index, found: stage.replicas.count, expected: microBatches.count)
      }
    }
    if next != costs.layerCount { throw .layersDoNotCover(stage: max(0, stages.count - 1)) }
    if !canTakeTurns { throw .cannotTakeTurns(turns: turns, stages: stages.count) }
    for (index, stage) in stages.enumerated() {
      for (column, replica) in stage.replicas.enumerated() {
        if index + 1 < stages.count {
          try checkPair(replica.kind, stages[index + 1].replicas[column].kind, links)
        } else if turns > 1 {
          try checkPair(replica.kind, stages[0].replicas[column].kind, links)
        }
        if stage.replicas.count > 1 {
          let other = stage.replicas[(column + 1) % stage.replicas.count]
          try checkPair(replica.kind, other.kind, links)
        }
      }
    }
  }

  /// Whether stages have enough layers, and pipelines enough micro-batches, for their parts to take
  /// turns.
  var canTakeTurns: Bool {
    turns == 1
      || turns > 1 && stages.count > 1 && stages.allSatisfy { $0.layers.count >= turns }
        && microBatches.allSatisfy { $0 >= stages.count }
  }

  private func checkPair(_ a: Int, _ b: Int, _ links: MixedLinks) throws(MixedRefusal) {
    if links[a, b] > 0 { return }
    let others = 0..<links.kindCount
    let nearest =
      others.first { $0 != a && $0 != b && links[a, $0] > 0 }
      ?? others.first { $0 != a && $0 != b && links[b, $0] > 0 }
    throw .cannotTalk(kind: a, other: b, nearest: nearest)
  }

  /// - Throws: the first stage that does not fit its chips.
  func checkMemory(_ costs: some LayerCosts, _ memory_gb: [Double]) throws(MixedRefusal) {
    for (index, stage) in stages.enumerated() {
      for (column, replica) in stage.replicas.enumerated() where replica.kind < memory_gb.count {
        // Most stages repeat one replica many times.
        if column > 0 && replica == stage.replicas[column - 1] { continue }
        let available = memory_gb[replica.kind]
        if available == 0 { continue }
        let needed = memory_gb_of(stage.layers, stage: index, replica, costs)
        if needed > available {
          throw .doesNotFit(
            stage: index, kind: replica.kind, needed_gb: needed, available_gb: available)
        }
      }
    }
  }

  /// Memory that the fullest chip of the plan needs, GB.
  public func fullest_gb(_ costs: some LayerCosts) -> Double {
    var most = 0.0
    for (index, stage) in stages.enumerated() {
      for replica in Set(stage.replicas) {
        most = max(most, memory_gb_of(stage.layers, stage: index, replica, costs))
      }
    }
    return most
  }

  /// Taking turns keeps more under way: the first pass of each later turn comes before any backward,
  /// and more so where micro-batches turn in larger groups than there are stages.
  var extraActivations: Double {
    if turns == 1 { return 1 }
    let count = stages.count
    let group = microBatches.reduce(count) { max($0, Self.turnGroup($1, stages: count)) }
    return 1
      + Double(count - 1 + (turns - 1) * (group - count)) / Double(count * turns)
  }

  /// Micro-batches that go through one part before the next: the fewest, at least one for each stage,
  /// that leave none over, or again one for each stage (Megatron-Core).
  static func turnGroup(_ microBatches: Int, stages: Int) -> Int {
    (stages...max(stages, microBatches)).first {
      let rest = microBatches % $0
      return rest == 0 || rest >= stages
    } ?? microBatches
  }

  /// Memory that a stage needs on each of its chips, GB: state, and activations of as many
  /// micro-batches as it has under way.
  func memory_gb_of(
    _ layers: Range<Int>, stage: Int, _ replica: MixedReplica, _ costs: some LayerCosts
  ) -> Double {
    var bytes = 0.0
    let underWay =
      Double(stages.count - stage) * Double(microBatch)
      * extraActivations
    var largest = 0.0
    for layer in layers {
      let all = costs.activation_bytes(layer: layer)
      let kept = replica.recomputes ? costs.output_bytes(layer: layer) : all
      bytes +=
        costs.state_bytes(layer: layer, replicas: stages[stage].replicas.count)
        + kept * underWay
      largest = max(largest, all)
    }
    // Recomputing holds one layer's activations at a time beside what was kept.
    if replica.recomputes { bytes += largest * Double(microBatch) }
    return bytes / Double(replica.tensorParallel) / 1e9
  }
}
