import KoineMetrics
import Testing

@Suite struct ExactDecimalTests {
  @Test(arguments: [
    (0, 9, "0"), (5, 0, "5"), (1_500_000_000, 9, "1.5"), (1, 9, "0.000000001"),
    (-1, 3, "-0.001"), (-12_500, 3, "-12.5"), (1_000_000, 3, "1000"), (10, 1, "1"),
  ])
  func printsWithoutRoundingOrTrailingZeros(units: Int, places: Int, expected: String) {
    #expect(ExactDecimal(units: Int128(units), places: places).description == expected)
  }

  @Test func holdsYearsOfMillionsOfAccelerators() {
    let units = Int128(9_999_999_999) * 31_536_000_000_000_001 * 10
    #expect(ExactDecimal(units: units, places: 12).description == "3153599999684640.09999999999")
  }
}
