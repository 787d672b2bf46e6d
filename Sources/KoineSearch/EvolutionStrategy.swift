import KoineStatistics

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// CMA-ES: a normal distribution that learns from the better half of each generation where to look,
/// how far and in which directions.
///
/// With restarts that double the population when a run has converged or stalls (IPOP). Coordinates
/// outside the unit cube are mirrored into it. Whole numbers and choices are read off the cube, and
/// the spread of their coordinates is kept wide enough for a neighbour to be drawn. Several objectives
/// rank by dominance and crowding. Sources: Hansen, "The CMA Evolution Strategy: A Tutorial",
/// arXiv:1604.00772; Auger and Hansen, "A restart CMA evolution strategy", CEC 2005; Hamano et al.,
/// "CMA-ES with margin", GECCO 2022, for the lower bound of the spread.
public final class EvolutionStrategy: Optimiser {
  private let settings: StrategySettings
  private var random: RandomStream
  private var distribution: Distribution
  private var population: Int
  private var trials = 0
  /// Unmirrored points of the batch that is out.
  private var drawn: [[Double]] = []
  private var convergence = Convergence()

  /// - Parameters:
  ///   - population: probes of the first run's batches; 4 + 3 ln(dimensions) if not given.
  ///   - spread: the first standard deviation of each coordinate.
  public init(
    _ space: SearchSpace, seed: UInt64, population: Int? = nil, spread: Double = 0.3
  ) {
    settings = StrategySettings(space, spread: spread)
    random = RandomStream(seed: seed, name: "search.cma-es")
    self.population = max(4, population ?? 4 + Int(3 * log(Double(max(space.count, 1)))))
    let middle = Array(repeating: 0.5, count: space.count)
    distribution = Distribution(mean: middle, settings: settings)
  }

  public func ask() -> [Probe] {
    drawn = (0..<population).map { _ in distribution.draw(&random) }
    return drawn.map { point in
      trials += 1
      return Probe(trial: trials - 1, point: point.map(mirrored))
    }
  }

  public func tell(_ evaluations: [Evaluation]) {
    precondition(evaluations.count <= drawn.count, "outcomes of the batch that is out")
    // The weights of the update are those of a whole generation: a part of one has no ranks.
    if settings.count == 0 || evaluations.count < drawn.count { return }
    let order = ranking(of: evaluations)
    distribution.learn(from: order.map { drawn[$0] })
    convergence.note(
      evaluations[order[0]], evaluations[order[order.count - 1]], population: population,
      dimensions: settings.count)
    if convergence.isReached || distribution.isDegenerate { restart() }
  }

  private func restart() {
    population *= 2
    convergence = Convergence()
    let mean = (0..<settings.count).map { _ in random.uniform() }
    distribution = Distribution(mean: mean, settings: settings)
  }
}

/// What does not change while the strategy runs.
struct StrategySettings {
  let count: Int
  let spread: Double
  /// Least standard deviation by coordinate: 0 for numbers.
  let leastSpread: [Double]

  init(_ space: SearchSpace, spread: Double) {
    count = space.count
    self.spread = spread
    leastSpread = space.dimensions.map { dimension in
      switch dimension.kind {
      case .number: 0
      case .integer(let range): 0.3 / Double(range.count)
      case .choice(let count): 0.3 / Double(count)
      }
    }
  }
}

/// Whether generations still bring anything.
private struct Convergence {
  private var recent: [Double] = []
  private var bestViolation = Double.infinity
  private var best = Double.infinity
  private var stalled = 0
  private(set) var isReached = false

  mutating func note(
    _ first: Evaluation, _ last: Evaluation, population: Int, dimensions: Int
  ) {
    let value = first.violation > 0 ? first.violation : first.objectives[0]
    let isBetter =
      first.violation < bestViolation || first.violation == bestViolation && value < best
    if isBetter {
      (bestViolation, best, stalled) = (first.violation, value, 0)
    } else {
      stalled += 1
    }
    recent.append(value)
    let window = 10 + 30 * dimensions / population
    if recent.count > window { recent.removeFirst() }
    let extent = recent.max()! - recent.min()!
    let isFlat =
      first.violation == last.violation
      && last.objectives[0] - first.objectives[0] <= 1e-12 * max(1, abs(value))
    isReached =
      recent.count == window && extent <= 1e-12 * max(1, abs(value)) && isFlat
      || stalled > 50 + 100 * dimensions / population
  }
}

/// A coordinate reflected at 0 and 1 as often as it takes.
func mirrored(_ coordinate: Double) -> Double {
  if !coordinate.isFinite { return 0.5 }
  let folded = abs(coordinate.truncatingRemainder(dividingBy: 2))
  return folded > 1 ? 2 - folded : folded
}
