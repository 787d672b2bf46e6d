import KoineModel

/// Jobs on several kinds of chips: every part on its own kind, all together or none.
extension ClusterState {
  /// Places a job that needs more than free nodes of one kind: power, or several kinds of chips.
  @inline(never)
  mutating func placeWithCare<P: Placement & ~Copyable>(
    _ demand: Demand, with placement: inout P, segments: inout SegmentArena
  ) -> PlacedGang? {
    if demand.isMixed { return placeMixed(demand, with: &placement, segments: &segments) }
    var gang =
      power.isLimited
      ? placeWithinPower(demand, with: &placement, segments: &segments)
      : placeApart(demand, with: &placement, segments: &segments)
    // Whoever lies in one optical supernode without having asked is joined if the ports are free.
    if let placed = gang, placed.nodes > 1, !placed.isJoined, setsCircuits(demand),
      canJoin(placed, segments)
    {
      gang!.isJoined = true
    }
    return gang
  }

  /// ``placeAnywhere(_:with:segments:)`` with code of its own, so that the one in the loop is laid out
  /// for the loop.
  @inline(never)
  mutating func placeApart<P: Placement & ~Copyable>(
    _ demand: Demand, with placement: inout P, segments: inout SegmentArena
  ) -> PlacedGang? {
    placeAnywhere(demand, with: &placement, segments: &segments)
  }

  private mutating func placeMixed<P: Placement & ~Copyable>(
    _ demand: Demand, with placement: inout P, segments: inout SegmentArena
  ) -> PlacedGang? {
    var whole: PlacedGang?
    for index in demand.parts {
      guard let part = placeWithCare(parts[index], with: &placement, segments: &segments) else {
        if let whole { remove(whole.first, of: demand, segments: &segments) }
        return nil
      }
      guard var joined = whole else {
        whole = part
        continue
      }
      joined.first.next = segments.insert(part.first, before: joined.first.next)
      joined.nodes += part.nodes
      whole = joined
    }
    return whole
  }

  /// Whether every part has as much free as it asks for.
  func partsHaveEnoughFree(_ demand: Demand) -> Bool {
    for index in demand.parts where !hasEnoughFree(for: parts[index]) { return false }
    return true
  }
}

extension SegmentArena {
  /// Stores a chain of segments in front of another, and returns the place of its first.
  /// - Complexity: O(segments of the chain).
  mutating func insert(_ first: Segment, before rest: UInt32) -> UInt32 {
    var head = first
    if head.next == Self.end {
      head.next = rest
    } else {
      var last = head.next
      while self[last].next != Self.end { last = self[last].next }
      setNext(of: last, to: rest)
    }
    return insert(head)
  }
}
