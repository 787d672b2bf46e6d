import KoineFormats
import KoineModel
import KoinePerformance
import Testing

/// Replicas over several nodes, by hand and by their limits.
@Suite struct ServingNetworkTests {
  private let resolver = TopologyResolver(catalogue: Repository.topologies)

  private func site(interface_gb_s: Double, nodes: Int = 4, most: Int? = nil) throws -> ServingSite
  {
    var type = NodeType(name: "n", chip: .none, accelerators: 8)
    type.networkInterfaces = 8
    type.networkInterface_gb_s = Figure(interface_gb_s, confidence: .measured)
    let speed = try ChipSpeed(.round)
    return ServingSite(
      network: Interconnect(type, servers: nodes, speed: speed), most: most)
  }

  private func capacity(
    _ model: String, _ accelerators: Int, on site: ServingSite
  ) throws -> ServingCapacity {
    let work = ServingWork(
      model: try resolver.model(model), promptTokens: 1000, outputTokens: 201)
    return try ServingCapacity(
      .round, ReplicaRequest(accelerators: accelerators), work, on: site)
  }

  /// Sixteen in `s` stages: each step goes through all of them with 32/s requests, and hands 4,096
  /// values of each over the network s - 1 times. Parts of an accelerator are the same whatever `s` is.
  @Test func aPipelineByHand() throws {
    let slow = try site(interface_gb_s: 1)
    let found = try capacity("llama-3-8b", 16, on: slow)
    let stages = found.replica.stages
    #expect(stages > 1 && found.replica.accelerators == 16)
    let team = try capacity("llama-3-8b", 16 / stages, on: slow)
    let point = try found.replica.point(found.work, batch: 32)
    let alone = try team.replica.point(team.work, batch: 32 / stages)
    func handOver(vectors: Int) -> Double {
      let bytes = Double(vectors * 4096 * 2 * stages / 16)
      return Double(stages - 1) * (bytes / 1e9 + Interconnect.networkLatency_s)
    }
    let step = alone.step.total_s + handOver(vectors: 32 / stages)
    #expect(isNear(point.step.total_s, step))
    #expect(isNear(point.prefill.total_s, alone.prefill.total_s + handOver(vectors: 1000)))
    // Stages read different prompts at the same time.
    let between = 32 * point.prefill.total_s / Double(stages) / 200
    #expect(isNear(point.timePerOutputToken_s, point.step.total_s + between))
  }

  /// What a replica over four nodes serves grows with the interfaces; one inside a node does not see them.
  @Test func theNetworkBetweenNodesCounts() throws {
    var last = 0.0
    for interface_gb_s in [0.1, 1, 10, 100, 400] {
      let found = try capacity("llama-3-70b", 32, on: site(interface_gb_s: interface_gb_s))
      #expect(found.requests_per_s >= last, "\(interface_gb_s) GB/s")
      last = found.requests_per_s
    }
    let slow = try capacity("llama-3-70b", 32, on: site(interface_gb_s: 0.1))
    #expect(last > 1.2 * slow.requests_per_s)
    let near = try capacity("llama-3-70b", 8, on: site(interface_gb_s: 0.1))
    #expect(try capacity("llama-3-70b", 8, on: site(interface_gb_s: 400)).full == near.full)
  }

  /// A third of the accelerators is no share of 32 heads: they stand one behind the other, 11, 11 and 10
  /// layers each.
  @Test func whatDoesNotDivideHeadsIsAPipeline() throws {
    let found = try capacity("llama-3-8b", 3, on: site(interface_gb_s: 50))
    #expect(found.replica.stages == 3)
    #expect(try capacity("llama-3-8b", 2, on: site(interface_gb_s: 50)).replica.stages == 1)
  }

  @Test func refusalsSayWhatWouldDo() throws {
    let wide = try site(interface_gb_s: 50)
    #expect(
      try refusal { try capacity("llama-3-8b", 37, on: wide) }
        == "37 accelerators of acme/round cannot share llama-3-8b: neither its heads nor its layers "
        + "divide among them; 36 can")
    let small = try site(interface_gb_s: 50, nodes: 2, most: 16)
    #expect(
      try refusal { try capacity("llama-3-8b", 17, on: small) }
        == "one replica asks for 17 accelerators, the cluster has 16 acme/round; ask for at most 16"
    )
    #expect(
      try refusal { try capacity("deepseek-v3", 0, on: small) }
        == "deepseek-v3 with the cache of one request needs 1343.5 GB, the replica has 614.9 GB on "
        + "acme/round; 64 accelerators hold it, the cluster has 16")
  }

  /// 671 GB of 8-bit weights stand in hosts of 128 GiB a card, of which 95 % are for them.
  @Test func hostsBoundPhotonicCards() throws {
    let topology = try resolver.topology("tiny", scale: 1)
    let chip = try #require(topology.chips(named: "lightelligence/pace2").first)
    let site = ServingSite(topology, chip: chip)
    #expect(site.most == 4 && site.hostMemory_bytes == 512 * 1_073_741_824 / 4)
    let work = ServingWork(
      model: try resolver.model("deepseek-v3"), promptTokens: 1024, outputTokens: 256)
    let request = ReplicaRequest(accelerators: 1, bits: 7)
    #expect(
      try refusal {
        try ServingCapacity(topology.chips[chip.index], request, work, on: site)
      }
        == "deepseek-v3 with the cache of one request needs 671.2 GB, the replica has 130.5 GB of its "
        + "host's memory on lightelligence/pace2; 8 accelerators hold it, the cluster has 4")
    let small = ServingWork(
      model: try resolver.model("llama-3-8b"), promptTokens: 1024, outputTokens: 256)
    let found = try ServingCapacity(topology.chips[chip.index], request, small, on: site)
    #expect(found.replica.accelerators == 1 && found.requests_per_s > 0)
  }

  private func refusal<Value>(_ body: () throws -> Value) throws -> String {
    let error = #expect(throws: ServingRefusal.self) { _ = try body() }
    return try #require(error).description
  }
}
