import Foundation
import KoineFormats
import KoineModel
import KoineTestSupport
import Testing

/// Files cut short or damaged anywhere give jobs or located problems, never a crash.
@Suite struct WorkloadFuzzTests {
  @Test(arguments: WorkloadPaths.files(in: "valid"))
  func damage(_ file: String) throws {
    let path = "\(WorkloadPaths.corpora)/valid/\(file)"
    let whole = [UInt8](try Data(contentsOf: URL(filePath: path)))
    for seed in TestScale.seeds(60) {
      var random = SplitMix64(seed: seed)
      var bytes = whole
      for _ in 0..<random.integer(in: 0...4) {
        bytes[random.integer(in: 0...bytes.count - 1)] = UInt8(random.integer(in: 1...255))
      }
      if random.happens(0.3) { bytes.removeLast(random.integer(in: 0...bytes.count - 1)) }
      if random.happens(0.2) {
        bytes.insert(contentsOf: bytes, at: random.integer(in: 0...bytes.count))
      }
      check(bytes, "\(file), seed \(seed)")
    }
  }

  @Test(arguments: WorkloadPaths.files(in: "valid"))
  func everyTruncation(_ file: String) throws {
    let path = "\(WorkloadPaths.corpora)/valid/\(file)"
    let whole = [UInt8](try Data(contentsOf: URL(filePath: path)))
    for count in 0..<whole.count {
      let part = ByteFile(path: "cut", bytes: Array(whole.prefix(count)))
      let workload = try? WorkloadSource.read(part).workload
      #expect(workload.map(isValid) ?? true, "\(file), \(count) bytes")
    }
  }

  @Test func damagedGzip() throws {
    let whole = GzipWriter.deflate(Array("1 0 -1 9 1 -1 -1 1 -1 -1 1 1 -1 -1 -1 -1 -1 -1\n".utf8))
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).gz").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    for seed in TestScale.seeds(200) {
      var random = SplitMix64(seed: seed)
      var bytes = whole
      bytes[random.integer(in: 0...bytes.count - 1)] = UInt8(random.integer(in: 0...255))
      bytes.removeLast(random.integer(in: 0...4))
      try Data(bytes).write(to: URL(filePath: path))
      do throws(InputError) {
        _ = try WorkloadSource.load(path)
      } catch {
        #expect(!error.diagnostics.isEmpty, "seed \(seed)")
      }
    }
  }

  private func check(_ bytes: [UInt8], _ comment: String) {
    let forced: [String?] = [nil] + WorkloadFormatName.allCases.map(\.rawValue)
    for format in forced {
      do throws(InputError) {
        let file = ByteFile(path: "fuzzed", bytes: bytes)
        let (workload, _) = try WorkloadSource.read(file, format: format)
        #expect(isValid(workload), "\(comment)")
      } catch {
        #expect(!error.diagnostics.isEmpty && error.diagnostics.count <= 20, "\(comment)")
      }
    }
  }
}
