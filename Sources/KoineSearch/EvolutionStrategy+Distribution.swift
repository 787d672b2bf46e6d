import KoineStatistics

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension EvolutionStrategy {
  /// The normal distribution and its paths, in the notation of Hansen's tutorial.
  struct Distribution {
    private let settings: StrategySettings
    private var mean: [Double]
    private var sigma: Double
    private var covariance: [Double]
    private var sigmaPath: [Double]
    private var covariancePath: [Double]
    private var axes: [Double]
    private var lengths: [Double]
    private var generation = 0
    private var axesAge = 0
    private let expectedLength: Double

    init(mean: [Double], settings: StrategySettings) {
      let count = mean.count
      self.settings = settings
      self.mean = mean
      sigma = settings.spread
      covariance = (0..<count * count).map { $0 / max(count, 1) == $0 % max(count, 1) ? 1 : 0 }
      axes = covariance
      lengths = Array(repeating: 1, count: count)
      sigmaPath = Array(repeating: 0, count: count)
      covariancePath = sigmaPath
      let n = Double(max(count, 1))
      expectedLength = n.squareRoot() * (1 - 1 / (4 * n) + 1 / (21 * n * n))
    }

    /// Whether nothing new can come of it.
    var isDegenerate: Bool {
      let longest = lengths.max() ?? 1
      let shortest = lengths.min() ?? 1
      return !(sigma.isFinite && longest.isFinite) || sigma * longest < 1e-12
        || longest > 1e7 * shortest || sigma * longest > 1e4
    }

    func draw(_ random: inout RandomStream) -> [Double] {
      let count = settings.count
      let normals = lengths.map { $0 * random.normal() }
      return (0..<count).map { row in
        var sum = 0.0
        for column in 0..<count { sum += axes[row * count + column] * normals[column] }
        let least = settings.leastSpread[row]
        let own = sigma * covariance[row * count + row].squareRoot()
        // A coordinate of few values must be able to leave the one it is at.
        return mean[row] + (own < least && own > 0 ? sum * sigma * least / own : sum * sigma)
      }
    }

    /// Moves towards the better half of `points`, which come from best to worst.
    mutating func learn(from points: [[Double]]) {
      let rates = Rates(population: points.count, dimensions: settings.count)
      let old = mean
      let steps = points.prefix(rates.weights.count).map { point in
        zip(point, old).map { ($0 - $1) / sigma }
      }
      let step = (0..<settings.count).map { row in
        zip(rates.weights, steps).reduce(0) { $0 + $1.0 * $1.1[row] }
      }
      mean = zip(old, step).map { $0 + sigma * $1 }
      generation += 1
      let isMoving = updatePaths(step, rates)
      updateCovariance(steps, rates, isMoving: isMoving)
      let length = norm(sigmaPath)
      sigma *= exp(min(1, rates.cSigma / rates.damping * (length / expectedLength - 1)))
      axesAge += 1
      if Double(axesAge) * (rates.c1 + rates.cMu) * Double(settings.count) * 10 > 1 { updateAxes() }
    }

    /// Whether the path of the step size is short enough for the covariance to follow.
    private mutating func updatePaths(_ step: [Double], _ rates: Rates) -> Bool {
      let count = settings.count
      let gain = (rates.cSigma * (2 - rates.cSigma) * rates.effective).squareRoot()
      let whitened = whiten(step)
      for row in 0..<count {
        sigmaPath[row] = (1 - rates.cSigma) * sigmaPath[row] + gain * whitened[row]
      }
      let fade = 1 - pow(1 - rates.cSigma, 2 * Double(generation))
      let limit = (1.4 + 2 / Double(count + 1)) * expectedLength
      let isMoving = norm(sigmaPath) / fade.squareRoot() < limit
      let covarianceGain = (rates.cC * (2 - rates.cC) * rates.effective).squareRoot()
      for row in 0..<count {
        covariancePath[row] =
          (1 - rates.cC) * covariancePath[row] + (isMoving ? covarianceGain * step[row] : 0)
      }
      return isMoving
    }

    private mutating func updateCovariance(_ steps: [[Double]], _ rates: Rates, isMoving: Bool) {
      let count = settings.count
      let loss = isMoving ? 0 : rates.c1 * rates.cC * (2 - rates.cC)
      for row in 0..<count {
        for column in 0...row {
          var ranked = 0.0
          for (weight, step) in zip(rates.weights, steps) {
            ranked += weight * step[row] * step[column]
          }
          let value =
            (1 + loss - rates.c1 - rates.cMu) * covariance[row * count + column]
            + rates.c1 * covariancePath[row] * covariancePath[column] + rates.cMu * ranked
          covariance[row * count + column] = value
          covariance[column * count + row] = value
        }
      }
    }

    /// The covariance to the power -1/2 times `step`.
    private func whiten(_ step: [Double]) -> [Double] {
      let count = settings.count
      let turned = (0..<count).map { column in
        var sum = 0.0
        for row in 0..<count { sum += axes[row * count + column] * step[row] }
        return sum / lengths[column]
      }
      return (0..<count).map { row in
        var sum = 0.0
        for column in 0..<count { sum += axes[row * count + column] * turned[column] }
        return sum
      }
    }

    private mutating func updateAxes() {
      axesAge = 0
      let eigen = SymmetricEigen(covariance, size: settings.count)
      axes = eigen.vectors
      lengths = eigen.values.map { max($0, 1e-30).squareRoot() }
    }

    private func norm(_ vector: [Double]) -> Double {
      vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
  }

  /// Weights and learning rates for a population, as the tutorial's table 1 sets them.
  private struct Rates {
    let weights: [Double]
    let effective: Double
    let cSigma: Double
    let damping: Double
    let cC: Double
    let c1: Double
    let cMu: Double

    init(population: Int, dimensions: Int) {
      let n = Double(dimensions)
      let raw = (1...population / 2).map { log(Double(population + 1) / 2) - log(Double($0)) }
      let sum = raw.reduce(0, +)
      let weights = raw.map { $0 / sum }
      let effective = 1 / weights.reduce(0) { $0 + $1 * $1 }
      self.weights = weights
      self.effective = effective
      cSigma = (effective + 2) / (n + effective + 5)
      damping = 1 + 2 * max(0, ((effective - 1) / (n + 1)).squareRoot() - 1) + cSigma
      cC = (4 + effective / n) / (n + 4 + 2 * effective / n)
      c1 = 2 / ((n + 1.3) * (n + 1.3) + effective)
      cMu = min(1 - c1, 2 * (effective - 2 + 1 / effective) / ((n + 2) * (n + 2) + effective))
    }
  }
}
