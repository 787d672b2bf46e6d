/// What a group does when one of its nodes fails.
public struct CircuitRepair: Hashable, Sendable {
  /// The group's nodes afterwards, in ascending order; as many as before.
  public var group: [Int]
  /// The node that came in.
  public var replacement: Int
  public var circuits: [Circuit]
  /// Circuits that were not there before: what the delays are paid for.
  public var changed: Int
}

extension CircuitPlan {
  /// Replaces a failed node of a group by a free healthy one, and sets the circuits anew.
  ///
  /// The nearest candidate is taken with which the group can be joined, the lower of two: on a row the
  /// failed node is bypassed and the group grows at an end or into a gap. Circuits between nodes that
  /// stay neighbours are left alone.
  /// - Parameters:
  ///   - circuits: those of the group as they are set.
  ///   - isFree: which nodes are healthy and in no group.
  /// - Returns: the repair, or `nil` if no free node can be joined; then nothing has changed.
  /// - Complexity: O(free nodes x nodes of the group).
  public mutating func replace(
    _ failed: Int, in group: [Int], circuits: [Circuit], isFree: [Bool]
  ) -> CircuitRepair? {
    let candidates = isFree.indices.filter { isFree[$0] && $0 != failed }.sorted { a, b in
      (abs(a - failed), a) < (abs(b - failed), b)
    }
    let staying = group.filter { $0 != failed }
    var without = self
    without.disconnect(circuits)
    for candidate in candidates {
      var trial = without
      let nodes = (staying + [candidate]).sorted()
      guard let joined = try? trial.connect(nodes) else { continue }
      let before = Set(circuits.map(Self.joinedNodes))
      self = trial
      return CircuitRepair(
        group: nodes, replacement: candidate, circuits: joined,
        changed: joined.count { !before.contains(Self.joinedNodes($0)) })
    }
    return nil
  }

  private static func joinedNodes(_ circuit: Circuit) -> [Int] {
    [circuit.from.node, circuit.to.node].sorted()
  }
}
