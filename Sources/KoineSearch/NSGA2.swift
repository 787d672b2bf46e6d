import KoineStatistics

/// NSGA-II: a population that keeps to the best trade-offs between several objectives and spreads
/// along them.
///
/// Parents win binary tournaments by front and crowding; children come from simulated binary crossover
/// and polynomial mutation of coordinates; choices are inherited from either parent and mutate to any
/// other. Source: Deb, Pratap, Agarwal, Meyarivan, "A fast and elitist multiobjective genetic
/// algorithm: NSGA-II", IEEE TEC 6(2), 2002.
public final class NSGA2: Optimiser {
  private let space: SearchSpace
  private let population: Int
  private var random: RandomStream
  private var trials = 0
  private var parents: [Evaluation] = []

  /// - Parameter population: probes of a batch, at least 4; made even.
  public init(_ space: SearchSpace, seed: UInt64, population: Int = 40) {
    precondition(population >= 4)
    self.space = space
    self.population = population + population % 2
    random = RandomStream(seed: seed, name: "search.nsga2")
  }

  public func ask() -> [Probe] {
    let points = parents.isEmpty ? firstGeneration() : children()
    return points.map { point in
      trials += 1
      return Probe(trial: trials - 1, point: point)
    }
  }

  /// Sobol's points cover every choice sooner than random ones.
  private func firstGeneration() -> [[Double]] {
    let seed = UInt64(random.index(below: 1 << 31))
    return SobolSearch(space, seed: seed, batch: population).ask().map(\.point)
  }

  /// `parents` are from best to worst, so that the smaller index wins.
  private func children() -> [[Double]] {
    var children: [[Double]] = []
    while children.count < population {
      var first = parents[winner()].probe.point
      var second = parents[winner()].probe.point
      cross(&first, &second)
      mutate(&first)
      mutate(&second)
      children += [first, second]
    }
    return children
  }

  private func winner() -> Int {
    min(random.index(below: parents.count), random.index(below: parents.count))
  }

  public func tell(_ evaluations: [Evaluation]) {
    let all = parents + evaluations
    parents = ranking(of: all).prefix(population).map { all[$0] }
  }

  private func cross(_ first: inout [Double], _ second: inout [Double]) {
    guard random.isChosen(probability: 0.9) else { return }
    for (index, dimension) in space.dimensions.enumerated() {
      guard random.isChosen(probability: 0.5) else { continue }
      if case .choice = dimension.kind {
        (first[index], second[index]) = (second[index], first[index])
      } else {
        (first[index], second[index]) = crossed(first[index], second[index])
      }
    }
  }

  private func crossed(_ a: Double, _ b: Double) -> (Double, Double) {
    let (low, high) = (min(a, b), max(a, b))
    if high - low < 1e-14 { return (a, b) }
    let u = random.uniform()
    let gap = high - low
    let down = simulatedBinary(u, 1 + 2 * low / gap)
    let up = simulatedBinary(u, 1 + 2 * (1 - high) / gap)
    let left = clamped(0.5 * (low + high - down * gap))
    let right = clamped(0.5 * (low + high + up * gap))
    return random.isChosen(probability: 0.5) ? (left, right) : (right, left)
  }

  private func mutate(_ point: inout [Double]) {
    let probability = 1 / Double(max(space.count, 1))
    for (index, dimension) in space.dimensions.enumerated()
    where random.isChosen(probability: probability) {
      if case .choice = dimension.kind {
        point[index] = random.uniform()
      } else {
        point[index] = clamped(point[index] + polynomialStep(random.uniform(), from: point[index]))
      }
    }
  }
}

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The spread of simulated binary crossover, index 15, bounded at `1 + 2 x distance / gap`.
private func simulatedBinary(_ u: Double, _ beta: Double) -> Double {
  let power = 16.0
  let alpha = 2 - pow(beta, -power)
  return u <= 1 / alpha
    ? pow(u * alpha, 1 / power) : pow(1 / (2 - u * alpha), 1 / power)
}

/// A step of polynomial mutation, index 20, that stays within the unit interval.
private func polynomialStep(_ u: Double, from place: Double) -> Double {
  let power = 21.0
  if u < 0.5 {
    return pow(2 * u + (1 - 2 * u) * pow(1 - place, power), 1 / power) - 1
  }
  return 1 - pow(2 * (1 - u) + 2 * (u - 0.5) * pow(place, power), 1 / power)
}

private func clamped(_ coordinate: Double) -> Double { min(max(coordinate, 0), 1) }
