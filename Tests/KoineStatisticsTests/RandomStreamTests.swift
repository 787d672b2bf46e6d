import KoineStatistics
import Testing

@Suite struct RandomStreamTests {
  private func draws(_ seed: UInt64, _ name: String, _ count: Int = 100) -> [Double] {
    var stream = RandomStream(seed: seed, name: name)
    return (0..<count).map { _ in stream.uniform() }
  }

  @Test func nameAndSeedFixTheStream() {
    #expect(draws(1, "arrivals") == draws(1, "arrivals"))
    #expect(draws(1, "arrivals") != draws(1, "durations"))
    #expect(draws(1, "arrivals") != draws(2, "arrivals"))
    #expect(draws(1, "arrivals") != draws(1 << 32 | 1, "arrivals"))
  }

  @Test func streamsOfOneSeedAreUncorrelated() {
    let names = ["arrivals", "durations", "endings", "requests", "policy"]
    for (index, name) in names.enumerated() {
      for other in names.dropFirst(index + 1) {
        // 10,000 pairs: a standard deviation of 0.01 if independent.
        let found = correlation(draws(7, name, 10_000), draws(7, other, 10_000))
        #expect(abs(found) < 0.04, "\(name), \(other)")
      }
    }
  }

  @Test func threadsDoNotMeet() async {
    let alone = draws(3, "x")
    await withTaskGroup(of: [Double].self) { group in
      for _ in 0..<4 { group.addTask { draws(3, "x") } }
      for await other in group { #expect(other == alone) }
    }
  }

  /// Means and variances by formula; four standard errors of 100,000 draws.
  @Test func moments() {
    var stream = RandomStream(seed: 11, name: "moments")
    let count = 100_000
    func sample(_ draw: (inout RandomStream) -> Double) -> Moments {
      Moments((0..<count).map { _ in draw(&stream) })
    }
    let exponential = sample { $0.exponential(mean: 3) }
    #expect(abs(exponential.mean - 3) < 0.04)
    #expect(abs(exponential.coefficientOfVariation - 1) < 0.02)
    let logNormal = sample { $0.logNormal(mu: 1, sigma: 0.5) }
    #expect(abs(logNormal.mean - 3.0802) < 0.03, "exp(1 + 0.5^2 / 2)")
    let normal = sample { $0.normal() }
    #expect(abs(normal.mean) < 0.013 && abs(normal.variance - 1) < 0.02)
    let geometric = sample { Double($0.geometric(probability: 0.2)) }
    #expect(abs(geometric.mean - 5) < 0.06)
    let index = sample { Double($0.index(below: 10)) }
    #expect(abs(index.mean - 4.5) < 0.04)
    let chosen = sample { $0.isChosen(probability: 0.3) ? 1 : 0 }
    #expect(abs(chosen.mean - 0.3) < 0.006)
  }
}
