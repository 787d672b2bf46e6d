import KoineModel

extension SchedulerState {
  /// Begins the work of a job that has just been put into `slot`, and returns when it will end.
  mutating func beginWork(
    _ slot: UInt32, _ demand: Demand, _ gang: PlacedGang, after restore: Interval = .zero
  ) -> Instant {
    let job = runningJobs[slot].job
    let spread = spread(of: gang)
    let saving = saving(runningJobs[slot].request)
    let speed = speed(of: demand, on: gang, spread, saving: saving)
    let setup = setup(of: gang, spread)
    let kept = history(of: job).keptUnits
    work.progress[Int(slot)] = JobProgress(
      speed: speed, done: 0, remaining: max(0, workload.units[job.index] - kept),
      since: now + restore + setup, share: 1, restore: restore, setup: setup, saving: saving,
      firstFlow: Uplinks.end)
    if attempts.hasPaces { work.progress[Int(slot)].setPace(pace(of: gang.first)) }
    if spread == .fabric && speed.uplink_kb_s > 0 {
      switch work.transfers {
      case .none: break
      case .fixed: work.progress[Int(slot)].share = fixedShare(of: gang.first, speed)
      case .shared: joinUplinks(slot, gang.first)
      }
    }
    return work.progress[Int(slot)].finish
  }

  /// Part of the time of work by a request that goes into checkpoints.
  private func saving(_ request: Int) -> Double {
    attempts.isUsed ? attempts.costs[request].savingShare : 0
  }

  /// How fast the work would go on `gang`, checkpoints included and uplinks left out.
  mutating func speed(of demand: Demand, on gang: PlacedGang, by request: Int) -> WorkSpeed {
    speed(of: demand, on: gang, spread(of: gang), saving: saving(request))
  }

  private mutating func speed(
    of demand: Demand, on gang: PlacedGang, _ spread: PlacementSpread, saving: Double
  ) -> WorkSpeed {
    let pool = Int(gang.pool)
    let widest = demand.widestSpread(
      nodeAccelerators: cluster.pools[pool].accelerators, in: work.widestSpread)
    // The kinds of a mixed job are always the same, so that one pool stands for all of them.
    var speed = work.speeds.speed(
      of: demand, on: demand.isMixed ? 0 : pool, spread: spread, widest: widest)
    speed.unit_ns /= 1 - saving
    return speed
  }

  /// Enters what a job has done in the ledger and takes it off the uplinks.
  mutating func endWork(_ slot: UInt32, _ running: RunningJob) {
    chargeWork(slot, running)
    if work.progress[Int(slot)].firstFlow != Uplinks.end { leaveUplinks(slot) }
  }

  mutating func chargeWork(_ slot: UInt32, _ running: RunningJob) {
    work.progress[Int(slot)].settle(now)
    ledger.charge(
      running.first, of: demands[running.request],
      work.progress[Int(slot)].split(of: now - running.start), isLost: running.isLost,
      cluster: cluster, segments: segments)
  }

  /// The end of an attempt at a job whose work is counted in units; it is taken off the uplinks.
  mutating func endWork(_ slot: UInt32, _ running: RunningJob, _ end: AttemptEnd) -> WorkSplit {
    let index = running.job.index
    let cost = attempts.costs[running.request]
    let saveBegin = Instant(nanoseconds: now.nanoseconds - cost.save.nanoseconds)
    let writes =
      end == .preempted && saveBegin >= work.progress[Int(slot)].since
      && work.progress[Int(slot)].pace > 0
    work.progress[Int(slot)].settle(writes ? saveBegin : now)
    let progress = work.progress[Int(slot)]
    var split = progress.split(of: (writes ? saveBegin : now) - running.start)
    if writes { split.checkpoint_ns += cost.save.nanoseconds }
    var kept = progress.done
    if end == .failed || (end == .preempted && !writes) {
      kept = cost.savedUnits(of: progress)
      split = split.keeping(progress.done > 0 ? kept / progress.done : 0)
    }
    if running.isRestarted || end.isStop {
      attempts.history[Int(outcomes[index].history)].keptUnits += kept
    }
    if progress.firstFlow != Uplinks.end { leaveUplinks(slot) }
    return split
  }

  /// The narrowest domain that holds all nodes of a job.
  private func spread(of gang: PlacedGang) -> PlacementSpread {
    let first = gang.first
    var spread = PlacementSpread.node
    var isOneRack = true
    var next = first.next
    let supernode = cluster.supernodeOfNode[Int(first.node)]
    var isOneSupernode = supernode != SupernodeHandle.none.rawValue
    while next != SegmentArena.end {
      let segment = segments[next]
      let node = Int(segment.node)
      if segment.node != first.node { spread = .fabric }
      if cluster.supernodeOfNode[node] != supernode { isOneSupernode = false }
      if cluster.rackOfNode[node] != cluster.rackOfNode[Int(first.node)] { isOneRack = false }
      next = segment.next
    }
    if spread == .node { return .node }
    // Without circuits an optical supernode is only nodes on the same network.
    if isOneSupernode && !gang.isJoined && cluster.optical.isUsed
      && cluster.optical.domains[Int(supernode)] != nil
    {
      isOneSupernode = false
    }
    return isOneSupernode ? .supernode : isOneRack ? .rack : .fabric
  }

  /// Setting circuits takes its time when a job spans nodes of an optical domain.
  private func setup(of gang: PlacedGang, _ spread: PlacementSpread) -> Interval {
    spread == .supernode ? setup(of: gang.first) : .zero
  }

  // MARK: Uplinks

  /// The job's part of each uplink by its share of the rack's accelerators, over what it wants.
  private func fixedShare(of first: Segment, _ speed: WorkSpeed) -> Double {
    var share = 1.0
    var segment = first
    while true {
      let rack = Int(cluster.rackOfNode[Int(segment.node)])
      let held = accelerators(in: rack, from: first)
      let part = Double(held) / Double(work.uplinks.acceleratorsOfRack[rack])
      let given_kb_s = Double(work.uplinks.capacity_kb_s[rack]) * part
      share = min(share, given_kb_s / Double(speed.uplink_kb_s))
      if segment.next == SegmentArena.end { return share }
      segment = segments[segment.next]
    }
  }

  private func accelerators(in rack: Int, from first: Segment) -> Int {
    var count = 0
    var segment = first
    while true {
      if cluster.rackOfNode[Int(segment.node)] == UInt32(rack) {
        count += segment.mask.nonzeroBitCount
      }
      if segment.next == SegmentArena.end { return count }
      segment = segments[segment.next]
    }
  }

  private mutating func joinUplinks(_ slot: UInt32, _ first: Segment) {
    let wants_kb_s = work.progress[Int(slot)].speed.uplink_kb_s
    work.component.begin()
    var segment = first
    while true {
      let rack = cluster.rackOfNode[Int(segment.node)]
      if !isOnUplink(slot, rack) {
        work.progress[Int(slot)].firstFlow = work.uplinks.insert(
          rack: rack, slot: slot, wants_kb_s: wants_kb_s,
          before: work.progress[Int(slot)].firstFlow)
        if work.uplinks.isOverloaded(Int(rack)) { work.component.add(rack: rack) }
      }
      if segment.next == SegmentArena.end { break }
      segment = segments[segment.next]
    }
    shareUplinks(starting: slot)
  }

  private func isOnUplink(_ slot: UInt32, _ rack: UInt32) -> Bool {
    var flow = work.progress[Int(slot)].firstFlow
    while flow != Uplinks.end {
      if work.uplinks.flows[Int(flow)].rack == rack { return true }
      flow = work.uplinks.flows[Int(flow)].nextOfJob
    }
    return false
  }

  private mutating func leaveUplinks(_ slot: UInt32) {
    let wants_kb_s = work.progress[Int(slot)].speed.uplink_kb_s
    work.component.begin()
    var flow = work.progress[Int(slot)].firstFlow
    work.progress[Int(slot)].firstFlow = Uplinks.end
    while flow != Uplinks.end {
      let rack = work.uplinks.flows[Int(flow)].rack
      if work.uplinks.isOverloaded(Int(rack)) { work.component.add(rack: rack) }
      flow = work.uplinks.remove(flow, wants_kb_s: wants_kb_s)
    }
    shareUplinks(starting: nil)
  }

  /// Divides the uplinks of the component anew and moves the ends of jobs whose speed changes.
  private mutating func shareUplinks(starting: UInt32?) {
    if work.component.rackCount == 0 { return }
    work.divideUplinks()
    for index in 0..<work.component.jobCount {
      let slot = work.component.jobs[index]
      let wants_kb_s = Double(work.progress[Int(slot)].speed.uplink_kb_s)
      let share = min(1, work.component.given_kb_s[Int(slot)] / wants_kb_s)
      if share == work.progress[Int(slot)].share { continue }
      work.progress[Int(slot)].settle(now)
      work.progress[Int(slot)].share = share
      if slot != starting { schedule(slot, at: work.progress[Int(slot)].finish) }
    }
  }
}

extension AttemptCost {
  /// Part of the time of work that goes into checkpoints.
  fileprivate var savingShare: Double {
    interval == .zero
      ? 0 : Double(save.nanoseconds) / Double(save.nanoseconds + interval.nanoseconds)
  }

  /// Units that the last checkpoint of an attempt holds; settled before.
  fileprivate func savedUnits(of progress: JobProgress) -> Double {
    if interval == .zero { return 0 }
    let unit_ns = progress.speed.unit_ns * (1 - progress.saving)
    let checkpoints = (progress.done * unit_ns / Double(interval.nanoseconds)).rounded(.down)
    return min(progress.done, checkpoints * Double(interval.nanoseconds) / unit_ns)
  }
}
