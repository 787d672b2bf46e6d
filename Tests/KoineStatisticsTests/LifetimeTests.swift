import Foundation
import KoineStatistics
import Testing

@Suite struct LifetimeTests {
  @Test(arguments: [
    Lifetime.exponential(mean: 3), .weibull(shape: 0.7, mean: 5), .weibull(shape: 2, mean: 5),
    .logNormal(median: 2, mean: 3), .logNormal(mean: 3, sigma: 0.5), .fixed(4),
  ])
  func drawsHaveTheMean(lifetime: Lifetime) {
    var stream = SmallStream(seed: 1, name: "mean")
    let count = 100_000
    var (sum, squares) = (0.0, 0.0)
    for _ in 0..<count {
      let value = lifetime.draw(&stream)
      sum += value
      squares += value * value
    }
    let mean = sum / Double(count)
    let deviation = (max(0, squares / Double(count) - mean * mean) / Double(count)).squareRoot()
    #expect(abs(mean - lifetime.mean) <= 4 * deviation + 1e-12, "\(lifetime): \(mean)")
  }

  /// By hand: medians and means of the textbook.
  @Test func quantilesAndMeans() {
    #expect(abs(Lifetime.exponential(mean: 2).quantile(0.5) - 2 * log(2)) < 1e-12)
    #expect(abs(Lifetime.weibull(shape: 2, scale: 1).mean - Double.pi.squareRoot() / 2) < 1e-12)
    #expect(abs(Lifetime.logNormal(median: 20.4, mean: 131).quantile(0.5) - 20.4) < 1e-9)
    #expect(abs(Lifetime.logNormal(median: 20.4, mean: 131).mean - 131) < 1e-9)
    #expect(Lifetime.fixed(7).quantile(0.1) == 7)
  }

  @Test func streamsHaveNamesAndMembers() {
    func first(_ seed: UInt64, _ name: String, _ index: Int) -> Double {
      var stream = SmallStream(seed: seed, name: name, index: index)
      return stream.openUniform()
    }
    let values = [first(1, "a", 0), first(1, "a", 1), first(1, "b", 0), first(2, "a", 0)]
    #expect(Set(values).count == 4)
    #expect(values.allSatisfy { $0 > 0 && $0 < 1 })
    #expect(first(1, "a", 0) == values[0])
  }

  /// Mean 1, variance 1 / shape.
  @Test(arguments: [0.5, 0.9, 4.0])
  func gammaOfMeanOneHasMeanOne(shape: Double) {
    let steps = 20_000
    let values = (0..<steps).map {
      gammaOfMeanOne((Double($0) + 0.5) / Double(steps), shape: shape)
    }
    let mean = values.reduce(0, +) / Double(steps)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(steps)
    #expect(abs(mean - 1) < 0.005)
    #expect(abs(variance * shape - 1) < 0.05)
  }
}
