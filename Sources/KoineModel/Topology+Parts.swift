extension Topology {
  /// Where the parts of a request for several kinds of chips lie: each in the largest pool of the first
  /// chip it names that the cluster has enough of. `nil` if a part has no such chip.
  ///
  /// - Complexity: O(parts x pools).
  public func parts(of request: Request, in workload: Workload) -> [WorkPart]? {
    let capacity = acceleratorsByChip
    var parts: [WorkPart] = []
    for part in request.parts {
      let accepted = workload.chipSelections[part.chips.index].flatMap { chips(named: $0) }
      let chip = accepted.sorted().first { capacity[$0.index] >= Int(part.accelerators) }
      guard let chip else { return nil }
      let own = pools.indices.filter { nodeType(of: pools[$0]).chip == chip }
      let largest = own.max { (accelerators(of: $0), $1) < (accelerators(of: $1), $0) }!
      parts.append(
        WorkPart(pool: PoolHandle(largest), accelerators: Int(part.accelerators)))
    }
    return parts
  }

  private func accelerators(of pool: Int) -> Int {
    pools[pool].nodes.count * nodeType(of: pools[pool]).accelerators
  }
}
