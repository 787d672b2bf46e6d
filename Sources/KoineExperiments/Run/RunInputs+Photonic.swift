import KoineModel
import KoinePerformance
import KoineReports
import KoineServing

/// Why photonic cards were the right or the wrong place for what ran on them.
extension RunInputs {
  /// Jobs of one request that ran on one pool of photonic cards.
  struct PhotonicRuns: Hashable {
    var request: RequestHandle
    var pool: PoolHandle
  }

  /// One note for each model and kind of card, by the request that ran most.
  func photonics(_ runs: [PhotonicRuns: Int]) -> [WorkNotes.Photonic] {
    var notes: [WorkNotes.Photonic] = []
    let ordered = runs.sorted { a, b in
      (b.value, a.key.request, a.key.pool) < (a.value, b.key.request, b.key.pool)
    }
    for (run, jobs) in ordered {
      let request = workload.requests[run.request.index]
      let work = workload.works[request.work.index]
      let accelerators = Int(request.accelerators)
      let key = topology.chips[topology.nodeType(of: topology.pools[run.pool.index]).chip.index].key
      if let place = notes.firstIndex(where: { $0.chip == key && $0.model == work.model }) {
        notes[place].jobs += jobs
        continue
      }
      guard
        let reason = speeds.photonicReason(of: work, accelerators: accelerators, on: run.pool)
      else { continue }
      let other = speeds.fastestOther(of: work, accelerators: accelerators, than: run.pool)
      notes.append(
        WorkNotes.Photonic(
          chip: key, model: work.model, jobs: jobs, reason: reason, other: other?.chip,
          ratio: other?.ratio))
    }
    return notes
  }

  /// One note for each service whose replicas are on photonic cards.
  var servicesOnLight: [WorkNotes.Photonic] {
    deployments.compactMap { deployment in
      guard let reason = deployment.capacity.reason else { return nil }
      var note = WorkNotes.Photonic(
        chip: topology.chips[deployment.chip.index].key, model: deployment.service.model, jobs: 0,
        reason: reason)
      note.service = deployment.service.name
      return note
    }
  }
}
