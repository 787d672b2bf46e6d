import KoineStatistics
import Testing

@Suite struct InferenceTests {
  /// Ten values with mean 5.5 and variance 9.1667: 2.2622 x sqrt(0.91667) by hand.
  @Test func studentByHand() throws {
    let interval = studentInterval((1...10).map { Double($0) })
    #expect(interval.estimate == 5.5)
    let halfWidth = try #require(interval.halfWidth)
    #expect(abs(halfWidth - 2.16586) < 1e-4)
    #expect(studentInterval([3]).halfWidth == nil)
    #expect(abs(studentTwoSided(2.262157, degrees: 9) - 0.05) < 1e-6)
    #expect(studentTwoSided(.infinity, degrees: 3) == 0)
  }

  /// R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")
  @Test func holmAsInR() {
    let adjusted = holmAdjusted([0.01, 0.04, 0.03, 0.005])
    for (found, expected) in zip(adjusted, [0.03, 0.06, 0.06, 0.02]) {
      #expect(abs(found - expected) < 1e-12)
    }
    #expect(holmAdjusted([]).isEmpty)
    #expect(holmAdjusted([0.9, 0.8]) == [1, 1])
  }

  /// R: t.test(c(5, 7, 9, 6), c(4, 7, 6, 4), paired = TRUE): mean difference 1.5, t = 2.3238, p = 0.1027.
  @Test func pairsAsInR() throws {
    let pairs = PairedDifference([5, 7, 9, 6], [4, 7, 6, 4])
    #expect(pairs.difference.estimate == 1.5)
    #expect(abs(try #require(pairs.pValue) - 0.1027) < 1e-4)
    #expect(abs(try #require(pairs.effectSize) - 1.1619) < 1e-4)
    let relative = try #require(pairs.relative)
    #expect(abs(relative.estimate - 1.5 / 5.25) < 1e-12)
    let ends = try #require(pairs.bootstrap)
    #expect(ends.low >= 0 && ends.low < 1.5 && ends.high > 1.5 && ends.high <= 3)
    #expect(pairs == PairedDifference([5, 7, 9, 6], [4, 7, 6, 4]))
  }

  @Test func equalAndShiftedPairs() {
    let equal = PairedDifference([1, 2], [1, 2])
    #expect(equal.pValue == 1 && equal.effectSize == nil && equal.difference.halfWidth == 0)
    let shifted = PairedDifference([2, 3], [1, 2])
    #expect(shifted.pValue == 0 && shifted.difference.estimate == 1)
    let single = PairedDifference([2], [0])
    #expect(single.pValue == nil && single.relative == nil && single.bootstrap == nil)
  }

  @Test func mserCutsTheRise() {
    #expect(mser5([]) == 0)
    #expect(mser5(Array(repeating: 3, count: 100)) == 0)
    let rise = (0..<20).map { Double($0) } + Array(repeating: 20, count: 180)
    #expect(mser5(rise) == 20)
    let noise = (0..<200).map { Double(($0 * 7919) % 11) }
    #expect(mser5(noise) < 60)
    let ramp = (0..<100).map { Double($0) }
    #expect(mser5(ramp) < 50)
  }
}
