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
    #expect(pairs == PairedDifference([5, 7, 9, 6], [4, 7, 6, 4]))
    // Differences of four or five pairs are all on one side of their median in more than 5 % of the cases.
    #expect(pairs.bootstrap == nil && !pairs.intervalsDisagree)
    let values: [Double] = [5, 7, 9, 6, 5, 7]
    let others: [Double] = [4, 7, 6, 4, 3, 5]
    let ends = try #require(PairedDifference(values, others).bootstrap)
    #expect(ends.low >= 0 && ends.low < 1.5 && ends.high > 1.5 && ends.high <= 3)
    #expect(PairedDifference(Array(values.dropLast()), Array(others.dropLast())).bootstrap == nil)
  }

  @Test func equalAndShiftedPairs() {
    let equal = PairedDifference([1, 2], [1, 2])
    #expect(equal.pValue == 1 && equal.effectSize == nil && equal.difference.halfWidth == 0)
    let shifted = PairedDifference([2, 3], [1, 2])
    #expect(shifted.pValue == 0 && shifted.difference.estimate == 1)
    let single = PairedDifference([2], [0])
    #expect(single.pValue == nil && single.relative == nil && single.bootstrap == nil)
  }

  /// Copies that differ in the last digit show no spread.
  @Test func roundingIsNoSpread() throws {
    let first = (0..<10).map { 0.1 * 3 + Double($0 % 2) * 1e-17 }
    let noise = PairedDifference(first, first.map { $0.nextUp })
    #expect(noise.effectSize == nil && noise.pValue == 1 && noise.difference.estimate == 0)
    #expect(noise.difference.halfWidth == 0)
    let shifted = PairedDifference(
      (0..<10).map { 7.3 + Double($0) * 1e-15 }, Array(repeating: 8.7, count: 10))
    #expect(shifted.effectSize == nil && shifted.difference.halfWidth == 0)
    #expect(studentInterval(Array(repeating: 0.1, count: 10)).halfWidth == 0)
  }

  /// Variances 1.11 and 1, covariance 1.05, Student's quantile of two degrees 4.3027.
  @Test func fiellerByHand() throws {
    var stream = RandomStream(seed: 1, name: "ratio")
    let change = try #require(
      relativeChange(of: [0.4, 1.6, 2.5], to: [11, 12, 13], &stream))
    #expect(change.estimate == 0.125)
    let scale = 4.302652730 * 4.302652730 / 3
    let (a, b, c) = (144 - scale, 18 - scale * 1.05, 2.25 - scale * 1.11)
    let root = (b * b - a * c).squareRoot()
    #expect(abs(change.low! - (b - root) / a) < 1e-9 && abs(change.high! - (b + root) / a) < 1e-9)
    #expect(change.isBounded)
    // A baseline that may be 0 gives no ends, of eight pairs or more the bootstrap's; one of 0 none at all.
    let few = try #require(relativeChange(of: [1, 2, 3], to: [1, 2, 30], &stream))
    #expect(few.low == nil && few.high == nil && few.halfWidth == nil && !few.isBounded)
    let wide = try #require(
      relativeChange(of: [1, 2, 3, 1, 2, 3, 1, 2], to: [1, 2, 300, 1, 2, 3, 1, 2], &stream))
    #expect(wide.low! >= 0.01 - 1e-12 && wide.high! <= 1 + 1e-12 && wide.low! < wide.high!)
    #expect(!wide.isBounded)
    let same = try #require(relativeChange(of: [0, 0], to: [1, 30], &stream))
    #expect(same.low == 0 && same.high == 0 && same.isBounded)
    #expect(relativeChange(of: [1], to: [0], &stream) == nil)
    #expect(relativeChange(of: [1], to: [2], &stream)?.low == nil)
    // A negative baseline turns no sign: 1 more than -2 is 50 % more.
    let negative = try #require(
      relativeChange(of: [1, 1.1, 0.9], to: [-2, -2.1, -1.9], &stream))
    #expect(abs(negative.estimate - 0.5) < 1e-12 && negative.low! < 0.5 && negative.high! > 0.5)
  }

  /// FIFO waits 4 to 45 times as long with all seeds: that is no -96 % ± 99 %.
  @Test func theSpreadOfTheBaselineCancels() throws {
    let fifo: [Double] = [40, 55, 1800, 90, 300, 5000, 120, 700]
    let times: [Double] = [4, 9, 30, 6, 15, 45, 8, 20]
    let pairs = PairedDifference(zip(fifo, times).map { $0 / $1 }, fifo)
    let relative = try #require(pairs.relative)
    #expect(pairs.difference.halfWidth! / 1000 > 0.9)
    #expect(relative.low! > -0.99 && relative.high! < -0.8, "\(relative)")
    #expect(pairs.intervalsDisagree)
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
