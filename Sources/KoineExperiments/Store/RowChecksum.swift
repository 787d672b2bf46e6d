import CZlib
import Foundation
import GRDB

/// A checksum over the values of a row, which tells when the file has changed under the store: CRC-32
/// finds every damage of up to four bytes in a row.
struct RowChecksum {
  private var state = crc32(0, nil, 0)

  /// A whole number that SQLite keeps.
  var value: Int64 { Int64(state) }

  mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { bytes in add(UnsafeRawBufferPointer(bytes)) }
    add(Int64(0))
  }

  mutating func add(_ data: Data) {
    data.withUnsafeBytes { add($0) }
    add(Int64(data.count))
  }

  mutating func add(_ number: Int64) {
    withUnsafeBytes(of: number.littleEndian) { add($0) }
  }

  /// SQLite keeps no sign of zero.
  mutating func add(_ number: Double?) {
    guard let number, !number.isNaN else { return add("nothing") }
    add(Int64(bitPattern: (number == 0 ? 0 : number).bitPattern))
  }

  private mutating func add(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.bindMemory(to: UInt8.self).baseAddress else { return }
    state = crc32(state, start, UInt32(bytes.count))
  }
}

extension RowChecksum {
  /// Of a row of the table of scenarios.
  static func scenario(
    digest: String, topology: String, workload: String, policy: String, settings: String,
    document: String
  ) -> Int64 {
    var sum = RowChecksum()
    for text in [digest, topology, workload, policy, settings, document] { sum.add(text) }
    return sum.value
  }

  /// Of a row of the table of runs; numbers of rows differ between stores and do not count.
  static func run(_ row: RunRow, scenario: String) -> Int64 {
    var sum = RowChecksum()
    for text in [row.digest, row.version, scenario] { sum.add(text) }
    sum.add(Int64(bitPattern: row.seed))
    sum.add(Int64(row.jobs))
    for number in [row.waitMean_s, row.boundedSlowdownMean, row.utilizationAllocated, row.wall_s] {
      sum.add(number)
    }
    return sum.value
  }

  /// Of the measures of a run with their names.
  static func results(digest: String, version: String, names: String, measures: Data) -> Int64 {
    var sum = RowChecksum()
    for text in [digest, version, names] { sum.add(text) }
    sum.add(measures)
    return sum.value
  }
}
