import Foundation
import KoineFormats
import KoineModel
import Testing

/// Every file of the corpora, one by one: what is right or can be mended is read, what is wrong is
/// said in exactly the words that stand beside the file.
@Suite struct WorkloadCorpusTests {
  @Test(arguments: WorkloadPaths.files(in: "valid"))
  func isRead(_ file: String) throws {
    #expect(WorkloadPaths.outcome("valid", file) == (try WorkloadPaths.expected("valid", file)))
  }

  @Test(arguments: WorkloadPaths.files(in: "invalid"))
  func isRefused(_ file: String) throws {
    #expect(WorkloadPaths.outcome("invalid", file) == (try WorkloadPaths.expected("invalid", file)))
  }

  @Test func theCorporaAreThere() {
    #expect(WorkloadPaths.files(in: "valid").count >= 13)
    #expect(WorkloadPaths.files(in: "invalid").count >= 14)
  }

  @Test func namesThatAreNeitherPresetNorFile() {
    let error = #expect(throws: InputError.self) { try WorkloadSource.load("philli") }
    #expect(
      error?.diagnostics.map(\.description) == [
        "philli: unknown workload (no preset, no file) 'philli', did you mean 'philly'?"
      ])
    let folder = #expect(throws: InputError.self) { try WorkloadSource.load("/") }
    #expect(folder?.diagnostics.map(\.description) == ["/: cannot be read: is a folder"])
  }

  @Test func unknownFormatsNameTheNearest() {
    let file = ByteFile(path: "a.csv", bytes: Array("x\n".utf8))
    let error = #expect(throws: InputError.self) {
      try WorkloadSource.read(file, format: "opnb")
    }
    #expect(
      error?.diagnostics.map(\.description) == [
        "--workload-format: unknown workload format 'opnb', did you mean 'openb'?"
      ])
  }

  @Test func argumentsOutOfRange() {
    func message(_ jobs: Int?, _ load: Double?) -> [String]? {
      #expect(throws: InputError.self) {
        try WorkloadSource.load("mixed", jobs: jobs, load: load, accelerators: 10)
      }?.diagnostics.map(\.description)
    }
    #expect(message(0, nil) == ["--jobs: found 0, expected jobs from 1 to 100000000"])
    #expect(message(nil, -1) == ["--load: found -1.0, expected a load from 0.001 to 1000"])
    #expect(message(nil, 1e-9) == ["--load: found 1e-09, expected a load from 0.001 to 1000"])
    #expect(message(nil, .nan) == ["--load: found nan, expected a load from 0.001 to 1000"])
  }

  @Test func contentBeyondTheLimitIsNotRead() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).swf").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(repeating: UInt8(ascii: ";"), count: 100_000).write(to: URL(filePath: path))
    let error = #expect(throws: InputError.self) { try ByteFile(text: path, limit: 99_999) }
    #expect(error?.diagnostics.map(\.message) == ["is too large: 100000, the limit is 99999"])
    try Data(GzipWriter.deflate([UInt8](repeating: 10, count: 10_000_000)))
      .write(to: URL(filePath: path))
    let bomb = #expect(throws: InputError.self) { try ByteFile(text: path, limit: 99_999) }
    #expect(bomb?.diagnostics.first?.message.hasPrefix("is too large: ") == true)
  }
}
