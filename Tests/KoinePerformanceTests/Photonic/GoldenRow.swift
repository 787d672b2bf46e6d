import Foundation
import KoinePerformance
import KoineTestSupport

/// A row of the table of evaluated products, and the card it belongs to.
struct GoldenRow {
  static let path = "facts/photonic_gemm_golden.csv"
  static let isThere = SharedData.has(path)

  let fields: [String]

  /// The rows of the shared table.
  static func all() throws -> [GoldenRow] {
    let url = SharedData.folder.appendingPathComponent(path)
    let lines = try String(contentsOf: url, encoding: .utf8).split(whereSeparator: \.isNewline)
    return lines.dropFirst().map { line in
      GoldenRow(fields: line.split(separator: ",").map(String.init))
    }
  }

  private func integer(_ column: Int) -> Int { Int(fields[column])! }

  /// The card of the row: 8 bits in, 16 bits out, PCIe 4.0 x16 at 85 %, and converters whose sums
  /// are those of the table (8.95 pJ for an input and an output, 3.57 pJ for a weight).
  var card: PhotonicCard {
    var card = PhotonicCard(
      name: fields[0], rows: integer(1), columns: integer(2), cores: integer(3),
      clock_hz: Double(fields[4])!, weightUpdate_s: Double(fields[5])!)
    card.host_bytes_s = 0.85 * 32e9
    card.energies.dac_j = 3.57e-12
    card.energies.adc_j = 5.38e-12
    return card
  }

  var product: MatrixProduct {
    MatrixProduct(vectors: integer(6), inner: integer(7), outputs: integer(8))
  }

  /// Whether `value` prints as column `column` does, or differs by less than 1e-9 of it.
  func agrees(_ column: Int, _ value: Double) -> Bool {
    let expected = Double(fields[column])!
    let mantissa = fields[column].lowercased().split(separator: "e")[0]
    let digits = mantissa.filter(\.isNumber).drop { $0 == "0" }.count
    let printed = Double(String(format: "%.\(max(digits, 6) - 1)e", value))!
    return printed == expected || abs(value - expected) <= 1e-9 * abs(expected)
  }
}
