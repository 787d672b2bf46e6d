public import KoineModel

/// How fast models train and answer on every pool of a cluster, for the engine.
///
/// Each answer is that of the best plan that a search finds on the accelerators and the levels of the
/// network that the placement spans. The engine asks once per kind of work and placement.
public struct ModelSpeeds: SpeedSource {
  let topology: Topology
  let models: [String: NeuralModel]
  private let photonicFallsBack: Bool
  private let uplinksAreDivided: Bool
  let memory: SpeedMemory

  /// - Parameters:
  ///   - models: every model that the workload names, by the name it uses.
  ///   - photonicFallsBack: whether linear work falls back to the digital part where a photonic card
  ///     has too few bits for it, or is refused there.
  ///   - uplinksAreDivided: whether a job has its accelerators' part of an uplink and no more, so that
  ///     a plan has to do with that of one node.
  ///   - memory: what other runs have found, and where this one leaves what it finds.
  public init(
    _ topology: Topology, models: [String: NeuralModel], photonicFallsBack: Bool = true,
    uplinksAreDivided: Bool = false, memory: SpeedMemory = SpeedMemory()
  ) {
    self.topology = topology
    self.models = models
    self.photonicFallsBack = photonicFallsBack
    self.uplinksAreDivided = uplinksAreDivided
    self.memory = memory
  }

  public func speed(
    of work: ModelWork, accelerators: Int, on pool: PoolHandle, spread: PlacementSpread
  ) -> WorkSpeed? {
    switch explain(work, accelerators: accelerators, on: pool, spread: spread) {
    case .runs(let speed, _): speed
    case .refused: nil
    }
  }

  /// How work runs somewhere, or why it cannot.
  public enum Answer: Sendable {
    /// The speed, and the plan in words.
    case runs(WorkSpeed, plan: String)
    case refused(String)
  }

  /// The speed of work on a placement with the plan that reaches it, or the reason against it.
  public func explain(
    _ work: ModelWork, accelerators: Int, on pool: PoolHandle, spread: PlacementSpread
  ) -> Answer {
    let type = topology.nodeType(of: topology.pools[pool.index])
    guard let model = models[work.model] else { return .refused("no model is named \(work.model)") }
    guard type.chip != .none else { return .refused("\(type.name) has no accelerator") }
    let chip = topology.chips[type.chip.index]
    switch work.task {
    case .training(let globalBatch):
      do throws(PerformanceRefusal) {
        return try training(
          model, chip, pool, spread, globalBatch, accelerators, work.sequenceLength)
      } catch { return .refused(error.description) }
    case .batchInference(let prompt, let output):
      let asked = ServingWork(model: model, promptTokens: prompt, outputTokens: output)
      return inference(asked, chip, accelerators, work.bits, at: site(pool, spread, accelerators))
    }
  }

  /// Why no pool of `pools` can do the work: the reason of the one that has most accelerators; `nil` if
  /// that one could.
  public func refusal(of work: ModelWork, accelerators: Int, on pools: [PoolHandle]) -> String? {
    let largest = pools.max { size(of: $0) < size(of: $1) }
    guard let largest else { return "the cluster has no chip that it accepts" }
    let answer = explain(
      work, accelerators: accelerators, on: largest, spread: topology.widestSpread)
    if case .refused(let reason) = answer { return reason }
    return nil
  }

  /// Names of the figures behind speeds on `chip` that are estimates; empty where its speed is
  /// unknown.
  public func estimates(on chip: ChipHandle) -> [String] {
    let chip = topology.chips[chip.index]
    if chip.photonic == nil { return (try? ChipSpeed(chip))?.estimates ?? [] }
    let request = ReplicaRequest(fallsBack: photonicFallsBack)
    return (try? ServingReplica(chip, accelerators: 1, request: request))?.estimates ?? []
  }

  private func size(of pool: PoolHandle) -> Int {
    let pool = topology.pools[pool.index]
    return pool.nodes.count * topology.nodeType(of: pool).accelerators
  }

  private func training(
    _ model: NeuralModel, _ chip: Chip, _ pool: PoolHandle, _ spread: PlacementSpread,
    _ globalBatch: Int, _ accelerators: Int, _ sequenceLength: Int?
  ) throws(PerformanceRefusal) -> Answer {
    if chip.photonic != nil && chip.peak_tflops.isEmpty { throw .computesOnLight(chip: chip.key) }
    let speed = try ChipSpeed(chip)
    let network = Interconnect(topology, pool: pool.index, speed: speed)
      .limited(to: spread, accelerators: accelerators)
    let uplink = uplink(of: pool, spread, accelerators, network)
    let question = SpeedMemory.TrainingQuestion(
      model: model, sequenceLength: sequenceLength, globalBatch: globalBatch,
      accelerators: accelerators, chip: chip, network: network.seen(by: accelerators),
      spread: spread, node: topology.nodeType(of: topology.pools[pool.index]), uplink: uplink)
    return memory.answer(.training(question)) {
      let estimator = TrainingEstimator(
        model: model, speed: speed, network: network, sequenceLength: sequenceLength)
      do throws(PerformanceRefusal) {
        var search = PlanSearch(
          estimator, globalBatch: globalBatch, accelerators: accelerators)
        search.uplink = uplink
        let step = try search.best()
        return SpeedMemory.Found(
          answer: .runs(
            WorkSpeed(step, accelerators: accelerators, estimator, spread),
            plan: step.plan.description))
      } catch { return SpeedMemory.Found(answer: .refused(error.description)) }
    }.answer
  }

  /// The part of an uplink that one node has: the least that a job of whole nodes is given in any rack,
  /// however it is split. A plan that is chosen for it is never faster behind a slower uplink.
  private func uplink(
    of pool: PoolHandle, _ spread: PlacementSpread, _ accelerators: Int, _ network: Interconnect
  ) -> PlanSearch.UplinkShare? {
    guard uplinksAreDivided && spread == .fabric else { return nil }
    let type = topology.nodeType(of: topology.pools[pool.index])
    let part = Double(min(accelerators, type.accelerators)) / Double(type.accelerators)
    let bytes_s = type.network_gb_s * 1e9 / max(1, topology.fabric.oversubscription) * part
    guard bytes_s > 0, bytes_s.isFinite else { return nil }
    return PlanSearch.UplinkShare(
      bytes_s: bytes_s, rackSize: network.rackSize ?? accelerators)
  }

  /// The wiring and hosts of a placement.
  func site(
    _ pool: PoolHandle, _ spread: PlacementSpread, _ accelerators: Int
  ) -> ServingSite {
    ServingSite(topology, pool: pool, spread: spread, accelerators: accelerators)
  }

  /// As many replicas as the accelerators hold, each with the fewest that hold the model.
  func inference(
    _ work: ServingWork, _ chip: Chip, _ accelerators: Int, _ bits: Int?, at site: ServingSite
  ) -> Answer {
    memory.answer(
      .inference(
        work, chip, site, accelerators: accelerators, bits: bits, fallsBack: photonicFallsBack)
    ) {
      do throws(ServingRefusal) {
        return SpeedMemory.Found(answer: try replicas(work, chip, accelerators, bits, site))
      } catch { return SpeedMemory.Found(answer: .refused("\(error)")) }
    }.answer
  }

  private func replicas(
    _ work: ServingWork, _ chip: Chip, _ accelerators: Int, _ bits: Int?, _ site: ServingSite
  ) throws(ServingRefusal) -> Answer {
    let (capacity, size) = try capacity(work, chip, accelerators, bits, at: site)
    let replicas = accelerators / size
    let tokens_per_s = capacity.requests_per_s * Double(work.outputTokens * replicas)
    let idle = Double(accelerators - replicas * size) / Double(accelerators)
    return .runs(
      WorkSpeed(unit_ns: 1e9 / tokens_per_s, imbalance_ppm: Int32(idle * 1e6)),
      plan: "\(replicas) x \(size) accelerators, batch \(capacity.full.batch)")
  }

  /// What one replica of the fewest accelerators that hold the model answers, and how many those are.
  func capacity(
    _ work: ServingWork, _ chip: Chip, _ accelerators: Int, _ bits: Int?, at site: ServingSite
  ) throws(ServingRefusal) -> (capacity: ServingCapacity, accelerators: Int) {
    let request = ReplicaRequest(bits: bits.map(Double.init), fallsBack: photonicFallsBack)
    let whole = try ServingReplica(chip, accelerators: accelerators, request: request, on: site)
    let size = min(accelerators, whole.fewestAccelerators(work) ?? accelerators)
    let replica = try ServingReplica(chip, accelerators: size, request: request, on: site)
    return (try replica.capacity(work), size)
  }
}

extension WorkSpeed {
  /// What the ledger needs of a step: waiting for transfers and for the pipeline to fill is
  /// communication; waiting for a slower stage, and accelerators that the plan has no use for, are
  /// imbalance.
  fileprivate init(
    _ step: TrainingStep, accelerators: Int, _ estimator: TrainingEstimator,
    _ spread: PlacementSpread
  ) {
    let used = Double(step.plan.accelerators) / Double(accelerators)
    let waiting = (step.communication_s + step.bubble_s) / step.step_s * used
    let imbalance = step.imbalance_s / step.step_s * used + (1 - used)
    var uplink_gb_s = 0.0
    if spread == .fabric {
      let rack = estimator.network.rackSize ?? accelerators
      uplink_gb_s = estimator.uplink_bytes(step.plan, rackSize: rack) / step.step_s * 1e-9
    }
    self.init(
      unit_ns: 1e9 / step.tokens_per_s, communication_ppm: Int32(waiting * 1e6),
      imbalance_ppm: Int32(imbalance * 1e6), uplink_gb_s: uplink_gb_s)
  }
}

extension Interconnect {
  /// Accelerators of the widest domain below the fabric; `nil` if there is none.
  fileprivate var rackSize: Int? { domains.last { $0.level != .fabric }?.size }
}
