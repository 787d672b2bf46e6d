public import KoineModel

/// The requests that jobs may be split by, and which of them jobs have run by.
struct SplitTable: ~Copyable {
  let isUsed: Bool
  /// Where the splits of each request end, and those of the next begin.
  private let ends: Column<Int>
  private let requests: Column<UInt32>
  /// By job, the request that it last ran by.
  var ranBy: Column<UInt32>

  init(_ workload: Workload) {
    isUsed = workload.splits.contains { !$0.isEmpty }
    var ends: [Int] = []
    for splits in isUsed ? workload.splits : [] { ends.append((ends.last ?? 0) + splits.count) }
    self.ends = Column(ends)
    requests = Column(isUsed ? workload.splits.joined().map(\.rawValue) : [])
    ranBy = Column(isUsed ? workload.request.map(\.rawValue) : [])
  }

  func places(of request: Int) -> Range<Int> {
    (request == 0 ? 0 : ends[request - 1])..<ends[request]
  }

  func request(at place: Int) -> Int { Int(requests[place]) }
}

/// Jobs that are split over two kinds of chips rather than wait for one.
extension SchedulerState {
  /// Starts the first waiting job, for which no single kind has room now, on two kinds at once, if that
  /// ends before any single kind could have done it even if nobody else came first.
  ///
  /// - Returns: whether it started; then `position` is the job after it, or `nil`.
  /// - Complexity: O(running jobs x log(running jobs)), with memory for them.
  mutating func startSplit<P: Placement & ~Copyable>(
    at position: inout SortedJobs.Position?, with placement: inout P
  ) -> Bool {
    let job = waiting.job(at: position!)
    let places = splits.places(of: workload.request[job.index].index)
    if places.isEmpty { return false }
    let limit_ns = soonestWhole_ns(job)
    var last = (span_ns: -1.0, place: -1)
    while let next = nextSplit(of: job, places, after: last), next.span_ns < limit_ns {
      let request = splits.request(at: next.place)
      if let gang = cluster.place(demands[request], with: &placement, segments: &segments) {
        position = commit(job, gang, at: position!, by: request)
        return true
      }
      last = next
    }
    return false
  }

  /// The fastest way to split a job of those that are slower than `last`.
  private mutating func nextSplit(
    of job: JobHandle, _ places: Range<Int>, after last: (span_ns: Double, place: Int)
  ) -> (span_ns: Double, place: Int)? {
    var best: (span_ns: Double, place: Int)?
    for place in places {
      let demand = demands[splits.request(at: place)]
      // Parts without pools: the kinds cannot do the work together.
      if demand.parts.contains(where: { cluster.parts[$0].pools.isEmpty }) { continue }
      let span_ns = span_ns(of: job, demand, on: 0)
      if (span_ns, place) <= last { continue }
      if best == nil || (span_ns, place) < best! { best = (span_ns, place) }
    }
    return best
  }

  /// The least time from now in which one kind of chips alone could end the job, by the expected ends
  /// of those that run: when enough of its accelerators are free, and how long it then takes.
  private mutating func soonestWhole_ns(_ job: JobHandle) -> Double {
    let demand = demand(of: job)
    var soonest = Double.infinity
    var before = ChipHandle.none
    for place in demand.pools {
      let pool = Int(cluster.candidatePools[place])
      let chip = cluster.pools[pool].chip
      if chip == before { continue }
      before = chip
      soonest = min(
        soonest, wait_ns(for: demand.accelerators, of: chip) + span_ns(of: job, demand, on: pool))
    }
    return soonest
  }

  private mutating func span_ns(of job: JobHandle, _ demand: Demand, on pool: Int) -> Double {
    let spread = demand.widestSpread(
      nodeAccelerators: cluster.pools[pool].accelerators, in: work.widestSpread)
    let speed = work.speeds.speed(of: demand, on: pool, spread: spread, widest: spread)
    let kept = attempts.isUsed ? history(of: job).keptUnits : 0
    return max(0, workload.units[job.index] - kept) * speed.unit_ns
  }

  /// Time until so many accelerators of a chip are free if nobody starts; infinite if they never are.
  private func wait_ns(for accelerators: Int, of chip: ChipHandle) -> Double {
    var missing = accelerators
    for pool in 0..<cluster.poolCount where cluster.pools[pool].chip == chip {
      missing -= Int(cluster.poolFree_milli[pool] / 1000)
    }
    if missing <= 0 { return 0 }
    var ends: [(key: Int64, slot: UInt32)] = runningSlots().map { slot in
      let running = runningJobs[slot]
      return (expectedEnd(of: running), slot)
    }
    ends.sort { $0 < $1 }
    for end in ends {
      missing -= held(by: end.slot, of: chip)
      if missing <= 0 { return Double(max(0, end.key - now.nanoseconds)) }
    }
    return .infinity
  }

  /// Accelerators of a chip that a running job holds.
  private func held(by slot: UInt32, of chip: ChipHandle) -> Int {
    var count = 0
    var segment = runningJobs[slot].first
    while true {
      if cluster.pools[Int(cluster.poolOfNode[Int(segment.node)])].chip == chip {
        count += segment.mask.nonzeroBitCount
      }
      if segment.next == SegmentArena.end { return count }
      segment = segments[segment.next]
    }
  }
}

extension RunLog {
  /// The workload with the requests that jobs ran by: those that were split ask for several kinds of
  /// chips there.
  public func asRun(_ workload: Workload) -> Workload {
    if ranBy.isEmpty { return workload }
    var workload = workload
    workload.request = ranBy
    return workload
  }
}
