import KoineFormats
import KoineModel
import KoineReports

extension Sweep {
  /// What each point's fleet has become where it misses its shares or its size, each once and in the
  /// order of the points.
  ///
  /// - Complexity: O(points x nodes), beyond the reading of the clusters.
  public func fleetNotes(_ cache: InputCache = InputCache()) -> [String] {
    var notes: [String] = []
    for point in points {
      guard let scenario = try? study.document.scenario(point, .all) else { continue }
      let plan = RunPlan(scenario)
      guard !plan.fleet.shares.isEmpty, let name = plan.topology,
        let note = (try? cache.topology(name, plan))?.fleet?.sentence
      else { continue }
      if !notes.contains(note) { notes.append(note) }
    }
    return notes
  }
}
