import KoineFormats
import KoineModel
import KoinePerformance
import Testing

/// Questions without an answer, by the exact words of the refusal.
@Suite struct TrainingRefusalTests {
  private let chips: [Chip]
  private let llama: NeuralModel

  init() throws {
    let resolver = TopologyResolver(catalogue: Repository.topologies)
    chips = try resolver.loadCatalogue().chips
    llama = try resolver.model("llama-3-8b")
  }

  private func chip(_ key: String) throws -> Chip {
    try #require(chips.first { $0.key == key })
  }

  private func refusal(_ plan: TrainingPlan, servers: Int = 1) throws -> String {
    let speed = try ChipSpeed(chip("nvidia/a100-sxm-80gb"))
    let type = NodeType(name: "server", chip: .none, accelerators: 8)
    let estimator = TrainingEstimator(
      model: llama, speed: speed, network: Interconnect(type, servers: servers, speed: speed),
      sequenceLength: plan.sequenceLength)
    let error = #expect(throws: PerformanceRefusal.self) { try estimator.step(plan) }
    return error.map { $0.description } ?? ""
  }

  @Test func plansThatDoNotDivideNameTheNearest() throws {
    var plan = TrainingPlan(globalBatch: 512, sequenceLength: 8192)
    plan.tensor = 3
    #expect(
      try refusal(plan)
        == "heads of 32 cannot be divided by tensor parallelism of 3; the nearest that divides is 2"
    )
    plan.tensor = 1
    plan.data = 6
    #expect(
      try refusal(plan)
        == "a global batch of 512 cannot be divided by data parallelism of 6; the nearest that "
        + "divides is 4")
    plan.data = 1
    plan.pipeline = 33
    #expect(
      try refusal(plan)
        == "33 pipeline stages are more than the model's 32 layers; at most 32 will do")
    plan.pipeline = 1
    plan.expert = 2
    #expect(
      try refusal(plan)
        == "a number of experts of 1 cannot be divided by expert parallelism of 2; the nearest "
        + "that divides is 1")
  }

  @Test func plansOfTooManyAcceleratorsAreRefused() throws {
    let plan = TrainingPlan(data: 16, globalBatch: 512, sequenceLength: 8192)
    #expect(try refusal(plan) == "the plan needs 16 accelerators, there are 8")
  }

  @Test func whatDoesNotFitSaysByHowMuchAndWhatWould() throws {
    let plan = TrainingPlan(
      data: 8, globalBatch: 512, sequenceLength: 8192, recomputation: .selective)
    let words = try refusal(plan)
    #expect(words.hasPrefix("TP1PP1DP8 micro-batch 1 recompute selective needs "))
    #expect(words.hasSuffix("fits") && words.contains(" GB too much; "))
  }

  @Test func unknownChipsAreRefused() throws {
    let error = #expect(throws: PerformanceRefusal.self) {
      try ChipSpeed(try chip("hygon/bw1000"))
    }
    #expect(
      error?.description
        == "the speed of hygon/bw1000 is unknown: peak_tflops is in no source and there is no "
        + "estimate; it can be placed for jobs with a plain duration only")
  }

  @Test func precisionsThatAChipLacksAreRefused() throws {
    let error = #expect(throws: PerformanceRefusal.self) {
      try ChipSpeed(try chip("nvidia/a100-sxm-80gb"), precision: .fp8)
    }
    #expect(
      error?.description
        == "nvidia/a100-sxm-80gb states no peak for fp8; it has fp64, fp32, tf32, fp16, int8")
  }

  @Test func estimatesAreNamed() throws {
    #expect(try ChipSpeed(chip("biren/br166l")).estimates.contains("peak_tflops.fp16"))
    #expect(try !ChipSpeed(chip("metax/c550")).estimates.contains("efficiency.gemm"))
  }

  @Test func modelsThatFitNowhereSayHowManyWouldDo() throws {
    let speed = try ChipSpeed(chip("nvidia/a100-sxm-80gb"))
    let type = NodeType(name: "server", chip: .none, accelerators: 8)
    let big = try TopologyResolver(catalogue: Repository.topologies).model("llama-3-405b")
    let estimator = TrainingEstimator(
      model: big, speed: speed, network: Interconnect(type, servers: 1, speed: speed))
    let error = #expect(throws: PerformanceRefusal.self) {
      try PlanSearch(estimator, globalBatch: 64, accelerators: 8).best()
    }
    #expect(
      error?.description.hasPrefix("Llama 3 405B fits on 8 accelerators under no plan") == true)
  }

  @Test func degreesAreRead() {
    var plan = TrainingPlan(globalBatch: 1, sequenceLength: 1)
    let isRight = plan.setDegrees("PP2DP4EP4TP2")
    #expect(isRight && plan.tensor == 2 && plan.pipeline == 2 && plan.data == 4 && plan.expert == 4)
    for text in ["", "XX2", "TP", "TP0", "2TP", "TP-1", "TP99999999"] {
      let isWrong = !plan.setDegrees(text)
      #expect(isWrong && plan.tensor == 2, "\(text)")
    }
  }
}
