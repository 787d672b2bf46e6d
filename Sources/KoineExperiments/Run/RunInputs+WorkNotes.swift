public import KoineEngine
import KoineModel
import KoinePerformance
public import KoineReports

extension RunInputs {
  /// What the speeds of jobs that name a model rest on, and why some could run nowhere.
  public func workNotes(_ log: RunLog) -> WorkNotes {
    if workload.units.isEmpty { return WorkNotes() }
    var chips: Set<ChipHandle> = []
    var rejected: [RequestHandle: Int] = [:]
    for job in 0..<workload.count {
      let request = workload.request[job]
      if workload.requests[request.index].work == .none { continue }
      if log.state[job] == .rejected { rejected[request, default: 0] += 1 }
      if log.pool[job] != .none {
        chips.insert(topology.nodeType(of: topology.pools[log.pool[job].index]).chip)
      }
    }
    let estimates = chips.sorted().compactMap { chip -> WorkNotes.Estimate? in
      let figures = speeds.estimates(on: chip)
      return figures.isEmpty
        ? nil : WorkNotes.Estimate(chip: topology.chips[chip.index].key, figures: figures)
    }
    let refusals = rejected.keys.sorted().map { refusal(of: $0, jobs: rejected[$0]!) }
    return WorkNotes(estimates: estimates, refusals: refusals)
  }

  private func refusal(of handle: RequestHandle, jobs: Int) -> WorkNotes.Refusal {
    let request = workload.requests[handle.index]
    let work = workload.works[request.work.index]
    var pools = topology.pools.indices.map { PoolHandle($0) }
    if request.chips != .none {
      let names = workload.chipSelections[request.chips.index]
      let accepted = names.flatMap { topology.chips(named: $0) }
      pools.removeAll {
        !accepted.contains(topology.nodeType(of: topology.pools[$0.index]).chip)
      }
    }
    return WorkNotes.Refusal(
      model: work.model, accelerators: Int(request.accelerators), jobs: jobs,
      reason: speeds.refusal(of: work, accelerators: Int(request.accelerators), on: pools))
  }
}
