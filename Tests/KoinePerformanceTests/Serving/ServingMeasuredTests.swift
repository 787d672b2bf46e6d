import Foundation
import KoineFormats
import KoineModel
import KoinePerformance
import KoineTestSupport
import Testing

/// Steps of decoding against deployments that were measured.
@Suite struct ServingMeasuredTests {
  private static let path = "serving/measured_deployments.csv"
  private static let isHere = SharedData.has(path)

  private var qwen: NeuralModel {
    NeuralModel(
      key: "qwen3-32b", layers: 64, width: 5120, heads: 64, keyValueHeads: 8, headWidth: 128,
      feedForwardWidth: 25600, vocabulary: 151_936, sequenceLength: 4096)
  }

  /// Qwen3-32B in 16 bits on two to eight H100 under vLLM: the time per output token of every row
  /// whose cache fits, half of them within 12 %.
  @Test(.enabled(if: isHere, "the shared measurements are not here"))
  func decodingOfADenseModelOnH100() throws {
    let chip = try #require(try Repository.catalogue().chips(named: "nvidia/h100-sxm").first)
    var errors: [Double] = []
    for row in try rows() {
      let replica = ServingReplica.digital(try DigitalReplica(chip, accelerators: row.accelerators))
      let work = ServingWork(
        model: qwen, promptTokens: row.promptTokens, outputTokens: row.outputTokens)
      if replica.batchByMemory(work) < row.batch { continue }
      let point = try replica.point(work, batch: row.batch)
      let ratio = point.timePerOutputToken_s / row.timePerOutputToken_s
      #expect((0.6...1.4).contains(ratio), "\(row): \(ratio)")
      errors.append(abs(ratio - 1))
    }
    #expect(errors.count > 30)
    #expect(errors.sorted()[errors.count / 2] < 0.12, "\(errors.sorted())")
  }

  private struct Row {
    var promptTokens: Int
    var outputTokens: Int
    var batch: Int
    var accelerators: Int
    var timePerOutputToken_s: Double
  }

  private func rows() throws -> [Row] {
    let url = SharedData.folder.appendingPathComponent(Self.path)
    let lines = try String(contentsOf: url, encoding: .utf8).split(whereSeparator: \.isNewline)
    return lines.dropFirst().compactMap { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let names = [1: "vllm", 3: "Qwen/Qwen3-32B", 4: "h100_sxm", 5: "", 6: "agg"]
      guard names.allSatisfy({ fields[$0.key] == $0.value }) else { return nil }
      return Row(
        promptTokens: Int(fields[7])!, outputTokens: Int(fields[8])!, batch: Int(fields[11])!,
        accelerators: Int(fields[12])!, timePerOutputToken_s: Double(fields[32])! / 1000)
    }
  }
}
