public import KoineModel

/// Room for a waiting job where enough accelerators are free but lie scattered: running jobs move
/// together.
extension SchedulerState {
  /// Nodes that are cleared in vain for one job before it waits on.
  private static var mostTries: Int { 8 }

  /// Whether moving jobs could make room for a waiting job: as many accelerators of a kind that it
  /// accepts are free as it asks for, in whole ones.
  public func couldFitElsewise(_ job: JobHandle) -> Bool {
    let demand = demand(of: job)
    return !cluster.isCounted && !demand.isMixed && demand.share_milli == 1000
      && demand.accelerators > 0 && cluster.hasEnoughFree(for: demand)
  }

  /// When the next running job will have run for long enough to be moved; ``Instant/never`` if all
  /// have, or never will.
  ///
  /// - Complexity: O(running jobs).
  public func nextMovable(_ limits: MoveLimits) -> Instant {
    var next = Instant.never
    var position = preemptible.isEmpty ? nil : Optional(preemptible.first)
    while let here = position {
      let job = preemptible.job(at: here)
      position = preemptible.next(after: here)
      if !mayEverMove(job) { continue }
      let time = movable(job, limits)
      if time > now { next = min(next, time) }
    }
    return next
  }

  /// Starts the waiting job at `position` on nodes that running jobs leave for others, if all of those
  /// fit elsewhere and their moves stay within the limits.
  ///
  /// Of the nodes that could hold a task of the job, the one is cleared whose jobs are the cheapest to
  /// move, first of those chips that the job prefers. Whoever turns out not to be in the way stays. A
  /// job moves to nodes of its chip, to no more of them than it had, and to none that are slower.
  ///
  /// - Returns: whether it started; then `position` is the job after it, or `nil`.
  /// - Precondition: ``preemptible`` is kept.
  /// - Complexity: O(running jobs + nodes of the job's pools + the cost of a placement for each job
  ///   lifted), and that once more for every further node that a gang needs.
  public mutating func start<P: Placement & ~Copyable>(
    at position: inout SortedJobs.Position?, movingOthers placement: inout P,
    within limits: MoveLimits
  ) -> Bool {
    precondition(tracksRanks, "a policy that moves jobs keeps their ranks")
    let job = waiting.job(at: position!)
    guard couldFitElsewise(job) else { return false }
    let demand = demand(of: job)
    let use = Double(demand.accelerators_milli) * Double(expectedSpan(of: job).nanoseconds)
    let budget = Int128(min(use * limits.mostCost, 1e36))
    moves.beginSearch()
    listMovable(limits)
    var begin = demand.pools.lowerBound
    while begin < demand.pools.upperBound {
      let end = cluster.endOfGroup(from: begin, demand)
      if let gang = makeRoom(for: demand, in: begin..<end, budget, limits, with: &placement) {
        moveLifted()
        letPortsGo(of: gang)
        position = commit(job, gang, at: position!)
        return true
      }
      begin = end
    }
    return false
  }

  // MARK: Who may move

  /// Whether moves of the job are ever thought of: not of what holds no whole accelerator, nor of
  /// replicas of services, which somebody is waiting for.
  private func mayEverMove(_ job: JobHandle) -> Bool {
    let demand = demands[runningJobs[outcomes[job.index].slot].request]
    let isReplica = !workload.service.isEmpty && workload.service[job.index] != .none
    return demand.accelerators > 0 && demand.share_milli == 1000 && !isReplica
  }

  /// From when on a running job may be moved.
  private func movable(_ job: JobHandle, _ limits: MoveLimits) -> Instant {
    max(movableSince(job), outcomes[job.index].start + limits.leastRun)
  }

  private mutating func listMovable(_ limits: MoveLimits) {
    var position = preemptible.isEmpty ? nil : Optional(preemptible.first)
    while let here = position {
      let job = preemptible.job(at: here)
      position = preemptible.next(after: here)
      guard mayEverMove(job), movable(job, limits) <= now else { continue }
      let slot = outcomes[job.index].slot
      let running = runningJobs[slot]
      let demand = demands[running.request]
      let cost = attempts.costs[running.request]
      let span_ns = (cost.save + cost.restore).nanoseconds
      let own = MoveCost(
        time: Int128(demand.accelerators_milli) * Int128(span_ns),
        accelerators: demand.accelerators, number: job.rawValue)
      var segment = running.first
      while true {
        moves.list(slot, own, held: segment.mask.nonzeroBitCount, on: Int(segment.node))
        if segment.next == SegmentArena.end { break }
        segment = segments[segment.next]
      }
    }
  }

  // MARK: Nodes to clear

  /// Lifts jobs off nodes of a group of pools until `demand` fits and they do elsewhere.
  ///
  /// - Returns: the job's place; then all places of moved jobs are taken too. Otherwise nothing has
  ///   changed.
  private mutating func makeRoom<P: Placement & ~Copyable>(
    for demand: Demand, in range: Range<Int>, _ budget: Int128, _ limits: MoveLimits,
    with placement: inout P
  ) -> PlacedGang? {
    let size = cluster.pools[Int(cluster.candidatePools[range.lowerBound])].accelerators
    guard let split = GangSplit(demand, nodeAccelerators: size) else { return nil }
    let isOnOneNode = demand.localityIsRequired && demand.locality >= .node
    let isGang = split.isOnSeveralNodes && !isOnOneNode
    var task = demand.task(
      of: isOnOneNode ? demand.accelerators : split.accelerators, pools: range)
    task.isConnected = isOnOneNode && demand.locality == .island
    unmarkTried(range)
    moves.beginPrices()
    var tries = 0
    while tries < Self.mostTries, !moves.isFull {
      guard let (node, cost) = cheapestNode(for: task, isGang: isGang),
        cost.time + moves.liftedTime <= budget
      else { break }
      let isCleared = clear(node, for: task, isGang: isGang)
      if !isCleared { moves.isAvoided[node] = true }
      if isCleared, cluster.hasEnoughFree(for: demand),
        let gang = cluster.place(demand, with: &placement, segments: &segments)
      {
        takePortsBefore(gang)
        if spareLifted(), moves.liftedCount <= limits.mostMoves, moves.liftedTime <= budget,
          placeLifted(with: &placement)
        {
          unmarkTried(range)
          return gang
        }
        letPortsGo(of: gang)
        cluster.remove(gang.first, of: demand, segments: &segments)
      } else if isGang {
        // It takes several nodes: what has been cleared so far stays so.
        moves.beginPrices()
        if !isCleared { tries += 1 }
        continue
      }
      retakeLifted()
      if isGang { break }
      moves.isAvoided[node] = true
      tries += 1
    }
    retakeLifted()
    unmarkTried(range)
    return nil
  }

  private mutating func unmarkTried(_ range: Range<Int>) {
    for place in range {
      let shape = cluster.pools[Int(cluster.candidatePools[place])]
      for node in shape.firstNode..<shape.firstNode + shape.nodeCount {
        moves.isAvoided[node] = false
      }
    }
  }

  /// The node on which room for one more task is the cheapest to make, and what that costs.
  private mutating func cheapestNode(for task: Task, isGang: Bool) -> (Int, MoveCost)? {
    var best: (node: Int, cost: MoveCost)?
    for place in task.pools {
      let shape = cluster.pools[Int(cluster.candidatePools[place])]
      if shape.accelerators < task.accelerators { continue }
      for node in shape.firstNode..<shape.firstNode + shape.nodeCount {
        if moves.isAvoided[node] || cluster.isClosed(node) { continue }
        let free = cluster.freeMask[node].nonzeroBitCount
        let taken = isGang ? free / task.accelerators * task.accelerators : 0
        if taken + task.accelerators > shape.accelerators { continue }
        let missing = max(1, taken + task.accelerators - free)
        guard let cost = moves.price(of: missing, on: node) else { continue }
        if best == nil || cost < best!.cost { best = (node, cost) }
      }
    }
    return best.map { ($0.node, $0.cost) }
  }

  /// Lifts jobs off a node until it holds one more task.
  ///
  /// - Returns: whether it does.
  private mutating func clear(_ node: Int, for task: Task, isGang: Bool) -> Bool {
    let before = isGang ? cluster.taskCount(task, on: node) : 0
    let free = cluster.freeMask[node].nonzeroBitCount
    let taken = isGang ? free / task.accelerators * task.accelerators : 0
    guard moves.choose(max(1, taken + task.accelerators - free), on: node) != nil else {
      return false
    }
    for index in 0..<moves.chosenCount where !moves.isFull { lift(moves.chosen[index]) }
    // Accelerators alone may not be it: processors, memory, or one island.
    var place = moves.cheapest(on: node)
    while !holds(task, node, isGang: isGang, beyond: before) {
      while place != Moves.end, moves.isLifted(moves.job(at: place).slot) {
        place = moves.job(at: place).next
      }
      if place == Moves.end || moves.isFull { return false }
      lift(place)
    }
    return true
  }

  private func holds(_ task: Task, _ node: Int, isGang: Bool, beyond count: Int) -> Bool {
    isGang ? cluster.taskCount(task, on: node) > count : cluster.hasRoom(for: task, on: node)
  }

  private mutating func lift(_ place: UInt32) {
    let job = moves.job(at: place)
    let running = runningJobs[job.slot]
    cluster.release(running.first, of: demands[running.request], segments)
    moves.lift(job.slot, job.cost)
  }

  // MARK: Places to go to

  /// Lets lifted jobs stay whose place nobody has taken, the dearest before others; `true`, so that it
  /// can stand among conditions.
  private mutating func spareLifted() -> Bool {
    var index = 0
    while index < moves.liftedCount {
      let running = runningJobs[moves.lifted[index].slot]
      if cluster.retakeIfFree(running.first, of: demands[running.request], segments) {
        moves.removeLifted(at: index)
      } else {
        index += 1
      }
    }
    return true
  }

  /// Puts everybody back who is still lifted.
  private mutating func retakeLifted() {
    for index in 0..<moves.liftedCount {
      let running = runningJobs[moves.lifted[index].slot]
      cluster.retake(running.first, of: demands[running.request], segments)
    }
    moves.removeAllLifted()
  }

  /// Takes a new place for every lifted job, or for none.
  private mutating func placeLifted<P: Placement & ~Copyable>(with placement: inout P) -> Bool {
    for index in 0..<moves.liftedCount {
      let slot = moves.lifted[index].slot
      let demand = demandOnItsChip(slot)
      var found = cluster.place(demand, with: &placement, segments: &segments)
      if let gang = found, !isAsGood(gang, for: slot) {
        cluster.remove(gang.first, of: demand, segments: &segments)
        found = nil
      }
      guard let gang = found else {
        for earlier in 0..<index { giveUp(moves.lifted[earlier]) }
        return false
      }
      takePortsBefore(gang)
      moves.lifted[index].gang = gang
    }
    return true
  }

  private mutating func giveUp(_ move: Move) {
    letPortsGo(of: move.gang)
    let demand = demands[runningJobs[move.slot].request]
    cluster.remove(move.gang.first, of: demand, segments: &segments)
  }

  private mutating func moveLifted() {
    for index in 0..<moves.liftedCount {
      let move = moves.lifted[index]
      letPortsGo(of: move.gang)
      goOn(move.slot, at: move.gang)
    }
    moves.removeAllLifted()
  }

  /// What a running job asks for, on the chip that it has.
  private func demandOnItsChip(_ slot: UInt32) -> Demand {
    let running = runningJobs[slot]
    var demand = demands[running.request]
    if demand.isMixed { return demand }
    let chip = cluster.pools[Int(cluster.poolOfNode[Int(running.first.node)])].chip
    var begin = demand.pools.lowerBound
    while cluster.pools[Int(cluster.candidatePools[begin])].chip != chip { begin += 1 }
    var end = begin + 1
    while end < demand.pools.upperBound,
      cluster.pools[Int(cluster.candidatePools[end])].chip == chip
    { end += 1 }
    demand.pools = begin..<end
    return demand
  }

  /// Whether a running job is no worse off on `gang` than where it is: no more nodes, circuits if it
  /// has some, no slower node, and no slower work.
  private mutating func isAsGood(_ gang: PlacedGang, for slot: UInt32) -> Bool {
    let running = runningJobs[slot]
    if gang.nodes > outcomes[running.job.index].nodes { return false }
    if running.isJoined && gang.nodes > 1 && !gang.isJoined { return false }
    if attempts.hasPaces {
      let (new, old) = (pace(of: gang.first), pace(of: running.first))
      if new.compute_ppm < old.compute_ppm || new.network_ppm < old.network_ppm { return false }
    }
    let demand = demands[running.request]
    if demand.workRow < 0 { return true }
    return speed(of: demand, on: gang, by: running.request).unit_ns
      <= work.progress[Int(slot)].speed.unit_ns
  }

  // MARK: Ports

  /// Takes the ports of a place before the job is there, so that no other place counts on them.
  private mutating func takePortsBefore(_ gang: PlacedGang) {
    if gang.isJoined { cluster.setPorts(of: gang.first, segments, taken: true) }
  }

  private mutating func letPortsGo(of gang: PlacedGang) {
    if gang.isJoined { cluster.setPorts(of: gang.first, segments, taken: false) }
  }
}
