public import KoineModel

/// The chip names of a workload that neither its topology nor the catalogue knows, with the nearest
/// known one.
///
/// A job that asks for a known chip which the cluster lacks is an outcome of the run; a name that
/// nobody knows is a slip.
/// - Complexity: O(names x chips of the catalogue).
public func unknownChipNames(
  of workload: Workload, on topology: Topology, _ catalogue: Catalogue
) -> [Diagnostic] {
  var seen: Set<String> = []
  var problems: [Diagnostic] = []
  for name in workload.chipSelections.joined() where seen.insert(name).inserted {
    if let problem = catalogue.unknownChip(name, on: topology) {
      problems.append(
        Diagnostic(
          file: workload.name, key: firstJob(asking: name, workload).map { "chips of job \($0)" },
          problem))
    }
  }
  return problems
}

/// The job that asks for chips of that name first.
private func firstJob(asking name: String, _ workload: Workload) -> String? {
  let asks = workload.requests.map { request in
    (request.parts.map(\.chips) + [request.chips]).contains {
      $0 != .none && workload.chipSelections[$0.index].contains(name)
    }
  }
  let job = workload.request.firstIndex { asks[$0.index] }
  return job.map { workload.names[JobHandle($0)] }
}

extension Catalogue {
  /// That neither the cluster nor the catalogue has a chip of this name; `nil` where one has.
  public func unknownChip(_ name: String, on topology: Topology) -> InputProblem? {
    if !topology.chips(named: name).isEmpty || !chips(named: name).isEmpty { return nil }
    let own = topology.chips.flatMap { [$0.key, $0.product] + $0.aliases }
    let nearest = nearestName(to: name, among: own) ?? nearestChip(to: name)
    return .unknownName(kind: "chip", found: name, nearest: nearest)
  }
}
