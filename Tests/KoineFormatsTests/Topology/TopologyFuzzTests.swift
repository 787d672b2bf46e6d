import KoineFormats
import KoineModel
import KoineTestSupport
import Testing

/// Broken files are refused or read, and never crash the reader.
@Suite struct TopologyFuzzTests {
  private let reader: TopologyReader
  private let text: String

  init() throws {
    reader = TopologyReader(catalogue: try TopologyPaths.resolver.loadCatalogue())
    text = try TopologyPaths.text(TopologyPaths.root + "/Topologies/clusters/tiny.yaml")
  }

  private func read(_ text: String) -> Bool {
    do throws(InputError) {
      let topology = try reader.topology(text: text, file: "fuzzed.yaml")
      return topology.nodeCount > 0
    } catch {
      return !error.diagnostics.isEmpty && error.diagnostics.allSatisfy { !$0.message.isEmpty }
    }
  }

  @Test func truncations() {
    for length in stride(from: 0, through: text.count, by: 3) {
      #expect(read(String(text.prefix(length))), "cut after \(length) characters")
    }
  }

  @Test func flippedBytes() {
    for seed in UInt64(0)..<400 {
      var random = SplitMix64(seed: seed)
      var bytes = Array(text.utf8)
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        let index = Int.random(in: bytes.indices, using: &random)
        bytes[index] = UInt8.random(in: 9...126, using: &random)
      }
      #expect(read(String(decoding: bytes, as: UTF8.self)), "seed \(seed)")
    }
  }

  @Test func shuffledLines() {
    for seed in UInt64(0)..<200 {
      var random = SplitMix64(seed: seed)
      let lines = text.split(separator: "\n").shuffled(using: &random)
      #expect(read(lines.joined(separator: "\n")), "seed \(seed)")
    }
  }
}
