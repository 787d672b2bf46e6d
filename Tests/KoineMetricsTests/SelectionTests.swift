import Testing

@testable import KoineMetrics

@Suite struct SelectionTests {
  /// Against sorting, over sizes and over how many values are equal.
  @Test func agreesWithSortingAndTheFormula() {
    for seed in 1...400 {
      var generator = SplitMix(state: UInt64(seed))
      let count = Int(generator.next() % 300) + 1
      let spread = [1, 2, 10, 1_000_000][seed % 4]
      let values = (0..<count).map { _ in Double(generator.next() % UInt64(spread)) }
      let sorted = values.sorted()
      let found = Distribution(values)
      for (percent, value) in [(50, found?.p50), (90, found?.p90), (99, found?.p99)] {
        let rank = (count - 1) * percent / 100
        let fraction = Double((count - 1) * percent % 100) / 100
        let upper = sorted[min(rank + 1, count - 1)]
        #expect(
          value == sorted[rank] + (upper - sorted[rank]) * fraction, "seed \(seed), \(percent) %")
      }
      #expect(found?.max == sorted.last, "seed \(seed)")
    }
  }

  @Test(arguments: [true, false])
  func orderedInputIsNoWorstCase(isAscending: Bool) {
    let values = (0..<50_000).map { Double(isAscending ? $0 : -$0) }
    #expect(Distribution(values)?.p50 == (isAscending ? 24_999.5 : -24_999.5))
  }

  /// Sorted 0, 1 ns, 4 s, 9 s: the median lies half-way from 1 ns to 4 s.
  @Test func timesInterpolateExactly() {
    var values: [Int64] = [9_000_000_000, 4_000_000_000, 1, 0]
    let found = values.withUnsafeMutableBufferPointer { Distribution(seconds: $0) }
    #expect(found?.p50 == 2.0000000005)
    #expect(found?.max == 9)
    #expect(found?.mean == 3.25000000025)
  }
}

/// SplitMix64 (Steele and others, 2014): small, seeded, the same everywhere.
private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
