import KoineFormats
import KoineModel
import KoinePerformance
import Testing

/// What a replica serves, by hand and by its limits.
@Suite struct ServingTests {
  private let resolver = TopologyResolver(catalogue: Repository.topologies)

  private func replica(_ chip: Chip, accelerators: Int = 1) throws -> ServingReplica {
    .digital(try DigitalReplica(chip, accelerators: accelerators))
  }

  /// Llama 3 8B: 15 GB of matrices at 1 TB/s, and 131,072 bytes of cache a token.
  @Test func aStepOfDecodingByHand() throws {
    let model = try resolver.model("llama-3-8b")
    let work = ServingWork(model: model, promptTokens: 1000, outputTokens: 201)
    let one = try replica(.round).point(work, batch: 1)
    let matrices = Double(model.parameters - model.embeddingParameters) - 65.0 * 4096
    let cache = 131_072.0 * 1101
    let other = model.forwardWork(tokens: 2201).other
    #expect(model.cacheBytesPerToken() == 131_072)
    #expect(isNear(one.step.memory_s, (2 * matrices + cache + other) / 1e12, within: 1e-6))
    #expect(one.step.bound == .memory && one.step.link_s == 0)
    #expect(one.prefill.bound == .compute)
    // 1,000 tokens through 6.98e9 weights of layers and one through the vocabulary, and attention.
    let vocabulary = 128_256.0 * 4096
    let flops = 2 * (1000 * (matrices - vocabulary) + vocabulary)
    let attention = model.forwardWork(tokens: 1000).attention * 1000
    let compute = one.prefill.compute_s
    #expect(isNear(compute, (flops - 2 * vocabulary + attention) / 1e14, within: 1e-3))
  }

  /// The rate follows from Little's law: requests at a time over the time of one.
  @Test func theRateIsThatOfLittle() throws {
    let work = ServingWork(
      model: try resolver.model("llama-3-8b"), promptTokens: 800, outputTokens: 101)
    for batch in [1, 7, 32] {
      let point = try replica(.round).point(work, batch: batch)
      let stay_s = 100 * point.timePerOutputToken_s
      #expect(isNear(point.requests_per_s, Double(batch) / stay_s))
      // Prompts and steps fill the time of the replica.
      let used = point.requests_per_s * point.prefill.total_s
      let steps = point.requests_per_s * 100 / Double(batch) * point.step.total_s
      #expect(isNear(used + steps, 1))
    }
  }

  /// 40 GiB x 0.942 x 0.95 less 16.06 GB leave 22.4 GB for requests of 2,048 tokens x 131,072 bytes.
  @Test func memoryLimitsTheBatch() throws {
    let work = ServingWork(
      model: try resolver.model("llama-3-8b"), promptTokens: 1792, outputTokens: 256)
    let replica = try replica(.round)
    #expect(replica.batchByMemory(work) == 83)
    let capacity = try replica.capacity(work)
    #expect(capacity.full.batch == 83 && capacity.limit == .memory)
    #expect(capacity.estimates == [])
  }

  /// Promises lower the batch, and the largest batch that keeps them is found.
  @Test func promisesLimitTheBatch() throws {
    let work = ServingWork(
      model: try resolver.model("llama-3-8b"), promptTokens: 1792, outputTokens: 256)
    let replica = try replica(.round)
    let free = try replica.capacity(work)
    let wanted = (try replica.point(work, batch: 20)).timePerOutputToken_s
    let kept = try replica.capacity(
      work, objectives: ServiceObjectives(timePerOutputToken_s: wanted))
    #expect(kept.full.batch == 20 && kept.limit == .timePerOutputToken)
    #expect(kept.requests_per_s < free.requests_per_s)
    let prompt = (try replica.point(work, batch: 11)).timeToFirstToken_s
    let early = try replica.capacity(
      work, objectives: ServiceObjectives(timeToFirstToken_s: prompt))
    #expect(early.full.batch == 11 && early.limit == .timeToFirstToken)
  }

  /// Below its capacity a replica serves with the fewest requests at a time that keep up.
  @Test func lightLoadIsServedFaster() throws {
    let work = ServingWork(
      model: try resolver.model("llama-3-8b"), promptTokens: 800, outputTokens: 201)
    let capacity = try replica(.round).capacity(work)
    let light = capacity.point(load_requests_per_s: capacity.requests_per_s / 4)
    #expect(light.batch < capacity.full.batch / 2)
    #expect(light.requests_per_s >= capacity.requests_per_s / 4)
    #expect(light.timePerOutputToken_s < capacity.full.timePerOutputToken_s)
    #expect(capacity.point(load_requests_per_s: 1e9) == capacity.full)
  }

  @Test func anEncoderServesWholeRequests() throws {
    let work = ServingWork(
      model: try resolver.model("bert-large"), promptTokens: 128, outputTokens: 1)
    let capacity = try replica(.round).capacity(work)
    #expect(capacity.full.timePerOutputToken_s == 0 && capacity.full.outputTokens_per_s == 0)
    #expect(capacity.limit == .maximum && capacity.full.batch == 1024)
    let expected = 1024 / capacity.full.timeToFirstToken_s
    #expect(isNear(capacity.requests_per_s, expected))
  }

  @Test func refusalsSayWhatWouldDo() throws {
    let large = ServingWork(
      model: try resolver.model("llama-3-70b"), promptTokens: 1000, outputTokens: 200)
    #expect(
      try refusal { try replica(.round).capacity(large) }
        == "llama-3-70b with the cache of one request needs 141.6 GB, the replica has 38.4 GB on "
        + "acme/round; 4 accelerators hold it")
    let small = ServingWork(
      model: try resolver.model("llama-3-8b"), promptTokens: 1000, outputTokens: 200)
    let hasty = ServiceObjectives(timePerOutputToken_s: 0.001)
    #expect(
      try refusal { try replica(.round).capacity(small, objectives: hasty) }
        == "one request at a time has a time per output token of 19.0 ms on acme/round, 1.0 ms "
        + "were promised; promise 19.0 ms or more, or take more accelerators")
    #expect(
      try refusal { _ = try DigitalReplica(.round, accelerators: 1, precision: .fp8) }
        == "acme/round states no peak for fp8; it has fp16")
    var bare = Chip.round
    bare.memory_gb = nil
    #expect(
      try refusal { _ = try DigitalReplica(bare, accelerators: 1) }
        == "the speed of acme/round is unknown: memory_gb is in no source and there is no "
        + "estimate; it can be placed for jobs with a plain duration only")
    bare.peak_tflops = [:]
    #expect(
      try refusal { _ = try DigitalReplica(bare, accelerators: 1) }
        == "the speed of acme/round is unknown: peak_tflops is in no source and there is no "
        + "estimate; it can be placed for jobs with a plain duration only")
  }

  private func refusal<Value>(_ body: () throws -> Value) throws -> String {
    let error = #expect(throws: ServingRefusal.self) { _ = try body() }
    return try #require(error).description
  }

  /// PACE2 has 7.61 bits: 8 are refused; a model that bears 7 is served, or linear work falls back.
  @Test func photonicCardsServeWhatBearsFewBits() throws {
    let chip = try #require(try Repository.catalogue().chips(named: "lightelligence/pace2").first)
    let work = ServingWork(
      model: try resolver.model("llama-3-8b"), promptTokens: 512, outputTokens: 65)
    let exact = try ServingReplica(chip, accelerators: 4, request: ReplicaRequest())
    #expect(
      try refusal { try exact.capacity(work) }
        == "the job needs 8 bits, lightelligence/pace2 has 7.61 bits; ask for at most 7.61 bits, "
        + "or let linear work fall back to the digital part")
    let coarse = try ServingReplica(chip, accelerators: 4, request: ReplicaRequest(bits: 7))
    let capacity = try coarse.capacity(work)
    #expect(capacity.requests_per_s > 0 && capacity.full.step.bound == .light)
    #expect(capacity.estimates.contains("photonic.clock_ghz"))
    let fallen = try ServingReplica(
      chip, accelerators: 4, request: ReplicaRequest(fallsBack: true))
    #expect(try fallen.capacity(work).requests_per_s > 0)
  }

  /// More memory, bandwidth, arithmetic or link never lower what a replica serves.
  @Test func moreIsNeverLess() throws {
    let models = try ["llama-3-8b", "llama-3-70b", "mixtral-8x7b"].map { try resolver.model($0) }
    for seed in UInt64(1)...60 {
      var draw = Draw(seed: seed)
      let work = ServingWork(
        model: models[draw.integer(0...2)], promptTokens: draw.integer(1...4000),
        outputTokens: draw.integer(2...1000), maximumBatch: draw.integer(1...512))
      var chip = Chip.round
      chip.memory_gb = Figure(Double(draw.integer(60...200)))
      chip.peak_tflops[.fp16] = Figure(draw.magnitude(1...3))
      chip.memoryBandwidth_gb_s = Figure(draw.magnitude(2...4))
      chip.link_gb_s = Figure(draw.magnitude(1...3))
      var betters = [chip, chip, chip, chip]
      betters[0].memory_gb!.value *= 1.5
      betters[1].peak_tflops[.fp16]!.value *= 1.5
      betters[2].memoryBandwidth_gb_s!.value *= 1.5
      betters[3].link_gb_s!.value *= 1.5
      let before = try replica(chip, accelerators: 4).capacity(work).requests_per_s
      for (index, better) in betters.enumerated() {
        let after = try replica(better, accelerators: 4).capacity(work).requests_per_s
        #expect(after >= before * (1 - 1e-9), "seed \(seed), change \(index)")
      }
    }
  }
}
