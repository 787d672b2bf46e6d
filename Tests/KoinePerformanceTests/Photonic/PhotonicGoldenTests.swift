import KoinePerformance
import KoineTestSupport
import Testing

/// Products on photonic cards against the evaluated table of the shared facts.
@Suite struct PhotonicGoldenTests {
  @Test(.enabled(if: GoldenRow.isThere, "the shared facts are not here"))
  func everyRowIsMet() throws {
    let rows = try GoldenRow.all()
    #expect(rows.count == 36)
    for row in rows {
      let card = row.card
      let time = card.time(row.product)
      let count = card.conversions(row.product)
      let rate = row.product.operations / time.total_s
      let values: [(column: Int, value: Double)] = [
        (9, Double(time.tiles)), (10, Double(time.rounds)), (11, time.stream_s),
        (12, time.reprogram_s), (13, time.host_s), (14, time.total_s), (15, rate / 1e12),
        (16, rate / card.peak_ops_s), (17, count.inputs), (18, count.outputs),
        (19, card.energy(row.product).conversion_j),
      ]
      for (column, value) in values {
        #expect(row.agrees(column, value), "\(row.fields), column \(column): \(value)")
      }
    }
  }

  /// The same by hand, to the last digit that a double has: PACE, 2,048 vectors, 4096 x 4096.
  @Test func aRowByHand() {
    var card = PhotonicCard(
      name: "PACE", rows: 64, columns: 64, cores: 1, clock_hz: 1e9, weightUpdate_s: 1e-7)
    card.host_bytes_s = 27.2e9
    let time = card.time(MatrixProduct(vectors: 2048, inner: 4096, outputs: 4096))
    #expect(time.tiles == 4096 && time.rounds == 4096)
    #expect(isNear(time.stream_s, 4096 * 2048e-9))
    #expect(isNear(time.reprogram_s, 4096e-7))
    #expect(isNear(time.host_s, Double(2048 * 4096 + 4096 * 4096 + 2 * 2048 * 4096) / 27.2e9))
    #expect(isNear(time.total_s, 0.008798208))
    #expect(time.bound == .streaming)
  }
}

/// Whether two numbers differ by less than 1e-9 of the second.
func isNear(_ value: Double, _ expected: Double, within tolerance: Double = 1e-9) -> Bool {
  abs(value - expected) <= tolerance * abs(expected)
}
