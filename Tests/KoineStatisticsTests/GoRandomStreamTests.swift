import KoineStatistics
import Testing

/// Numbers that programs in Go print.
@Suite struct GoRandomStreamTests {
  /// `rand.New(rand.NewSource(1)).Int63()`, the first of which many a page of questions about Go
  /// quotes, since seed 1 was the default.
  @Test func theFirstNumbersOfSeedOne() {
    var random = GoRandomStream(seed: 1)
    let numbers = (0..<3).map { _ in random.int63() }
    #expect(
      numbers == [5_577_006_791_947_779_410, 8_674_665_223_082_153_551, 6_129_484_611_666_145_821])
  }

  /// `rand.Intn(100)` ten times from seed 1, as in the tour of Go and its examples: 81, 87, 47...
  @Test func theFirstNumbersBelowAHundred() {
    var random = GoRandomStream(seed: 1)
    #expect(
      (0..<10).map { _ in random.index(below: 100) } == [81, 87, 47, 59, 81, 18, 25, 40, 56, 0])
  }

  @Test func permutationsHoldEveryNumberOnce() {
    for seed in 1...UInt64(20) {
      var random = GoRandomStream(seed: seed)
      let count = 1 + Int(seed) * 7
      #expect(random.permutation(of: count).sorted() == Array(0..<count), "seed \(seed)")
      var shuffled = Array(0..<count)
      random.shuffle(&shuffled)
      #expect(shuffled.sorted() == Array(0..<count), "seed \(seed)")
    }
  }
}
