import CGSL
import KoineStatistics

/// Points of Sobol's sequence, shifted by a vector drawn from the seed: they fill the space more
/// evenly than random ones.
///
/// GSL's sequence has 40 dimensions; further ones are drawn at random. The shift (Cranley and
/// Patterson, SIAM J. Numer. Anal. 13(6), 1976) makes seeds differ and keeps the evenness.
public final class SobolSearch: Optimiser {
  /// Dimensions of the sequence.
  static let limit = 40

  private let dimensionCount: Int
  private let batch: Int
  private let generator: UnsafeMutablePointer<gsl_qrng>?
  private var random: RandomStream
  private let shift: [Double]
  private var trials = 0

  /// - Parameter batch: probes of one batch, at least 1.
  public init(_ space: SearchSpace, seed: UInt64, batch: Int = 8) {
    precondition(batch > 0)
    dimensionCount = space.count
    self.batch = batch
    var random = RandomStream(seed: seed, name: "search.sobol")
    shift = (0..<space.count).map { _ in random.uniform() }
    self.random = random
    let regular = min(space.count, Self.limit)
    generator = regular == 0 ? nil : gsl_qrng_alloc(koine_gsl_qrng_sobol(), UInt32(regular))
  }

  deinit { if let generator { gsl_qrng_free(generator) } }

  public func ask() -> [Probe] {
    (0..<batch).map { _ in
      trials += 1
      return Probe(trial: trials - 1, point: next())
    }
  }

  private func next() -> [Double] {
    var point = Array(repeating: 0.0, count: max(dimensionCount, 1))
    if let generator { gsl_qrng_get(generator, &point) }
    for index in 0..<dimensionCount {
      let raw = index < Self.limit ? point[index] + shift[index] : random.uniform()
      point[index] = raw - raw.rounded(.down)
    }
    return Array(point.prefix(dimensionCount))
  }

  public func tell(_ evaluations: [Evaluation]) {}
}
