extension MeasuredTraining {
  /// The training runs of FlagPerf (Apache-2.0, commit 1b5a0303) whose pages state a plan, with the
  /// batches and sequences of the scripts beside them.
  public static let flagPerf: [MeasuredTraining] =
    llama3OnA100 + denseOnA800 + mixtures + onHopper + onC500

  private static func source(_ path: String) -> String { "FlagPerf@1b5a0303 training/" + path }

  /// `plan` with the degrees of `degrees`.
  private static func plan(_ degrees: String, _ plan: TrainingPlan) -> TrainingPlan {
    var plan = plan
    let isRight = plan.setDegrees(degrees)
    precondition(isRight, "degrees are written like TP1PP2DP4")
    return plan
  }

  /// Megatron-core 0.6: 512 sequences of 8,192 tokens, recomputed attention, sequence parallelism.
  private static let megatron = TrainingPlan(
    globalBatch: 512, sequenceLength: 8192, recomputation: .selective)

  private static let llama3OnA100: [MeasuredTraining] = [
    ("PP2DP4TP1", 3698.7), ("PP4DP2TP1", 3306.5), ("PP2DP2TP2", 3409.2), ("PP2DP1TP4", 3006.1),
    ("PP8DP1TP1", 2690.3), ("PP1DP1TP8", 2451.2), ("PP4DP1TP2", 3042.7),
  ].map { degrees, rate in
    MeasuredTraining(
      chip: "nvidia/a100-sxm-80gb", model: "llama-3-8b", plan: plan(degrees, megatron),
      tokens_per_s_per_accelerator: rate, source: source("nvidia/llama3_8B-megatron"))
  }

  /// DeepSpeed with gradients of 16 bits.
  private static func deepSpeed(
    _ accumulation: Int, microBatch: Int = 1, tokens: Int = 4096, _ sharding: OptimizerSharding
  ) -> TrainingPlan {
    TrainingPlan(
      data: 8, microBatch: microBatch, globalBatch: 8 * microBatch * accumulation,
      sequenceLength: tokens, sharding: sharding, isSequenceParallel: false,
      overlapsData: sharding == .parameters, gradientBytes: 2)
  }

  /// FlagScale of commit ed55532: 2,048 tokens, nothing overlaps, no sequence parallelism.
  private static func flagScale(_ degrees: String, microBatch: Int, accumulation: Int)
    -> TrainingPlan
  {
    var result = plan(
      degrees, TrainingPlan(globalBatch: 1, sequenceLength: 2048, isSequenceParallel: false))
    result.microBatch = microBatch
    result.globalBatch = microBatch * accumulation * result.data
    return result
  }

  private static let denseOnA800: [MeasuredTraining] = [
    ("llama-2-7b", deepSpeed(32, .optimizer), 4047, "nvidia/llama2_7b-megatron-deepspeed"),
    ("llama-2-7b", deepSpeed(128, .optimizer), 3974, "nvidia/llama2_7b-megatron-deepspeed"),
    ("llama-2-7b", deepSpeed(1, .parameters), 3564, "nvidia/llama2_7b-deepspeed"),
    (
      "llama-2-7b", deepSpeed(1, microBatch: 3, tokens: 2048, .parameters), 3917,
      "nvidia/llama2_7b-deepspeed"
    ),
    (
      "llama-2-7b", deepSpeed(64, microBatch: 3, tokens: 2048, .parameters), 4062,
      "nvidia/llama2_7b-deepspeed"
    ),
    (
      "aquila2-7b", flagScale("TP1PP1DP8", microBatch: 1, accumulation: 9), 3936.8,
      "nvidia/aquila2_7b-flagscale"
    ),
    (
      "aquila2-7b", flagScale("TP8PP1DP1", microBatch: 8, accumulation: 9), 2866.3,
      "nvidia/aquila2_7b-flagscale"
    ),
    (
      "aquila2-7b", flagScale("TP1PP8DP1", microBatch: 4, accumulation: 9), 2093.5,
      "nvidia/aquila2_7b-flagscale"
    ),
    (
      "aquila2-7b", flagScale("TP2PP2DP2", microBatch: 4, accumulation: 9), 3468.3,
      "nvidia/aquila2_7b-flagscale"
    ),
    (
      "aquila2-7b", flagScale("TP1PP1DP8", microBatch: 1, accumulation: 4), 3813.2,
      "nvidia/aquila2_7b_finetune-flagscale"
    ),
    (
      "aquila2-7b", flagScale("TP2PP1DP4", microBatch: 1, accumulation: 8), 3639.8,
      "nvidia/aquila2_7b_finetune-flagscale"
    ),
    (
      "aquila2-7b", flagScale("TP1PP1DP8", microBatch: 1, accumulation: 16), 4318.9,
      "nvidia/aquila2_7b_finetune-flagscale"
    ),
  ].map { model, plan, rate, path in
    MeasuredTraining(
      chip: "nvidia/a800-sxm-80gb", model: model, plan: plan,
      tokens_per_s_per_accelerator: rate, source: source(path))
  }

  private static let mixtures: [MeasuredTraining] = [
    MeasuredTraining(
      chip: "nvidia/a800-sxm-80gb", model: "qwen1.5-moe-pai", plan: plan("TP1PP2DP4", megatron),
      tokens_per_s_per_accelerator: 7450.7, source: source("nvidia/qwen1.5_MoE-megatron")),
    MeasuredTraining(
      chip: "iluvatar/bi-v150", model: "mixtral-8x7b-8-layers",
      plan: plan("PP2DP4EP4TP2", TrainingPlan(globalBatch: 128, sequenceLength: 2048)),
      serverSize: 16, tokens_per_s_per_accelerator: 20106,
      source: source("iluvatar/mixtral_8x7B-megatron"),
      unmet:
        "20,106 tokens/s would be 2.4 times the card's peak; the MFU of 7.98 % printed beside it "
        + "belongs to 201.06 tokens/s, which no form of the model comes near: 3,734 as it stands, 1,282 "
        + "with all communication staged through the hosts, 1,187 with 100 us a kernel besides"),
  ]

  private static let onHopper: [MeasuredTraining] =
    [
      ("PP1DP4TP2", 512, 8103.0), ("PP1DP8TP2", 512, 7914), ("PP1DP220TP2", 1760, 7047),
    ].map { degrees, batch, rate in
      var plan = plan(degrees, megatron)
      plan.globalBatch = batch
      return MeasuredTraining(
        chip: "nvidia/h100-sxm", model: "llama-3-8b", plan: plan, network_gb_s: 50,
        tokens_per_s_per_accelerator: rate, source: source("nvidia/llama3_8B-megatron"))
    } + [
      MeasuredTraining(
        chip: "nvidia/h100-sxm", model: "llama-3-70b", plan: plan("PP4DP2TP8", megatron),
        network_gb_s: 50, tokens_per_s_per_accelerator: 851,
        source: source("nvidia/llama3_70B-megatron")),
      MeasuredTraining(
        chip: "nvidia/h800-sxm", model: "llama-2-70b",
        plan: plan(
          "TP4PP8DP1",
          TrainingPlan(globalBatch: 1024, sequenceLength: 4096, isSequenceParallel: false)),
        tokens_per_s_per_accelerator: 908.29, source: source("nvidia/llama2_70B-megatron")),
    ]

  /// Pages that print MFU only: tokens/s from it, the parameters of its formula, and 280 TFLOPS.
  private static let onC500: [MeasuredTraining] = [
    ("llama-2-7b", deepSpeed(32, .optimizer), 0.518, 7.0e9, "metax/llama2_7b-megatron-deepspeed"),
    ("llama-3-8b", plan("PP2DP2TP2", megatron), 0.404, 8.0e9, "metax/llama3_8B-megatron"),
    ("qwen1.5-moe-pai", plan("TP1PP2DP4", megatron), 0.2691, 2.3e9, "metax/qwen1.5_MoE-megatron"),
  ].map { model, plan, utilization, parameters, path in
    MeasuredTraining(
      chip: "metax/c550", model: model, plan: plan,
      tokens_per_s_per_accelerator: utilization * 280e12 / (6 * parameters), source: source(path))
  }
}
