public import KoineModel

/// What keeps a replica from serving more requests at a time.
public enum BatchLimit: String, CaseIterable, Sendable {
  case memory, timeToFirstToken, timePerOutputToken, maximum
}

/// What a replica can serve within its promises.
public struct ServingCapacity: Hashable, Sendable {
  public var replica: ServingReplica
  public var work: ServingWork
  /// At the largest batch that memory and promises allow.
  public var full: ServingPoint
  /// The largest batch that memory allows, and what limits the batch in the end.
  public var batchByMemory: Int
  public var limit: BatchLimit
  /// Names of the figures that it rests on and that are estimates.
  public var estimates: [String] { replica.estimates }

  /// Requests per second that one replica takes at most.
  public var requests_per_s: Double { full.requests_per_s }

  /// How a replica serves a load below its capacity: with the fewest requests at a time that keep
  /// up; at its capacity beyond it.
  ///
  /// - Complexity: O(log batch x layers).
  public func point(load_requests_per_s load: Double) -> ServingPoint {
    guard load < full.requests_per_s else { return full }
    // A point that could be computed at one batch can be at every other.
    return smallestBatch(1...full.batch) { $0.requests_per_s >= load } ?? full
  }

  private func smallestBatch(
    _ range: ClosedRange<Int>, where isEnough: (ServingPoint) -> Bool
  ) -> ServingPoint? {
    var low = range.lowerBound
    var high = range.upperBound
    var best: ServingPoint?
    while low <= high {
      let middle = (low + high) / 2
      guard let point = try? replica.point(work, batch: middle) else { return best }
      if isEnough(point) {
        best = point
        high = middle - 1
      } else {
        low = middle + 1
      }
    }
    return best
  }
}

extension ServingCapacity {
  /// What replicas of `chip` serve of `work`: with as many accelerators as `request` says, else with
  /// the fewest that hold the model.
  ///
  /// - Throws: as ``ServingReplica/capacity(_:objectives:)``, and which figure of the chip is unknown.
  public init(
    _ chip: Chip, _ request: ReplicaRequest, _ work: ServingWork,
    objectives: ServiceObjectives = ServiceObjectives()
  ) throws(ServingRefusal) {
    let count = max(1, request.accelerators)
    var replica = try ServingReplica(chip, accelerators: count, request: request)
    if request.accelerators == 0, let fewest = replica.fewestAccelerators(work), fewest > 1 {
      replica = try ServingReplica(chip, accelerators: fewest, request: request)
    }
    self = try replica.capacity(work, objectives: objectives)
  }

  /// On photonic cards, what decides the time of a step, in a sentence; `nil` on digital chips.
  public var reason: String? {
    guard case .photonic(let photonic) = replica else { return nil }
    let pass = work.step(batch: full.batch)
    return try? photonic.host.time(of: pass, through: work.model, bits: photonic.bits).reason
  }
}

extension ServingReplica {
  /// What this replica serves of `work` within `objectives`.
  ///
  /// - Throws: that the model does not fit with the fewest accelerators that hold it, that a single
  ///   request breaks a promise, or that photonic cards have too few bits.
  /// - Complexity: O(log batch x layers).
  public func capacity(
    _ work: ServingWork, objectives: ServiceObjectives = ServiceObjectives()
  ) throws(ServingRefusal) -> ServingCapacity {
    let byMemory = batchByMemory(work)
    if byMemory < 1 { throw doesNotFit(work) }
    let alone = try point(work, batch: 1)
    if let broken = Self.brokenPromise(alone, objectives) {
      throw .promiseBroken(
        promise: broken.promise, wanted_s: broken.wanted_s, reached_s: broken.reached_s,
        chip: chip)
    }
    let most = min(byMemory, work.maximumBatch)
    var full = alone
    var limit: BatchLimit = byMemory <= work.maximumBatch ? .memory : .maximum
    var low = 2
    var high = most
    while low <= high {
      // The first try is the largest batch: most services are bound by memory.
      let middle = high == most && low == 2 ? most : (low + high) / 2
      let tried = try point(work, batch: middle)
      if let broken = Self.brokenPromise(tried, objectives) {
        limit =
          broken.promise == .timeToFirstToken ? .timeToFirstToken : .timePerOutputToken
        high = middle - 1
      } else {
        full = tried
        low = middle + 1
      }
    }
    return ServingCapacity(
      replica: self, work: work, full: full, batchByMemory: byMemory, limit: limit)
  }

  private static func brokenPromise(
    _ point: ServingPoint, _ objectives: ServiceObjectives
  ) -> (promise: ServicePromise, wanted_s: Double, reached_s: Double)? {
    if let wanted = objectives.timeToFirstToken_s, point.timeToFirstToken_s > wanted {
      return (.timeToFirstToken, wanted, point.timeToFirstToken_s)
    }
    if let wanted = objectives.timePerOutputToken_s, point.timePerOutputToken_s > wanted {
      return (.timePerOutputToken, wanted, point.timePerOutputToken_s)
    }
    return nil
  }

  private func doesNotFit(_ work: ServingWork) -> ServingRefusal {
    let count = Double(accelerators)
    var needed = request_bytes(work) * count
    var available = room_bytes(work) * count
    if case .digital(let replica) = self {
      needed += Double(work.model.parameters) * replica.weight_bytes
      available = replica.memory_bytes * replica.usableMemory * count
    }
    return .doesNotFit(
      model: work.model.key, chip: chip, needed_gb: needed / 1e9, available_gb: available / 1e9,
      accelerators: fewestAccelerators(work))
  }

  /// The fewest accelerators, a power of two up to 1,024, that hold the model and one request.
  public func fewestAccelerators(_ work: ServingWork) -> Int? {
    (0...10).map { 1 << $0 }.first { count in
      var other = self
      switch self {
      case .digital(var replica):
        replica.accelerators = count
        other = .digital(replica)
      case .photonic(var replica):
        replica.host.cards = count
        other = .photonic(replica)
      }
      return other.batchByMemory(work) >= 1
    }
  }
}
