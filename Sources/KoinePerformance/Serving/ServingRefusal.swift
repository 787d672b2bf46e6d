/// Why a replica cannot serve what was asked, and the nearest thing that it can.
public enum ServingRefusal: Error, Hashable, Sendable {
  /// The chip's speed is unknown, or not at this number format.
  case performance(PerformanceRefusal)
  /// The weights leave no room for the cache of one request.
  ///
  /// `accelerators` is the fewest that hold both; `nil` if none up to 1,024 do. `most` is how many the
  /// cluster has, where that is fewer; `memory` whose memory it is.
  case doesNotFit(
    model: String, chip: String, needed_gb: Double, available_gb: Double, accelerators: Int?,
    most: Int? = nil, memory: ServingMemory = .own)
  /// The cluster has fewer accelerators of the chip than one replica asks for.
  case tooMany(chip: String, asked: Int, most: Int)
  /// Neither heads nor layers divide among so many accelerators; `nearest` is how many below can
  /// share the model.
  case cannotShare(model: String, chip: String, asked: Int, nearest: Int)
  /// The cluster has no accelerators, or none of these names.
  case noAccelerators([String])
  /// A single request at a time already breaks the promise; `reached_s` is what it takes.
  case promiseBroken(promise: ServicePromise, wanted_s: Double, reached_s: Double, chip: String)
  case photonic(PhotonicRefusal)
}

/// Whose memory holds the weights and caches of a replica.
public enum ServingMemory: String, CaseIterable, Sendable {
  case own, host
}

/// The two promises of a service.
public enum ServicePromise: String, CaseIterable, Sendable {
  case timeToFirstToken, timePerOutputToken

  /// What it is called in messages.
  var words: String {
    switch self {
    case .timeToFirstToken: "time to first token"
    case .timePerOutputToken: "time per output token"
    }
  }
}

extension ServingRefusal {
  /// The one of `refusals` that misses by least: a promise by the share that is missing, then memory
  /// likewise, then what no number helps. Of equals the first; `nil` if there is none.
  public static func nearest(of refusals: [ServingRefusal]) -> ServingRefusal? {
    refusals.enumerated().min { a, b in
      let (x, y) = (a.element.distance, b.element.distance)
      return (x.kind, x.ratio, a.offset) < (y.kind, y.ratio, b.offset)
    }?.element
  }

  private var distance: (kind: Int, ratio: Double) {
    switch self {
    case .promiseBroken(_, let wanted, let reached, _): (0, reached / wanted)
    case .doesNotFit(_, _, let needed, let available, _, _, _):
      (1, available > 0 ? needed / available : .infinity)
    case .cannotShare(_, _, let asked, let nearest): (2, Double(asked - nearest))
    case .tooMany(_, let asked, let most): (3, Double(asked) / Double(max(1, most)))
    case .photonic: (4, 0)
    case .performance: (5, 0)
    case .noAccelerators: (6, 0)
    }
  }
}

extension ServingRefusal: CustomStringConvertible {
  public var description: String {
    switch self {
    case .performance(let refusal):
      return refusal.description
    case .doesNotFit(
      let model, let chip, let needed, let available, let accelerators, let most, let memory):
      var remedy =
        accelerators.map { "\($0) accelerators hold it" } ?? "no number of accelerators holds it"
      if let most, accelerators != nil { remedy += ", the cluster has \(most)" }
      let whose = memory == .host ? " of its host's memory" : ""
      return "\(model) with the cache of one request needs \(gigabytes(needed)), "
        + "the replica has \(gigabytes(available, .down))\(whose) on \(chip); \(remedy)"
    case .tooMany(let chip, let asked, let most):
      return "one replica asks for \(asked) accelerators, the cluster has \(most) \(chip); "
        + "ask for at most \(most)"
    case .cannotShare(let model, let chip, let asked, let nearest):
      return "\(asked) accelerators of \(chip) cannot share \(model): neither its heads nor its "
        + "layers divide among them; \(nearest) can"
    case .noAccelerators(let names):
      return names.isEmpty
        ? "the cluster has no accelerators, and a service needs some"
        : "the cluster has none of \(names.joined(separator: ", "))"
    case .promiseBroken(let promise, let wanted, let reached, let chip):
      return "one request at a time has a \(promise.words) of \(milliseconds(reached)) on \(chip), "
        + "\(milliseconds(wanted)) were promised; promise \(milliseconds(reached)) or more, "
        + "or take more accelerators"
    case .photonic(let refusal):
      return refusal.description
    }
  }

  private func gigabytes(
    _ number: Double, _ rule: FloatingPointRoundingRule = .up
  ) -> String {
    "\((number * 10).rounded(rule) / 10) GB"
  }

  private func milliseconds(_ seconds: Double) -> String {
    "\((seconds * 10_000).rounded(.up) / 10) ms"
  }
}
