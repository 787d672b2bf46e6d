import KoineFormats
import KoineModel
import Testing

/// The shipped catalogue against the tables that it was written from.
@Suite struct CatalogueTests {
  private let catalogue: Catalogue

  init() throws { catalogue = try TopologyPaths.resolver.loadCatalogue() }

  private func chip(_ key: String) throws -> Chip {
    try #require(catalogue.chips(named: key).first)
  }

  @Test func everyVendorIsThere() {
    let rows = [
      "Biren": 9, "MetaX": 9, "Enflame": 5, "Moore Threads": 4, "Iluvatar CoreX": 5,
      "Kunlunxin": 7, "T-Head": 3, "Huawei": 6, "Cambricon": 6, "Hygon": 4, "Nvidia": 12, "AMD": 2,
    ]
    for (vendor, count) in rows.sorted(by: { $0.key < $1.key }) {
      #expect(catalogue.chips.count { $0.vendor == vendor } == count, "\(vendor)")
    }
    // The 69 rows of the table of accelerators, the 27 compute rows of the photonic one, and the three GPUs
    // of Gavel's cluster.
    #expect(catalogue.chips.count { $0.vendor != "openb" } == 99)
    #expect(catalogue.chips.count { $0.kind == .photonic || $0.kind == .optoelectronic } == 27)
  }

  @Test func everyFigureHasASource() {
    for chip in catalogue.chips where chip.vendor != "openb" {
      var figures = chip.peak_tflops.values.map { $0 }
      figures += [
        chip.memory_gb, chip.memoryBandwidth_gb_s, chip.link_gb_s, chip.tdp_w, chip.idle_w,
        chip.price_cny, chip.rent_cny_per_hour, chip.photonic?.peak_tops,
        chip.photonic?.clock_ghz, chip.photonic?.laser_w,
      ].compactMap { $0 }
      for figure in figures { #expect(!figure.source.isEmpty, "\(chip.key): \(figure)") }
    }
  }

  @Test func estimatesAreMarked() throws {
    let estimates: [(String, Figure?, Double)] = [
      ("T-Head 810E", try chip("t-head/zhenwu-810e").peak_tflops[.fp16], 118.7),
      ("Biren 106M", try chip("biren/br106m").peak_tflops[.fp16], 339),
      ("S60", try chip("enflame/s60").peak_tflops[.fp16], 256),
      ("PACE2", try chip("lightelligence/pace2").photonic?.peak_tops, 32.8),
    ]
    for (name, figure, value) in estimates {
      #expect(figure?.value == value && figure?.confidence == .estimate, "\(name)")
    }
  }

  @Test func whatNobodyPublishedStaysUnknown() throws {
    let bare = try chip("biren/br110")
    #expect(bare.peak_tflops.isEmpty && bare.memory_gb == nil && bare.link_gb_s == nil)
    let derived = try chip("biren/br166l")
    #expect(derived.tdp_w == Figure(600, confidence: .vendor, source: derived.tdp_w?.source ?? ""))
    #expect(derived.peak_tflops[.fp16]?.confidence == .estimate)
    #expect(try chip("hygon/bw1000").peak_tflops.isEmpty)
  }

  @Test func figuresOfOneChipMayDifferInConfidence() throws {
    let c550 = try chip("metax/c550")
    #expect(c550.memory_gb?.confidence == .vendor)
    #expect(c550.peak_tflops[.fp16]?.confidence == .thirdParty)
    #expect(c550.idle_w?.confidence == .measured)
    #expect(c550.rent_cny_per_hour == nil)
    // Dense, not the sparse peak that is often printed.
    #expect(try chip("nvidia/h200-sxm").peak_tflops[.fp16]?.value == 989.4)
    #expect(try chip("huawei/ascend-910c").peak_tflops[.fp16]?.value == 750)
  }

  @Test func rentsAreThoseOfTheListing() throws {
    let rents = [
      "moore-threads/s4000": 1.69, "iluvatar/bi-v100": 1.49, "hygon/bw1000": 3,
      "moore-threads/s5000": 8, "iluvatar/bi-v150": 3, "biren/br106m": 2, "iluvatar/mr-v100": 2,
      "enflame/s60": 2, "huawei/ascend-910b": 3.5, "cambricon/mlu370-x8": 13, "nvidia/h20": 14.58,
      "nvidia/h100-sxm": 30.48, "nvidia/a100-sxm-80gb": 9.8,
    ]
    for (key, rent) in rents { #expect(try chip(key).rent_cny_per_hour?.value == rent, "\(key)") }
    #expect(catalogue.chips.count { $0.rent_cny_per_hour != nil } == rents.count)
  }

  /// Nature 640:361 (2025): 64 x 64 at 1 GHz, weights at 10 MHz, 8.19 TOPS.
  @Test func paceIsAsPublished() throws {
    let core = try #require(try chip("lightelligence/pace").photonic)
    #expect(core.rows == 64 && core.columns == 64 && core.cores == 1)
    #expect(core.weightUpdate_s?.value == 1e-7 && core.peak_tops?.value == 8.19)
    #expect(core.laser_w?.value == 1.496 && core.laser_w?.confidence == .estimate)
  }

  @Test func chipsAreFoundByAliasInAnyCase() {
    #expect(catalogue.chips(named: "h800").map(\.key) == ["nvidia/h800-sxm"])
    #expect(catalogue.chips(named: "mtt s4000").map(\.key) == ["moore-threads/s4000"])
    #expect(catalogue.chips(named: "nothing").isEmpty)
  }
}
