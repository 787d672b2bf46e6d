import KoineModel

/// How fast work runs on a node, in millionths of what a healthy one does.
struct NodePace: BitwiseCopyable, Equatable {
  var compute_ppm: Int32
  /// Of what jobs on several nodes send over its network ports.
  var network_ppm: Int32

  static var full: NodePace { NodePace(compute_ppm: 1_000_000, network_ppm: 1_000_000) }
}

/// What the nodes of a job make of its pace.
///
/// All accelerators of a job wait for the slowest of them at every step, and the slowest port carries
/// what all of them exchange.
struct GangPace: BitwiseCopyable {
  /// Of the slowest node; 0 if one hangs.
  var compute_ppm: Int64 = 1_000_000
  /// Of the slowest port of a job on several nodes.
  var network_ppm: Int64 = 1_000_000
  /// Part of the time of computing in which the others wait for the slowest, millionths.
  var imbalance_ppm: Int64 = 0

  var isFull: Bool { compute_ppm == 1_000_000 && network_ppm == 1_000_000 }
}

extension SchedulerState {
  /// - Complexity: O(segments of the job).
  func pace(of first: Segment) -> GangPace {
    var pace = GangPace()
    if first.isNone || !attempts.hasPaces { return pace }
    var segment = first
    var isSpread = false
    while true {
      let node = attempts.nodePace[Int(segment.node)]
      pace.compute_ppm = min(pace.compute_ppm, Int64(node.compute_ppm))
      pace.network_ppm = min(pace.network_ppm, Int64(node.network_ppm))
      if segment.node != first.node { isSpread = true }
      if segment.next == SegmentArena.end { break }
      segment = segments[segment.next]
    }
    if !isSpread { pace.network_ppm = 1_000_000 }
    if pace.compute_ppm < 1_000_000 { pace.imbalance_ppm = imbalance(of: first, pace.compute_ppm) }
    return pace
  }

  /// The part of its time that an accelerator waits, on average over those of a job whose slowest node
  /// has `slowest_ppm`.
  private func imbalance(of first: Segment, _ slowest_ppm: Int64) -> Int64 {
    var waiting_ppm: Int64 = 0
    var accelerators: Int64 = 0
    var segment = first
    while true {
      let count = Int64(max(1, segment.mask.nonzeroBitCount))
      let own_ppm = max(1, Int64(attempts.nodePace[Int(segment.node)].compute_ppm))
      waiting_ppm += count * (1_000_000 - slowest_ppm * 1_000_000 / own_ppm)
      accelerators += count
      if segment.next == SegmentArena.end { break }
      segment = segments[segment.next]
    }
    return max(0, waiting_ppm / accelerators)
  }

  /// Gives the job in `slot` the pace that its nodes have now, and moves its end.
  mutating func repace(_ slot: UInt32) {
    let running = runningJobs[slot]
    let index = running.job.index
    let pace = pace(of: running.first)
    let finish: Instant
    if demands[running.request].workRow >= 0 {
      work.progress[Int(slot)].settle(now)
      work.progress[Int(slot)].setPace(pace)
      finish = work.progress[Int(slot)].finish
    } else {
      let cost = attempts.costs[running.request]
      var progress = progress(of: running, in: slot)
      progress.settle(now, cost)
      progress.setPace(pace)
      keep(progress, of: slot)
      let whole_ns = workload.duration[index].nanoseconds
      let left_ns = whole_ns - history(of: running.job).kept_ns - progress.worked_ns
      finish = progress.finish(of: max(0, left_ns), cost)
    }
    let isStoppedByClock = !workload.stop.isEmpty && workload.stop[index].isReached
    if isStoppedByClock { return }
    dropEnd(of: slot)
    outcomes[index].finish = finish
    schedule(slot, at: finish)
  }
}
