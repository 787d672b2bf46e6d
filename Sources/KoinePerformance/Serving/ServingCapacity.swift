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
  /// What replicas of `chip` serve of `work` at `site`: with as many accelerators as `request` says, else
  /// with the fewest that hold the model.
  ///
  /// - Throws: as ``ServingReplica/capacity(_:objectives:)``, that the site has too few accelerators, and
  ///   which figure of the chip is unknown.
  public init(
    _ chip: Chip, _ request: ReplicaRequest, _ work: ServingWork,
    objectives: ServiceObjectives = ServiceObjectives(), on site: ServingSite = ServingSite()
  ) throws(ServingRefusal) {
    var count = request.accelerators
    if let most = site.most, count > most {
      throw .tooMany(chip: chip.key, asked: count, most: most)
    }
    if count == 0 {
      let one = try ServingReplica(chip, accelerators: 1, request: request, on: site)
      // Where all of the site do not hold it, they say what is missing.
      count =
        one.fewestAccelerators(work, most: site.most)
        ?? one.most(below: (site.most ?? 1) + 1, sharing: work.model)
    }
    let replica = try ServingReplica(chip, accelerators: count, request: request, on: site)
    do throws(ServingRefusal) {
      self = try replica.capacity(work, objectives: objectives)
    } catch {
      throw error.bounded(by: site.most)
    }
  }

  /// On photonic cards, what decides the time of a step, in a sentence; `nil` on digital chips.
  public var reason: String? {
    guard case .photonic(let photonic) = replica else { return nil }
    let pass = work.step(batch: full.batch)
    return try? photonic.host.time(of: pass, through: work.model, bits: photonic.bits).reason
  }
}

extension ServingReplica {
  /// What this replica serves of `work` within `objectives`, its accelerators arranged so that they
  /// serve most.
  ///
  /// - Throws: that the model does not fit with the fewest accelerators that hold it, that a single
  ///   request breaks a promise, or that photonic cards have too few bits.
  /// - Complexity: O(divisors of the accelerators x log batch x layers).
  public func capacity(
    _ work: ServingWork, objectives: ServiceObjectives = ServiceObjectives()
  ) throws(ServingRefusal) -> ServingCapacity {
    let ways = arrangements(of: work.model)
    if ways.isEmpty { throw cannotShare(work.model) }
    var best: ServingCapacity?
    var refusals: [ServingRefusal] = []
    for way in ways {
      do throws(ServingRefusal) {
        let found = try way.capacityAsArranged(work, objectives)
        if found.requests_per_s > best?.requests_per_s ?? 0 { best = found }
      } catch { refusals.append(error) }
    }
    if let best { return best }
    throw ServingRefusal.nearest(of: refusals) ?? cannotShare(work.model)
  }

  private func capacityAsArranged(
    _ work: ServingWork, _ objectives: ServiceObjectives
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
    let fewest = fewestAccelerators(work)
    switch self {
    case .digital(let replica):
      let each = replica.memory_bytes * replica.usableMemory
      let count = Double(accelerators)
      let needed = (request_bytes(work) + each - replica.cacheRoom_bytes(work.model)) * count
      return .doesNotFit(
        model: work.model.key, chip: chip, needed_gb: needed / 1e9,
        available_gb: each * count / 1e9, accelerators: fewest)
    case .photonic(let replica):
      let needed = request_bytes(work) + replica.weightsInHost_bytes(work.model)
      let available = replica.memory_bytes ?? replica.cacheMemory_bytes
      return .doesNotFit(
        model: work.model.key, chip: chip, needed_gb: needed / 1e9,
        available_gb: available / 1e9, accelerators: fewest, memory: .host)
    }
  }

  /// The fewest accelerators, a power of two up to 1,024 or all of `most`, that hold the model and one
  /// request.
  public func fewestAccelerators(_ work: ServingWork, most: Int? = nil) -> Int? {
    var counts = (0...10).map { 1 << $0 }
    if let most { counts = counts.filter { $0 < most } + [min(most, 1024)] }
    return counts.first { count in
      count > 0
        && with(accelerators: count).arrangements(of: work.model)
          .contains { $0.batchByMemory(work) >= 1 }
    }
  }

  /// Every way in which its accelerators can share `model`; empty if there is none.
  func arrangements(of model: NeuralModel) -> [ServingReplica] {
    switch self {
    case .digital(let replica): replica.arrangements(of: model).map { .digital($0) }
    case .photonic: [self]
    }
  }

  private func with(accelerators: Int) -> ServingReplica {
    switch self {
    case .digital(var replica):
      replica.accelerators = accelerators
      replica.stages = 1
      return .digital(replica)
    case .photonic(var replica):
      replica.host.cards = accelerators
      return .photonic(replica)
    }
  }

  private func cannotShare(_ model: NeuralModel) -> ServingRefusal {
    .cannotShare(
      model: model.key, chip: chip, asked: accelerators,
      nearest: most(below: accelerators, sharing: model))
  }

  /// The most accelerators below `limit` that can share `model`; at least 1.
  fileprivate func most(below limit: Int, sharing model: NeuralModel) -> Int {
    // No team is larger than the heads, no pipeline longer than the layers.
    let most = min(limit - 1, model.heads * max(1, model.layers))
    return stride(from: most, to: 1, by: -1).first {
      !with(accelerators: $0).arrangements(of: model).isEmpty
    } ?? 1
  }
}

extension ServingRefusal {
  /// Says how many accelerators there are where that is too few.
  fileprivate func bounded(by most: Int?) -> ServingRefusal {
    guard let most,
      case .doesNotFit(let model, let chip, let needed, let has, let fewest, _, let memory) = self
    else { return self }
    let isShort = fewest.map { $0 > most } ?? false
    return .doesNotFit(
      model: model, chip: chip, needed_gb: needed, available_gb: has, accelerators: fewest,
      most: isShort ? most : nil, memory: memory)
  }
}
