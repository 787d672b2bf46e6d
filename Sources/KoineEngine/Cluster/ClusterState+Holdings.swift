import KoineModel

/// What running jobs hold, given back and taken again without touching their records.
extension ClusterState {
  /// Gives back what a job holds; its segments stay as they are.
  mutating func release(
    _ first: Segment, of demand: Demand, _ segments: borrowing SegmentArena
  ) {
    if isCounted {
      poolFree_milli[0] += Int64(demand.accelerators) * 1000
      return
    }
    let isBare = demand.isBare && !tracksNodes
    var segment = first
    while true {
      if isBare {
        giveBackWhole(segment.mask, to: Int(segment.node))
      } else {
        let task = demand.task(of: segment.mask.nonzeroBitCount, pools: demand.pools)
        giveBack(task, mask: segment.mask, to: Int(segment.node))
      }
      if segment.next == SegmentArena.end { return }
      segment = segments[segment.next]
    }
  }

  /// Takes exactly what a job has held.
  ///
  /// - Precondition: all of it is free.
  mutating func retake(
    _ first: Segment, of demand: Demand, _ segments: borrowing SegmentArena
  ) {
    let isTaken = retakeIfFree(first, of: demand, segments)
    precondition(isTaken, "somebody else has what the job held")
  }

  /// Takes exactly what a job has held, or nothing if any of it is not free.
  mutating func retakeIfFree(
    _ first: Segment, of demand: Demand, _ segments: borrowing SegmentArena
  ) -> Bool {
    if isCounted {
      if poolFree_milli[0] < Int64(demand.accelerators) * 1000 { return false }
      poolFree_milli[0] -= Int64(demand.accelerators) * 1000
      return true
    }
    var taken = 0
    var segment = first
    while true {
      let task = demand.task(of: segment.mask.nonzeroBitCount, pools: demand.pools)
      guard isFree(task, segment) else { break }
      occupy(task, mask: segment.mask, on: Int(segment.node))
      if segment.next == SegmentArena.end { return true }
      segment = segments[segment.next]
      taken += 1
    }
    segment = first
    for _ in 0..<taken {
      let task = demand.task(of: segment.mask.nonzeroBitCount, pools: demand.pools)
      giveBack(task, mask: segment.mask, to: Int(segment.node))
      segment = segments[segment.next]
    }
    return false
  }

  private func isFree(_ task: Task, _ segment: Segment) -> Bool {
    let node = Int(segment.node)
    if isClosed(node) { return isFreeOnClosed(task, segment) }
    if freeCPU_milli[node] < task.cpu_milli || freeMemory_mib[node] < task.memory_mib {
      return false
    }
    if task.share_milli == 1000 { return freeMask[node] & segment.mask == segment.mask }
    let slot = segment.mask.trailingZeroBitCount
    return freeShare_milli(of: NodeHandle(rawValue: segment.node), slot: slot) >= task.share_milli
  }
}
