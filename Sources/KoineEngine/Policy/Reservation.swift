public import KoineModel

/// A reservation for a blocked job on nodes that differ: the cluster as it will be at the shadow time.
///
/// Counting free accelerators is not enough there: eight free ones on two nodes do not serve a job
/// that needs eight on one. So the running jobs are taken off a copy of the cluster in the order of
/// their expected ends until the blocked job fits, and whoever overtakes and outlasts that time has to
/// leave it fitting.
///
/// It is worked out only when somebody could overtake.
public struct Reservation: ~Copyable {
  var cluster: ClusterState
  var segments: SegmentArena
  /// The earliest expected end at which the blocked job fits, or until when it may be held back.
  public internal(set) var shadow: Instant
  /// How much later than promised the blocked job may start, in parts of its promised wait.
  let slack: Double
  var promise = Promise()
  /// Whether the shadow is that of the job blocked now.
  public internal(set) var isFresh = false
  /// Changes with every shadow, so that what was denied under another counts no more.
  var number: UInt32 = 0
  /// Per request, the number of the shadow under which no room was left beside the blocked job.
  var deniedAt: Column<UInt32>
  /// Nodes kept back for the blocked job, and which of their accelerators.
  var keptNodes: Column<UInt32>
  var keptMasks: Column<UInt64>
  var keptCount = 0

  /// - Parameter original: the cluster that it is a copy of, made from `topology`.
  init(
    _ workload: Workload, on topology: Topology, like original: borrowing ClusterState,
    slack: Double
  ) {
    self.slack = slack
    cluster = ClusterState(
      topology, candidatePools: original.candidatePools.array(), parts: original.parts.array(),
      optical: original.optical,
      hasShares: original.hasShares,
      needsNodes: !original.isCounted, powerLimit: original.power.shared)
    segments = SegmentArena(capacity: topology.acceleratorCount + topology.nodeCount + 1)
    shadow = .never
    deniedAt = Column(zeroed: workload.requests.count)
    keptNodes = Column(zeroed: topology.nodeCount)
    keptMasks = Column(zeroed: topology.nodeCount)
  }

  /// Forgets the shadow: another job is blocked, or something was given back.
  public mutating func invalidate() { isFresh = false }

  fileprivate mutating func fits(_ wanted: Demand) -> Bool {
    guard cluster.hasEnoughFree(for: wanted) else { return false }
    var demand = wanted
    // A closeness that is only preferred decides where the job goes, not whether it fits.
    if !demand.localityIsRequired { demand.locality = .anywhere }
    var first = FirstHolder()
    guard let gang = cluster.place(demand, with: &first, segments: &segments) else { return false }
    cluster.remove(gang.first, of: demand, segments: &segments)
    return true
  }

  /// Gives back what a job holds, or takes it; with the ports of its circuits, if it has any.
  fileprivate mutating func apply(
    _ first: Segment, of demand: Demand, _ chain: borrowing SegmentArena, isJoined: Bool,
    gives: Bool
  ) {
    if gives {
      cluster.release(first, of: demand, chain)
    } else {
      cluster.retake(first, of: demand, chain)
    }
    if isJoined { cluster.setPorts(of: first, chain, taken: !gives) }
  }

  /// Takes from `live` the accelerators that the blocked job would use at the shadow time.
  fileprivate mutating func keepBack(for demand: Demand, from live: inout ClusterState) {
    keptCount = 0
    var first = FirstHolder()
    guard let gang = cluster.place(demand, with: &first, segments: &segments) else { return }
    var segment = gang.first
    while true {
      let node = Int(segment.node)
      let kept = live.freeMask[node] & ~cluster.freeMask[node]
      if kept != 0 {
        live.setFree(node, to: live.freeMask[node] & ~kept)
        live.noteChange(of: node)
        keptNodes[keptCount] = segment.node
        keptMasks[keptCount] = kept
        keptCount += 1
      }
      if segment.next == SegmentArena.end { break }
      segment = segments[segment.next]
    }
    cluster.remove(gang.first, of: demand, segments: &segments)
  }

  fileprivate mutating func putBack(to live: inout ClusterState) {
    for index in 0..<keptCount {
      let node = Int(keptNodes[index])
      live.setFree(node, to: live.freeMask[node] | keptMasks[index])
      live.noteChange(of: node)
    }
  }
}

extension SchedulerState {
  /// A reservation to be filled when it is needed.
  ///
  /// - Parameter slack: how much later than promised the blocked job may start, in parts of its
  ///   promised wait; 0 or more.
  public func makeReservation(on topology: Topology, slack: Double = 0) -> Reservation {
    Reservation(workload, on: topology, like: cluster, slack: slack)
  }

  /// Finds the earliest expected end at which the blocked `head` fits if nobody else starts.
  ///
  /// - Complexity: O(nodes + running jobs x the cost of a placement).
  func reserve(for head: JobHandle, _ reservation: inout Reservation) {
    let demand = demand(of: head)
    reservation.cluster.copy(from: cluster)
    reservation.shadow = .never
    reservation.isFresh = true
    reservation.number += 1
    var position = running.isEmpty ? nil : running.first
    while let here = position {
      let job = running.job(at: here)
      let held = runningJobs[outcomes[job.index].slot]
      reservation.apply(
        held.first, of: demands[held.request], segments, isJoined: held.isJoined, gives: true)
      position = running.next(after: here)
      let key = running.key(at: here)
      if let next = position, running.key(at: next) == key { continue }
      if reservation.fits(demand) {
        reservation.shadow = reservation.promise.limit(
          for: head, shadow: Instant(nanoseconds: key), at: now, slack: reservation.slack)
        return
      }
    }
  }

  /// Starts the job at `position` if it fits now and does not delay the blocked `head`: it ends by
  /// the shadow time, or `head` fits then all the same, if need be because the job keeps off the
  /// nodes that `head` would use.
  public mutating func start<P: Placement & ~Copyable>(
    at position: inout SortedJobs.Position?, with placement: inout P, before head: JobHandle,
    _ reservation: inout Reservation
  ) -> Bool {
    let job = waiting.job(at: position!)
    let demand = demand(of: job)
    guard var gang = tryPlace(job, with: &placement) else { return false }
    if !reservation.isFresh {
      cluster.remove(gang.first, of: demand, segments: &segments)
      reserve(for: head, &reservation)
      guard let again = tryPlace(job, with: &placement) else { return false }
      gang = again
    }
    if now + expectedSpan(of: job) > reservation.shadow,
      !leaves(self.demand(of: head), fitting: gang, of: demand, &reservation)
    {
      cluster.remove(gang.first, of: demand, segments: &segments)
      guard let beside = place(job, beside: head, with: &placement, &reservation) else {
        return false
      }
      gang = beside
    }
    position = commit(job, gang, at: position!)
    return true
  }

  /// Whether the blocked job fits at the shadow time although `gang` still runs; if so, the
  /// reservation knows of `gang` from now on.
  private func leaves(
    _ head: Demand, fitting gang: PlacedGang, of demand: Demand, _ reservation: inout Reservation
  ) -> Bool {
    reservation.apply(
      gang.first, of: demand, segments, isJoined: gang.isJoined, gives: false)
    if reservation.fits(head) { return true }
    reservation.apply(
      gang.first, of: demand, segments, isJoined: gang.isJoined, gives: true)
    return false
  }

  /// Places a job on what the blocked one leaves free at the shadow time.
  private mutating func place<P: Placement & ~Copyable>(
    _ job: JobHandle, beside head: JobHandle, with placement: inout P,
    _ reservation: inout Reservation
  ) -> PlacedGang? {
    let request = workload.request[job.index].index
    if reservation.deniedAt[request] == reservation.number { return nil }
    let demand = demands[request]
    let blocked = self.demand(of: head)
    reservation.keepBack(for: blocked, from: &cluster)
    let gang = cluster.place(demand, with: &placement, segments: &segments)
    reservation.putBack(to: &cluster)
    if let gang {
      if leaves(blocked, fitting: gang, of: demand, &reservation) { return gang }
      cluster.remove(gang.first, of: demand, segments: &segments)
    }
    reservation.deniedAt[request] = reservation.number
    return nil
  }
}
