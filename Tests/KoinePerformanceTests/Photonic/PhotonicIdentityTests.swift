import KoineFormats
import KoineModel
import KoinePerformance
import Testing

/// Figures that papers print, from the cards of the catalogue.
@Suite struct PhotonicIdentityTests {
  private func chip(_ key: String) throws -> Chip {
    try #require(try Repository.catalogue().chips(named: key).first)
  }

  /// Nature 640:361 (2025): 2 x 64 x 64 x 1 GHz = 8.192 TOPS; lasers take 43 % of the power.
  @Test func pacePeakAndPower() throws {
    let card = try PhotonicCard(try chip("lightelligence/pace"))
    #expect(isNear(card.peak_ops_s, 8.192e12))
    #expect(isNear(card.halfPeakVectors, 100))
    let electronics_w = card.energies.operation_j * 8.19e12
    #expect(isNear(8.19 / electronics_w, 4.21, within: 1e-3))
    #expect(isNear(8.19 / (electronics_w + card.laser_w), 2.38, within: 1e-3))
    #expect(isNear(card.laser_w / (electronics_w + card.laser_w), 0.43, within: 0.02))
  }

  /// The same paper: 537 iterations of the loop of 5 ns solve a maximum cut in 2.685 us.
  @Test func paceLoop() throws {
    let card = try PhotonicCard(try chip("lightelligence/pace"))
    #expect(isNear(537 * card.latency_s, 2.685e-6))
  }

  /// Half the peak at t_prog x f / passes vectors, on any weight-stationary card.
  @Test(arguments: [(1e-7, 1e9, 1), (1e-5, 1e9, 1), (1e-5, 0.5e9, 2), (0.062, 1e9, 1)])
  func halfOfThePeak(update_s: Double, clock_hz: Double, passes: Int) {
    var card = PhotonicCard(
      name: "card", rows: 64, columns: 64, cores: 1, clock_hz: clock_hz, weightUpdate_s: update_s)
    card.passes = passes
    let vectors = Int(card.halfPeakVectors.rounded())
    let product = MatrixProduct(vectors: vectors, inner: 640, outputs: 640)
    let rate = product.operations / card.time(product).total_s
    #expect(isNear(rate, card.peak_ops_s / 2))
  }

  /// Nature 640:368 (2025): 65.5 TOPS of four cores of 128 x 128; 0.823 TOPS/W with 1.6 W of laser.
  @Test func envisePeak() throws {
    let core = try #require(try chip("lightmatter/envise").photonic)
    var card = PhotonicCard(
      name: "Envise", rows: try #require(core.rows), columns: try #require(core.columns),
      cores: try #require(core.cores), clock_hz: try #require(core.clock_ghz).value * 1e9,
      weightUpdate_s: 0)
    card.latency_s = 0
    #expect(isNear(card.peak_ops_s, 65.536e12))
    #expect(isNear(card.peak_ops_s / 1e12, try #require(core.peak_tops).value, within: 1e-3))
    let power_w = try #require(core.electronics_w).value + (try #require(core.laser_w)).value
    #expect(isNear(65.5 / power_w, 0.823, within: 1e-3))
  }

  /// Lightening-Transformer (HPCA 2024), base design: cycles of two products, and the peak.
  @Test func crossbarCycles() throws {
    let card = try PhotonicCard(try chip("simulated/lightening-transformer-8b"))
    #expect(isNear(card.peak_ops_s, 138.24e12))
    let attention = card.time(MatrixProduct(vectors: 197, inner: 768, outputs: 192))
    #expect(attention.rounds == 2176 && isNear(attention.stream_s, 435.2e-9))
    let projection = card.time(MatrixProduct(vectors: 128, inner: 768, outputs: 768))
    #expect(projection.rounds == 5632 && isNear(projection.stream_s, 5632 / 5e9))
    #expect(projection.reprogram_s == 0)
  }

  /// The mesh of the same paper: 2304 x 768 x 128 over 12 layers takes 37.3358592 ms.
  @Test func meshTime() throws {
    let card = try PhotonicCard(try chip("simulated/mzi-array-8b"))
    let time = card.time(MatrixProduct(vectors: 128, inner: 768, outputs: 2304))
    #expect(isNear(12 * time.optical_s, 0.0373358592))
    #expect(time.bound == .weightUpdate)
  }

  /// The table of `koine list fidelity`: every printed figure within 0.1 %.
  @Test func publishedFiguresAreMet() throws {
    let figures = PublishedPhotonics.all(try Repository.catalogue().chips)
    #expect(figures.count == 10)
    for figure in figures {
      #expect(isNear(figure.predicted, figure.published, within: 1e-3), "\(figure)")
    }
  }

  @Test func unknownFiguresAreRefused() throws {
    let envise = try chip("lightmatter/envise")
    let opu = try chip("neurophos/opu")
    let gpu = try chip("nvidia/h800-sxm")
    #expect(
      refusal(envise)
        == "the speed of lightmatter/envise is unknown: photonic.weight_update_s, "
        + "photonic.host_bandwidth_gb_s are in no source; state an estimate in the chip's file "
        + "to go on")
    #expect(refusal(opu)?.contains("photonic.cores") == true)
    #expect(
      refusal(gpu)
        == "nvidia/h800-sxm has no optical engine; name a chip with a photonic section")
  }

  private func refusal(_ chip: Chip) -> String? {
    do throws(PhotonicRefusal) {
      _ = try PhotonicCard(chip)
      return nil
    } catch {
      return error.description
    }
  }
}
