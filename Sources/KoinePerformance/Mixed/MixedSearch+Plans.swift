extension MixedSearch {
  mutating func tryPipelinesAcrossKinds(_ candidate: MixedCandidate, _ tables: CostTables) {
    let counts = candidate.counts
    let columns = candidate.repeats
    // Where the batch does not divide, the first pipelines take one more.
    let (each, more) = (pool.globalBatch / tables.microBatch).quotientAndRemainder(
      dividingBy: columns)
    let shares = (0..<columns).map { each + ($0 < more ? 1 : 0) }
    for order in orders(of: counts) {
      let kinds = order.flatMap { Array(repeating: $0, count: counts[$0]) }
      guard let layers = split(kinds, candidate.settings, columns, tables) else { continue }
      let slowest_s = zip(layers, kinds).reduce(0) { slowest, stage in
        let layer_s = tables[candidate.settings[stage.1]].layer_s[stage.1]
        return max(slowest, stage.0.reduce(0) { $0 + layer_s[$1] })
      }
      if !isPromising(slowest_s * Double(shares[0])) { continue }
      let stages = zip(layers, kinds).map { layers, kind in
        let replica = CostTables.settings[candidate.settings[kind]].replica(kind)
        return MixedStage(
          layers: layers, replicas: Array(repeating: replica, count: columns))
      }
      consider(
        MixedPlan(stages: stages, microBatch: tables.microBatch, microBatches: shares), tables)
    }
  }

  /// Early stages keep the activations of more micro-batches: both orders by memory are tried.
  private func orders(of counts: [Int]) -> [[Int]] {
    let used = counts.indices.filter { counts[$0] > 0 }
    if used.count == 1 { return [used] }
    let sorted = used.sorted { a, b in
      (pool.kinds[b].memory_gb, a) < (pool.kinds[a].memory_gb, b)
    }
    return [sorted, sorted.reversed()]
  }

  mutating func tryPipelinesSideBySide(_ candidate: MixedCandidate, _ tables: CostTables) {
    let total = pool.globalBatch / tables.microBatch
    let (counts, settings, stages) = (candidate.counts, candidate.settings, candidate.repeats)
    let used = counts.indices.filter { counts[$0] > 0 }
    let column = used.flatMap { Array(repeating: $0, count: counts[$0]) }
    let period_s = column.map { tables[settings[$0]].whole_s[$0] / Double(stages) }
    let shares = sharedMicroBatches(total, period_s: period_s, filling: Double(stages - 1))
    let replicas = column.map { CostTables.settings[settings[$0]].replica($0) }
    let slowest_s = column.indices.reduce(0) { max($0, Double(shares[$1]) * period_s[$1]) }
    // The largest stage has at least its part of the gradients to add up.
    let reduction_s = links.allReduce_s(
      tables.gradients_bytes / Double(stages), over: replicas)
    let exposed_s = reduction_s * (links.overlapsReduction ? Roofline.unhidden : 1)
    if !isPromising(slowest_s + exposed_s) { return }
    // The layers are those that suit the kind with the least memory for what it holds.
    let tight = used.min { a, b in
      (room(of: a, settings[a], column.count, tables), a)
        < (room(of: b, settings[b], column.count, tables), b)
    }!
    guard
      let layers = split(Array(repeating: tight, count: stages), settings, column.count, tables)
    else { return }
    consider(
      MixedPlan(
        stages: layers.map { MixedStage(layers: $0, replicas: replicas) },
        microBatch: tables.microBatch, microBatches: shares),
      tables)
  }

  /// Memory of a chip over what the model with one micro-batch under way needs of it.
  private func room(of kind: Int, _ setting: Int, _ columns: Int, _ tables: CostTables) -> Double {
    tables[setting].available_gb(of: pool.kinds[kind]) / tables[setting].whole_gb(replicas: columns)
  }

  private func split(
    _ kinds: [Int], _ settings: [Int], _ columns: Int, _ tables: CostTables
  ) -> [Range<Int>]? {
    let stages = kinds.count
    var split = LayerSplit(time_s: [], overhead_s: [], memory_gb: [], available_gb: [])
    let bytes = tables.output_bytes(layer: 0) * Double(tables.microBatch)
    let groups = kinds.map { CostTables.settings[settings[$0]].replica($0) }
    for (stage, kind) in kinds.enumerated() {
      var overhead = 0.0
      if stage > 0 { overhead += 2 * links.transfer_s(bytes, groups[stage - 1], groups[stage]) }
      if stage < stages - 1 {
        overhead += 2 * links.transfer_s(bytes, groups[stage], groups[stage + 1])
      }
      let table = tables[settings[kind]]
      split.time_s.append(table.layer_s[kind])
      split.overhead_s.append(overhead.isFinite ? overhead : 0)
      let underWay = Double((stages - stage) * tables.microBatch)
      split.memory_gb.append(table.memory_gb(underWay: underWay, replicas: columns))
      split.available_gb.append(table.available_gb(of: pool.kinds[kind]))
    }
    return split.best()
  }
}
