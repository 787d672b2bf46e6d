/// Why a replica cannot serve what was asked, and the nearest thing that it can.
public enum ServingRefusal: Error, Hashable, Sendable {
  /// The chip's speed is unknown, or not at this number format.
  case performance(PerformanceRefusal)
  /// The weights leave no room for the cache of one request.
  ///
  /// `accelerators` is the fewest that hold both; `nil` if none up to 1,024 do.
  case doesNotFit(
    model: String, chip: String, needed_gb: Double, available_gb: Double, accelerators: Int?)
  /// A single request at a time already breaks the promise; `reached_s` is what it takes.
  case promiseBroken(promise: ServicePromise, wanted_s: Double, reached_s: Double, chip: String)
  case photonic(PhotonicRefusal)
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

extension ServingRefusal: CustomStringConvertible {
  public var description: String {
    switch self {
    case .performance(let refusal):
      return refusal.description
    case .doesNotFit(let model, let chip, let needed, let available, let accelerators):
      let remedy =
        accelerators.map { "\($0) accelerators hold it" } ?? "no number of accelerators holds it"
      return "\(model) with the cache of one request needs \(gigabytes(needed)), "
        + "the replica has \(gigabytes(available, .down)) on \(chip); \(remedy)"
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
