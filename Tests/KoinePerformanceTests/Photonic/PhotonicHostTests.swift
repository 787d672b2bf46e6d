import KoineFormats
import KoineModel
import KoinePerformance
import Testing

/// Models on photonic cards: which part takes the time, and what is refused.
@Suite struct PhotonicHostTests {
  private let resolver = TopologyResolver(catalogue: Repository.topologies)

  private func pace2(cards: Int = 1, rule: PrecisionRule = .refuse) throws -> PhotonicHost {
    let chip = try #require(try Repository.catalogue().chips(named: "lightelligence/pace2").first)
    return try PhotonicHost(chip, cards: cards, precisionRule: rule)
  }

  /// A card whose arrays hold a whole small model, with a digital part of its own.
  private var roomy: PhotonicHost {
    var card = PhotonicCard(
      name: "acme/roomy", rows: 128, columns: 128, cores: 40_000, clock_hz: 1e9,
      weightUpdate_s: 1e-5)
    card.host_bytes_s = 27.2e9
    card.precision_bits = 8
    card.laser_w = 100
    let digital = DigitalPart(isOnCard: true, flops_s: 50e12, memory_bytes_s: 2e12)
    return PhotonicHost(card: card, digital: digital)
  }

  /// Llama 3 8B, one token of one sequence: 8 GB of weights cross PCIe at 27.2 GB/s.
  @Test func streamedWeightsDecide() throws {
    let model = try resolver.model("llama-3-8b")
    let pass = ForwardPass(sequences: 1, tokens: 1, context: 1024)
    let time = try pace2().time(of: pass, through: model)
    #expect(time.weights == .host && time.dominant == .weightTransfer)
    let weights = Double(model.parameters - model.embeddingParameters)
    #expect(isNear(time[.weightTransfer], weights / 27.2e9, within: 1e-3))
    #expect(
      time.reason
        == "100 % of the time goes into moving weights from the host, since the model fits neither "
        + "the arrays nor the memory of the cards; larger batches or more cards would help")
  }

  /// Resident weights, a large batch, a digital part on the card: the case for light.
  @Test func residentWeightsStream() throws {
    let model = try resolver.model("bert-large")
    let pass = ForwardPass(sequences: 64, tokens: 512)
    let time = try roomy.time(of: pass, through: model)
    #expect(time.weights == .arrays && time[.weightUpdate] == 0 && time[.weightTransfer] == 0)
    #expect(time.shareOnLight > 0.85)
    // 32,768 vectors through each of 24 x 4 matrices and the output's, one after the other.
    #expect(isNear(time[.streaming], 32_768e-9 * Double(24 * 4 + 1), within: 0.02))
    #expect(
      time.reason.hasSuffix(
        "% of the arithmetic: a faster digital part would help"), "\(time.reason)")
  }

  /// Weights in the card's memory: no transfer, but each batch of few vectors rewrites the arrays.
  @Test func rewritingDecidesForSmallBatches() throws {
    let model = try resolver.model("bert-large")
    var host = roomy
    host.card.cores = 4
    host.card.memory_bytes = 16e9
    let few = try host.time(of: ForwardPass(sequences: 1, tokens: 16), through: model)
    #expect(few.weights == .card && few.dominant == .weightUpdate)
    #expect(
      few.reason
        == "100 % of the time goes into writing weights into the arrays, which are not resident: "
        + "16 vectors follow each update, and half the peak needs 10000")
    let many = try host.time(of: ForwardPass(sequences: 400, tokens: 512), through: model)
    #expect(many.dominant == .streaming)
  }

  @Test func tooFewBitsAreRefusedOrFallBack() throws {
    let model = try resolver.model("bert-large")
    let pass = ForwardPass(sequences: 1, tokens: 128)
    let strict = try pace2()
    let refusal = #expect(throws: PhotonicRefusal.self) {
      try strict.time(of: pass, through: model, bits: 11)
    }
    #expect(
      refusal?.description
        == "the job needs 11 bits, lightelligence/pace2 has 7.61 bits; ask for at most 7.61 bits, "
        + "or let linear work fall back to the digital part")
    let lenient = try pace2(rule: .fallBack).time(of: pass, through: model, bits: 11)
    #expect(!lenient.isOnLight && lenient.shareOnLight == 0 && lenient.dominant == .digital)
    #expect(
      lenient.reason
        == "100 % of the time goes into the digital part, to which linear operators fell back for "
        + "want of bits")
    #expect(try strict.time(of: pass, through: model, bits: 7).isOnLight)
  }

  /// Attention runs on light where both operands are modulated, and on the digital part elsewhere.
  @Test func dynamicCrossbarsAttend() throws {
    let model = try resolver.model("bert-large")
    let pass = ForwardPass(sequences: 8, tokens: 512)
    var host = roomy
    let stationary = try host.time(of: pass, through: model)
    host.card.design = .dynamicCrossbar
    host.card.wavelengths = 12
    let dynamic = try host.time(of: pass, through: model)
    #expect(dynamic.shareOnLight > stationary.shareOnLight && dynamic.shareOnLight > 0.98)
    #expect(dynamic[.weightUpdate] == 0)
  }

  /// More cards, clock, bandwidth or digital speed never slow a pass down.
  @Test func moreIsNeverSlower() throws {
    let models = try ["llama-3-8b", "mixtral-8x7b", "whisper-large-v3"].map {
      try resolver.model($0)
    }
    for seed in UInt64(1)...60 {
      var draw = Draw(seed: seed)
      let digital = DigitalPart(
        isOnCard: draw.integer(0...1) == 1, flops_s: draw.magnitude(11...14),
        memory_bytes_s: draw.magnitude(10...12))
      let host = PhotonicHost(card: draw.card(), digital: digital)
      let model = models[draw.integer(0...2)]
      let pass = ForwardPass(sequences: draw.integer(1...64), tokens: draw.integer(1...512))
      let before = try host.time(of: pass, through: model).total_s
      var betters = [host, host, host, host]
      betters[0].card.clock_hz *= 2
      betters[1].card.host_bytes_s *= 2
      betters[2].digital.flops_s *= 2
      betters[3].card.memory_bytes = 1e15
      for (index, better) in betters.enumerated() {
        let after = try better.time(of: pass, through: model).total_s
        #expect(after <= before * (1 + 1e-9), "seed \(seed), change \(index)")
      }
    }
  }
}
