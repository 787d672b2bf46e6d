import KoineModel

extension ClusterState {
  /// The node left with least of the first chip that has room, in the order of the task's pools.
  ///
  /// - Complexity: O(pools x the cost of ``node(for:_:)``).
  public func nodeOfFirstChip(for task: Task) -> NodeChoice {
    let pools = task.pools
    if pools.count <= 1 { return node(for: task, .tightest) }
    var kind = task
    var begin = pools.lowerBound
    while begin < pools.upperBound {
      let chip = self.pools[Int(candidatePools[begin])].chip.rawValue
      var end = begin + 1
      while end < pools.upperBound,
        self.pools[Int(candidatePools[end])].chip.rawValue == chip
      { end += 1 }
      kind.pools = begin..<end
      let choice = node(for: kind, .tightest)
      if choice.node != .none { return choice }
      begin = end
    }
    return .none
  }
}
