import Foundation
import KoineFormats
import KoineModel
import Testing

/// What is written is read back as the same workload.
@Suite struct WorkloadWriterTests {
  private func roundTrip(_ workload: Workload) throws -> Workload {
    let file = ByteFile(path: "round-trip", bytes: WorkloadWriter.csv(workload))
    let (read, repairs) = try WorkloadSource.read(file)
    #expect(repairs.isEmpty)
    return read
  }

  /// Everything but the wall clock and the machine, which the format does not hold.
  private func jobs(_ workload: Workload) -> String {
    WorkloadPaths.describe(workload).split(separator: "\n").dropFirst().joined(separator: "\n")
  }

  @Test(arguments: WorkloadPreset.allCases)
  func generated(_ preset: WorkloadPreset) throws {
    let workload = WorkloadGenerator(preset.settings, seed: 4).workload(count: 2_000)
    #expect(jobs(try roundTrip(workload)) == jobs(workload))
  }

  @Test(arguments: WorkloadPaths.files(in: "valid"))
  func corpus(_ file: String) throws {
    let path = "\(WorkloadPaths.corpora)/valid/\(file)"
    let workload = try WorkloadSource.load(path).workload
    #expect(jobs(try roundTrip(workload)) == jobs(workload))
  }

  @Test func gzipIsReadBack() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).dat").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let text = Array("1 0 -1 10 1 -1 -1 1 -1 -1 1 1 -1 -1 -1 -1 -1 -1\n".utf8)
    let next = Array("2 5 -1 10 1 -1 -1 1 -1 -1 1 1 -1 -1 -1 -1 -1 -1\n".utf8)
    // Two members and the padding of a tape, as `cat a.gz b.gz` and `dd` leave them.
    let members = GzipWriter.deflate(text) + GzipWriter.deflate(next) + [0, 0, 0]
    try Data(members).write(to: URL(filePath: path))
    #expect(try ByteFile(text: path).bytes == text + next)
    #expect(try WorkloadSource.load(path).workload.count == 2)
  }

  @Test func keepingTheFirstJobs() throws {
    let path = "\(WorkloadPaths.corpora)/valid/repaired.swf"
    let all = try WorkloadSource.load(path).workload
    let first = try WorkloadSource.load(path, jobs: 2).workload
    #expect(jobs(all).hasPrefix(jobs(first)))
    #expect(first.count == 2)
  }
}
