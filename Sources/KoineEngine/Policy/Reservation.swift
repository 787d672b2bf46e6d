public import KoineModel

/// A reservation for a blocked job on nodes that differ: the cluster as it will be at the shadow time.
///
/// Counting free accelerators is not enough there: eight free ones on two nodes do not serve a job
/// that needs eight on one. So the running jobs are taken off a copy of the cluster in the order of
/// their expected ends until the blocked job fits, and whoever overtakes and outlasts that time has to
/// leave it fitting.
public struct Reservation: ~Copyable {
  var cluster: ClusterState
  var segments: SegmentArena
  /// The earliest expected end at which the blocked job fits.
  public internal(set) var shadow: Instant

  init(_ workload: Workload, on topology: Topology) {
    let table = DemandTable(workload, on: topology)
    let hasShares = workload.requests.contains { $0.share_milli < 1000 }
    cluster = ClusterState(topology, candidatePools: table.candidatePools, hasShares: hasShares)
    segments = SegmentArena(capacity: topology.acceleratorCount + topology.nodeCount + 1)
    shadow = .never
  }

  fileprivate mutating func fits(_ demand: Demand) -> Bool {
    var first = FirstHolder()
    guard let gang = cluster.place(demand, with: &first, segments: &segments) else { return false }
    cluster.remove(gang.first, of: demand, segments: &segments)
    return true
  }

  fileprivate mutating func apply(
    _ first: Segment, of demand: Demand, _ chain: borrowing SegmentArena, gives: Bool
  ) {
    var segment = first
    while true {
      let task = demand.task(of: segment.mask.nonzeroBitCount, pools: demand.pools)
      if gives {
        cluster.giveBack(task, mask: segment.mask, to: Int(segment.node))
      } else {
        cluster.occupy(task, mask: segment.mask, on: Int(segment.node))
      }
      if segment.next == SegmentArena.end { return }
      segment = chain[segment.next]
    }
  }
}

extension SchedulerState {
  /// A reservation to be filled by ``reserve(for:_:)``.
  public func makeReservation(on topology: Topology) -> Reservation {
    Reservation(workload, on: topology)
  }

  /// Finds the earliest expected end at which the blocked `head` fits if nobody else starts.
  ///
  /// - Complexity: O(nodes + running jobs x the cost of a placement).
  public func reserve(for head: JobHandle, _ reservation: inout Reservation) {
    let demand = demand(of: head)
    reservation.cluster.copy(from: cluster)
    reservation.shadow = .never
    var position = running.isEmpty ? nil : running.first
    while let here = position {
      let job = running.job(at: here)
      reservation.apply(
        jobs[job.index].first, of: self.demand(of: job), segments, gives: true)
      position = running.next(after: here)
      let key = running.key(at: here)
      if let next = position, running.key(at: next) == key { continue }
      if reservation.fits(demand) {
        reservation.shadow = Instant(nanoseconds: key)
        return
      }
    }
  }

  /// Starts the job at `position` if it fits now and does not delay the blocked `head`: it ends by
  /// the shadow time, or `head` fits then all the same.
  public mutating func start<P: Placement & ~Copyable>(
    at position: inout SortedJobs.Position?, with placement: inout P, before head: JobHandle,
    _ reservation: inout Reservation
  ) -> Bool {
    let job = waiting.job(at: position!)
    guard let gang = tryPlace(job, with: &placement) else { return false }
    let demand = demand(of: job)
    if now + estimate(of: job) > reservation.shadow {
      reservation.apply(gang.first, of: demand, segments, gives: false)
      if !reservation.fits(self.demand(of: head)) {
        reservation.apply(gang.first, of: demand, segments, gives: true)
        cluster.remove(gang.first, of: demand, segments: &segments)
        return false
      }
    }
    position = commit(job, gang, at: position!)
    return true
  }
}
