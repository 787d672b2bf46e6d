import Foundation
import KoineMetrics
import KoineModel
import Testing

@testable import KoineReports

@Suite struct JobTableWriterTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("koine-\(UUID().uuidString)")

  @Test func looksAsRecorded() throws {
    let text = String(decoding: JobTableWriter(SampleRun.table).bytes, as: UTF8.self)
    try expectGolden(text, "jobs.csv")
  }

  @Test(arguments: [
    ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""),
    ("two\nlines", "\"two\nlines\""),
  ])
  func quotesWhereNeeded(text: String, field: String) {
    #expect(JobTableWriter.field(text) == field)
  }

  @Test(arguments: [
    (Int64(0), "0"), (1, "0.000000001"), (1_500_000_000, "1.5"), (-2_000_000_001, "-2.000000001"),
    (Int64.max, "9223372036.854775807"), (Int64.min, "-9223372036.854775808"),
    (10_000_000_000, "10"),
  ])
  func timesAreExact(nanoseconds: Int64, expected: String) {
    var buffer = ByteBuffer(capacity: 32)
    buffer.append(units: nanoseconds, places: 9)
    #expect(String(decoding: buffer.bytes, as: UTF8.self) == expected)
  }

  @Test func replacesAFileInOneStep() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("jobs.csv").path
    try Data("old".utf8).write(to: URL(fileURLWithPath: path))
    try JobTableWriter(SampleRun.table).write(to: path)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.hasPrefix(JobTableWriter.header + "\n1,0,"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["jobs.csv"])
  }

  @Test func namesTheFolderThatIsMissing() {
    let path = folder.appendingPathComponent("jobs.csv").path
    #expect(throws: OutputError(path: path, reason: "No such file or directory")) {
      try JobTableWriter(SampleRun.table).write(to: path)
    }
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "no /dev/full here"))
  func saysWhenTheDiskIsFull() {
    #expect(throws: OutputError(path: "/dev/full", reason: "No space left on device")) {
      try JobTableWriter(SampleRun.table).write(to: "/dev/full")
    }
  }
}
