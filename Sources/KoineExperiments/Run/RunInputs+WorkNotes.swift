public import KoineEngine
import KoineModel
import KoinePerformance
public import KoineReports

extension RunInputs {
  /// What the speeds of jobs that name a model rest on, how those on several kinds of chips worked
  /// together, and why some could run nowhere.
  public func workNotes(_ log: RunLog) -> WorkNotes {
    if workload.units.isEmpty { return WorkNotes(photonics: servicesOnLight) }
    let workload = log.asRun(workload)
    var chips: Set<ChipHandle> = []
    var rejected: [RequestHandle: Int] = [:]
    var mixed: [RequestHandle: Int] = [:]
    var onLight: [PhotonicRuns: Int] = [:]
    for job in 0..<workload.count {
      let handle = workload.request[job]
      let request = workload.requests[handle.index]
      if request.work == .none { continue }
      if scaling.knows(workload.works[request.work.index].model) { continue }
      if log.state[job] == .rejected { rejected[handle, default: 0] += 1 }
      if log.pool[job] == .none { continue }
      if request.parts.isEmpty {
        let chip = topology.nodeType(of: topology.pools[log.pool[job].index]).chip
        chips.insert(chip)
        if topology.chips[chip.index].photonic != nil {
          onLight[PhotonicRuns(request: handle, pool: log.pool[job]), default: 0] += 1
        }
      } else {
        mixed[handle, default: 0] += 1
      }
    }
    for handle in mixed.keys {
      for part in topology.parts(of: workload.requests[handle.index], in: workload) ?? [] {
        chips.insert(topology.nodeType(of: topology.pools[part.pool.index]).chip)
      }
    }
    let estimates = chips.sorted().compactMap { chip -> WorkNotes.Estimate? in
      let figures = speeds.estimates(on: chip)
      return figures.isEmpty
        ? nil : WorkNotes.Estimate(chip: topology.chips[chip.index].key, figures: figures)
    }
    let refusals = rejected.keys.sorted().compactMap { refusal(of: $0, jobs: rejected[$0]!) }
    return WorkNotes(
      estimates: estimates, refusals: refusals,
      mixes: mixed.keys.sorted().compactMap { mix(of: $0, jobs: mixed[$0]!) },
      photonics: photonics(onLight) + servicesOnLight)
  }

  private func mix(of handle: RequestHandle, jobs: Int) -> WorkNotes.Mix? {
    let request = workload.requests[handle.index]
    let work = workload.works[request.work.index]
    guard let parts = topology.parts(of: request, in: workload),
      case (.runs(_, let plan), let ratio?) = speeds.explain(
        work, on: parts, spread: topology.widestSpread)
    else { return nil }
    return WorkNotes.Mix(
      model: work.model, chips: workload.chipsText(of: request), jobs: jobs,
      heteroEfficiency: ratio, plan: plan)
  }

  /// `nil` where the work could run and the jobs were rejected for something else, which is said there.
  private func refusal(of handle: RequestHandle, jobs: Int) -> WorkNotes.Refusal? {
    let request = workload.requests[handle.index]
    let work = workload.works[request.work.index]
    return reason(against: request, work).map {
      WorkNotes.Refusal(
        model: work.model, accelerators: Int(request.accelerators),
        chips: request.chips == .none ? [] : workload.chipSelections[request.chips.index],
        jobs: jobs, reason: $0)
    }
  }

  private func reason(against request: Request, _ work: ModelWork) -> String? {
    if !request.parts.isEmpty {
      guard let parts = topology.parts(of: request, in: workload) else {
        return "the cluster has too few accelerators of a kind that it asks for"
      }
      if case .refused(let reason) = speeds.explain(
        work, on: parts, spread: topology.widestSpread
      ).answer {
        return reason
      }
      return "its accelerators are nowhere free together"
    }
    var pools = topology.pools.indices.map { PoolHandle($0) }
    if request.chips != .none {
      let names = workload.chipSelections[request.chips.index]
      let accepted = names.flatMap { topology.chips(named: $0) }
      pools.removeAll {
        !accepted.contains(topology.nodeType(of: topology.pools[$0.index]).chip)
      }
    }
    return speeds.refusal(of: work, accelerators: Int(request.accelerators), on: pools)
  }
}
