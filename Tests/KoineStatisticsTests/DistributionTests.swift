import Foundation
import KoineStatistics
import Testing

@Suite struct DistributionTests {
  @Test func weightsAreMet() {
    let weights = [5.0, 0, 1, 3, 1]
    let distribution = DiscreteDistribution(weights: weights)
    var stream = RandomStream(seed: 1, name: "weights")
    var counts = [Double](repeating: 0, count: weights.count)
    for _ in 0..<100_000 { counts[distribution.draw(&stream)] += 1 }
    #expect(counts[1] == 0)
    for (count, weight) in zip(counts, weights) {
      #expect(abs(count / 100_000 - weight / 10) < 0.007)
    }
  }

  @Test func zipfFollowsItsLaw() {
    let distribution = DiscreteDistribution.zipf(count: 100, exponent: 1)
    var stream = RandomStream(seed: 2, name: "zipf")
    var counts = [Double](repeating: 0, count: 100)
    for _ in 0..<200_000 { counts[distribution.draw(&stream)] += 1 }
    // The harmonic number of 100 is 5.18738.
    #expect(abs(counts[0] / 200_000 - 1 / 5.18738) < 0.004)
    #expect(abs(counts[9] / 200_000 - 0.1 / 5.18738) < 0.002)
    #expect(zipfWeights(count: 3, exponent: 2) == [1, 0.25, 1.0 / 9])
  }

  @Test func oneOutcome() {
    let distribution = DiscreteDistribution(weights: [0.1])
    var stream = RandomStream(seed: 1, name: "one")
    #expect((0..<10).allSatisfy { _ in distribution.draw(&stream) == 0 })
  }

  @Test func curvesPassThroughTheirPoints() {
    let curve = QuantileCurve(percent: [(1, 10), (10, 50), (1_000, 100)])
    #expect(curve.value(at: 0) == 1)
    #expect(abs(curve.value(at: 0.1) - 1) < 1e-12)
    #expect(abs(curve.value(at: 0.5) - 10) < 1e-9)
    #expect(abs(curve.value(at: 0.75) - 100) < 1e-9, "half way in the logarithm")
    #expect(abs(curve.value(at: 1) - 1_000) < 1e-9)
    #expect(abs(curve.value(at: 2) - 1_000) < 1e-9)
  }

  @Test func logNormalCurve() {
    let curve = QuantileCurve(logNormals: [(2, 5, 1)], limits: 1...1e6)
    #expect(abs(curve.value(at: 0.5) / exp(5) - 1) < 0.01)
    #expect(abs(curve.value(at: 0.9) / exp(5 + 1.28155) - 1) < 0.01)
  }

  @Test func normalFunctions() {
    #expect(abs(normalCDF(1.959964) - 0.975) < 1e-6)
    #expect(abs(normalQuantile(0.975) - 1.959964) < 1e-5)
    // Student's t, 97.5 %, 10 degrees: 2.228139 (tables).
    #expect(abs(studentQuantile(0.975, degrees: 10) - 2.228139) < 1e-5)
  }
}
