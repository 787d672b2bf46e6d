import KoineModel

/// Jobs on several kinds of chips: each kind has its own limits.
extension ClusterLimits {
  /// The first part of a request that asks too much of anything, and of what; the request itself if it
  /// is for one kind of chip, or if each part alone could run.
  func firstCause(
    of whole: Request, _ acceptance: ChipAcceptance
  ) -> (request: Request, cause: RejectionCause) {
    if whole.parts.isEmpty {
      return (whole, cause(of: whole, accepted: acceptance.chips(for: whole)))
    }
    for request in parts(of: whole) {
      let cause = cause(of: request, accepted: acceptance.chips(for: request))
      if cause.reason != .noCombination { return (request, cause) }
    }
    return (
      whole,
      RejectionCause(reason: .noCombination, asked: Int64(whole.accelerators), available: 0)
    )
  }

  /// The least that the accelerators of a request add at work, all parts together, mW.
  func leastPower_mw(
    of whole: Request, _ acceptance: ChipAcceptance, _ limit: PowerLimit
  ) -> Int64? {
    if whole.parts.isEmpty {
      return leastPower_mw(of: whole, accepted: acceptance.chips(for: whole), limit)
    }
    var sum: Int64 = 0
    for part in parts(of: whole) {
      guard let least = leastPower_mw(of: part, accepted: acceptance.chips(for: part), limit)
      else { return nil }
      sum += least
    }
    return sum
  }

  /// The parts as requests of their own, with their share of processors and memory.
  private func parts(of whole: Request) -> [Request] {
    whole.parts.map { part in
      let share = Int64(whole.accelerators)
      return Request(
        accelerators: part.accelerators,
        cpu_milli: whole.cpu_milli * Int64(part.accelerators) / share,
        memory_mib: whole.memory_mib * Int64(part.accelerators) / share, chips: part.chips,
        locality: whole.locality, localityIsRequired: whole.localityIsRequired)
    }
  }
}
