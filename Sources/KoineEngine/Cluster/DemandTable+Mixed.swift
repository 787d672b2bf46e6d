import KoineModel

extension DemandTable {
  /// A job on several kinds of chips: one demand for each kind, and one that holds them together.
  ///
  /// Each part keeps to one chip, and all have no pools if that is missing, or if the job names a model
  /// that cannot run on them together.
  mutating func appendMixed(
    _ request: Request, rank: Int, _ workload: Workload, _ topology: Topology,
    _ speeds: (any SpeedSource)?
  ) {
    let begin = candidatePools.count
    let partBegin = parts.count
    let mix = topology.parts(of: request, in: workload)
    var workRow = -1
    var canRun = mix != nil
    if request.work != .none {
      workRow = workRows
      let work = workload.works[request.work.index]
      let speed = mix.flatMap {
        speeds?.speed(of: work, on: $0, spread: topology.widestSpread)
      }
      canRun = speed != nil
      appendRow(slowest_ns: speed?.unit_ns ?? 0, mix: mix ?? [])
    }
    for (index, part) in request.parts.enumerated() {
      let pools = candidatePools.count
      if canRun, let mix { appendPools(ofChipIn: mix[index].pool, topology) }
      parts.append(
        Demand(part, of: request, pools: pools..<candidatePools.count, sizeRank: rank))
    }
    demands.append(
      Demand(
        request, pools: begin..<candidatePools.count, sizeRank: rank, workRow: workRow,
        parts: partBegin..<parts.count))
  }
}
