import KoineModel
import KoineReports
import Testing

/// The table of `topology show --performance` at every width.
@Suite struct PerformanceReportTests {
  private static func row(_ name: String, plan: String, ratio: Double?) -> PerformanceRow {
    var result = PerformanceRow.Result(
      plan: plan, accelerators: 1024, step_s: 12.5, tokens_per_s: 3_611_263, utilization: 0.501,
      bound: "compute", memory_gb: 93.28, tokens_per_joule: 7.78, tokens_per_cny: 5_836_070,
      parts_s: [.init("gemm", 10), .init("bubble", 2.5)])
    result.heteroEfficiency = ratio
    return PerformanceRow(name: name, accelerators: 1024, result: result, estimates: ["tdp_w"])
  }

  private static let report = {
    var rows = [
      row("moore-threads/s5000", plan: "TP2PP1DP64 micro-batch 2 ZeRO-3", ratio: nil),
      row(
        "BR166L + Xiyun C550 + MTT S5000",
        plan:
          "4 Xiyun C550 | 3 Xiyun C550 | 7 MTT S5000 | 10 BR166L | 8 BR166L, 128 pipelines, TP1, "
          + "micro-batch 1, recompute full",
        ratio: 0.912),
    ]
    rows[0].note = "the best plan of at most 1,024 of the 2,048 accelerators"
    let model = NeuralModel(
      key: "test-7b", layers: 32, width: 4096, heads: 32, feedForwardWidth: 11_008,
      vocabulary: 32_000, sequenceLength: 4096)
    return PerformanceReport(
      model: model, place: "test", sequenceLength: 4096, globalBatch: 1024, rows: rows)
  }()

  /// What one table has no room for stands in the next, and plans go on below.
  @Test(arguments: [60, 80, 120, 200, 300])
  func noFigureIsLost(width: Int) {
    let text = Self.report.text(style: TerminalStyle(width: width))
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.allSatisfy { $0.count <= width }, "\(text)")
    let titles = [
      "chips", "step s", "tokens/s", "per chip", "MFU", "bound by", "tokens/J", "tokens/CNY", "GB",
      "of sum", "plan",
    ]
    for title in titles { #expect(text.contains(title), "\(title) in \(text)") }
    #expect(!text.contains("…"), "\(text)")
    for word in ["128", "pipelines,", "recompute", "full", "ZeRO-3", "≈5,836,070", "≈91.2 %"] {
      #expect(text.contains(word), "\(word) in \(text)")
    }
    // Every table names its rows, and the note does.
    let heads = lines.count { $0.hasPrefix("chip ") }
    #expect(lines.count { $0.hasPrefix("moore-threads/s5000") } == heads + 1)
    #expect(heads <= (width < 80 ? 4 : 3), "\(text)")
    if width >= 200 { #expect(heads == 1) }
  }
}
