public import KoineModel

/// The accelerators of one replica, of one kind.
public enum ServingReplica: Hashable, Sendable {
  case digital(DigitalReplica)
  case photonic(PhotonicReplica)

  /// The replica of `accelerators` of `chip` that `request` asks for, at `site`.
  ///
  /// - Throws: which figure of the chip is unknown, or that it lacks the number format.
  public init(
    _ chip: Chip, accelerators: Int, request: ReplicaRequest, on site: ServingSite = ServingSite()
  ) throws(ServingRefusal) {
    if chip.photonic == nil {
      self = .digital(
        try DigitalReplica(
          chip, accelerators: accelerators, precision: request.precision,
          network: site.network))
      return
    }
    do throws(PhotonicRefusal) {
      let rule: PrecisionRule = request.fallsBack ? .fallBack : .refuse
      let host = try PhotonicHost(chip, cards: accelerators, precisionRule: rule)
      self = .photonic(
        PhotonicReplica(
          host: host, bits: request.bits ?? request.precision.significantBits,
          hostMemory_bytes: site.hostMemory_bytes))
    } catch {
      throw .photonic(error)
    }
  }

  /// The chip's key.
  public var chip: String {
    switch self {
    case .digital(let replica): replica.chip
    case .photonic(let replica): replica.host.card.name
    }
  }

  public var accelerators: Int {
    switch self {
    case .digital(let replica): replica.accelerators
    case .photonic(let replica): replica.host.cards
    }
  }

  /// Stages of the pipeline that its accelerators form; 1 for one team.
  public var stages: Int {
    switch self {
    case .digital(let replica): replica.stages
    case .photonic: 1
    }
  }

  /// Names of the figures behind its speed that are estimates, such as `efficiency.gemm`.
  public var estimates: [String] {
    switch self {
    case .digital(let replica): replica.estimates
    case .photonic(let replica): replica.host.estimates
    }
  }

  /// The time of `pass` through `model`.
  ///
  /// - Throws: that photonic cards have too few bits.
  /// - Complexity: O(layers).
  public func cost(
    of pass: ForwardPass, through model: NeuralModel
  ) throws(ServingRefusal) -> PassCost {
    switch self {
    case .digital(let replica):
      return replica.cost(of: pass, through: model)
    case .photonic(let replica):
      do throws(PhotonicRefusal) {
        var cost = PassCost()
        let time = try replica.host.time(of: pass, through: model, bits: replica.bits)
        cost.light_s = time.total_s
        return cost
      } catch {
        throw .photonic(error)
      }
    }
  }

  /// Memory that one request of `work` takes on an accelerator, bytes: its cache, or where nothing
  /// is cached, a few layers' worth of activations.
  func request_bytes(_ work: ServingWork) -> Double {
    let cache =
      switch self {
      case .digital(let replica):
        replica.cache_bytes(tokens: work.finalTokens, model: work.model)
      case .photonic(let replica):
        replica.cache_bytes(tokens: work.finalTokens, model: work.model)
      }
    let model = work.model
    let hidden = max(model.feedForwardWidth, model.experts.map { $0.active * $0.width } ?? 0)
    let vectors = work.isGenerative ? 1 : work.promptTokens
    return cache + Double(vectors) * Double(4 * model.width + 2 * hidden) * 2
  }

  /// Memory of an accelerator, or of the host of photonic ones, for requests of `work`, bytes; negative where weights do not fit.
  func room_bytes(_ work: ServingWork) -> Double {
    switch self {
    case .digital(let replica): replica.cacheRoom_bytes(work.model)
    case .photonic(let replica): replica.cacheRoom_bytes(work.model)
    }
  }

  /// Requests of `work` that memory holds at a time, 0 where none fits.
  public func batchByMemory(_ work: ServingWork) -> Int {
    let count = room_bytes(work) / request_bytes(work)
    return count < 1 ? 0 : Int(min(count, 1e9))
  }
}
