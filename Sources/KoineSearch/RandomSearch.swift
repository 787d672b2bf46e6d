import KoineStatistics

/// Points drawn uniformly from the space.
public final class RandomSearch: Optimiser {
  private let dimensionCount: Int
  private let batch: Int
  private var random: RandomStream
  private var trials = 0

  /// - Parameter batch: probes of one batch, at least 1.
  public init(_ space: SearchSpace, seed: UInt64, batch: Int = 8) {
    precondition(batch > 0)
    dimensionCount = space.count
    self.batch = batch
    random = RandomStream(seed: seed, name: "search.random")
  }

  public func ask() -> [Probe] {
    (0..<batch).map { _ in
      trials += 1
      return Probe(trial: trials - 1, point: (0..<dimensionCount).map { _ in random.uniform() })
    }
  }

  public func tell(_ evaluations: [Evaluation]) {}
}
