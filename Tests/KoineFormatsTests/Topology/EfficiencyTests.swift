import KoineModel
import Testing

@testable import KoineFormats

@Suite struct EfficiencyTests {
  private let chips: [Chip]

  init() throws { chips = try TopologyPaths.resolver.loadCatalogue().chips }

  private func chip(_ key: String) throws -> Chip {
    try #require(chips.first { $0.key == key })
  }

  /// FlagPerf's operator benchmarks, as printed.
  @Test func measuredSharesAreThere() throws {
    #expect(try chip("huawei/ascend-910b").efficiency[.gemm]?.value == 0.951)
    #expect(try chip("metax/c550").efficiency[.gemm]?.value == 0.828)
    #expect(try chip("iluvatar/bi-v150").efficiency[.memory]?.value == 0.369)
    #expect(try chip("iluvatar/bi-v150").efficiency[.memory]?.confidence == .measured)
  }

  @Test func everyShareSaysWhereItComesFrom() {
    for chip in chips {
      for kind in OperatorClass.allCases {
        guard let share = chip.efficiency[kind] else { continue }
        #expect(!share.source.isEmpty && share.value <= 1.0, "\(chip.key) \(kind)")
      }
    }
  }

  /// Chips whose makers publish no peak rest on estimates that say how they were derived.
  @Test(arguments: [
    "biren/br106m", "biren/br106b", "biren/br166m", "biren/br166l", "biren/br166c",
    "t-head/zhenwu-810e", "enflame/l600", "metax/c588",
  ])
  func unpublishedPeaksAreDerived(_ key: String) throws {
    let peak = try #require(try chip(key).peak_tflops[.fp16])
    #expect(peak.confidence == .estimate && peak.source.count > 20)
  }

  /// The two contracts that the facts name: 450 PFLOPS over 1,328 cards, 1,945 over 16,384.
  @Test func contractsGiveTheirPeaks() throws {
    #expect(try abs(chip("biren/br106m").peak_tflops[.fp16]!.value - 450_000.0 / 1328) < 0.5)
    #expect(
      try abs(chip("t-head/zhenwu-810e").peak_tflops[.fp16]!.value - 1_945_000.0 / 16384) < 0.05)
  }

  @Test func whereNothingIsKnownNothingIsInvented() throws {
    for key in ["biren/br110", "hygon/bw1000", "kunlunxin/m100", "metax/n260"] {
      #expect(try chip(key).peak_tflops.isEmpty)
    }
  }
}
