import KoineStatistics
import Testing

@Suite struct QuantileTests {
  /// Expected by R 4, `quantile(c(1, 2, 4, 8, 16), p, type = 7)`, worked out by hand.
  @Test func type7() {
    let values = [1.0, 2, 4, 8, 16]
    #expect(quantile(ofSorted: values, 0) == 1)
    #expect(quantile(ofSorted: values, 0.1) == 1.4)
    #expect(quantile(ofSorted: values, 0.5) == 4)
    #expect(quantile(ofSorted: values, 0.9) == 12.8)
    #expect(quantile(ofSorted: values, 1) == 16)
    #expect(quantile(ofSorted: [3], 0.7) == 3)
    #expect(quantile(ofSorted: [], 0.5).isNaN)
  }

  @Test func momentsByHand() {
    let moments = Moments([2, 4, 4, 4, 5, 5, 7, 9])
    #expect(moments.mean == 5 && moments.standardDeviation == 2)
    #expect(moments.coefficientOfVariation == 0.4 && moments.indexOfDispersion == 0.8)
    #expect(Moments([]).mean.isNaN)
  }

  @Test func correlations() {
    #expect(abs(correlation([1, 2, 3], [2, 4, 6]) - 1) < 1e-12)
    #expect(abs(correlation([1, 2, 3], [3, 2, 1]) + 1) < 1e-12)
    #expect(correlation([1, 1], [1, 2]).isNaN)
    // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: Pearson of the ranks is 0.9486833.
    #expect(abs(rankCorrelation([10, 20, 20, 90], [1, 2, 3, 4]) - 0.948683298) < 1e-8)
    #expect(abs(autocorrelation([1, 2, 1, 2, 1, 2], lag: 1) + 1) < 1e-12)
    #expect(abs(autocorrelation([1, 2, 1, 2, 1, 2], lag: 2) - 1) < 1e-12)
  }
}
