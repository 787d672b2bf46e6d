public import KoineModel

/// Whether photonic cards are the right place for work, and why.
extension ModelSpeeds {
  /// What decides the time of work on a pool of photonic cards, in a sentence without a full stop; `nil`
  /// on other chips, and for work that cannot run there.
  public func photonicReason(
    of work: ModelWork, accelerators: Int, on pool: PoolHandle
  ) -> String? {
    let type = topology.nodeType(of: topology.pools[pool.index])
    guard type.chip != .none, let model = models[work.model],
      case .batchInference(let prompt, let output) = work.task
    else { return nil }
    let asked = ServingWork(model: model, promptTokens: prompt, outputTokens: output)
    return try? capacity(
      asked, topology.chips[type.chip.index], accelerators, work.bits,
      at: site(pool, .node, accelerators)
    ).capacity.reason
  }

  /// The fastest chip of the cluster for work that is not of `pool`, and by how much `pool` is faster.
  /// - Complexity: O(pools), a search of plans for each.
  public func fastestOther(
    of work: ModelWork, accelerators: Int, than pool: PoolHandle
  ) -> (chip: String, ratio: Double)? {
    guard let own = unit_ns(work, accelerators, pool) else { return nil }
    let chip = topology.nodeType(of: topology.pools[pool.index]).chip
    var best: (chip: String, unit_ns: Double)?
    for index in topology.pools.indices {
      let type = topology.nodeType(of: topology.pools[index])
      if type.chip == .none || type.chip == chip { continue }
      if topology.pools[index].nodes.count * type.accelerators < accelerators { continue }
      guard let time = unit_ns(work, accelerators, PoolHandle(index)),
        time < best?.unit_ns ?? .infinity
      else { continue }
      best = (topology.chips[type.chip.index].key, time)
    }
    return best.map { ($0.chip, $0.unit_ns / own) }
  }

  private func unit_ns(
    _ work: ModelWork, _ accelerators: Int, _ pool: PoolHandle
  ) -> Double? {
    speed(of: work, accelerators: accelerators, on: pool, spread: topology.widestSpread)?.unit_ns
  }
}
