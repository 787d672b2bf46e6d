import KoineModel

extension MeasuredTraining {
  /// Training runs that no figure of the catalogue was set by: other software, number format, models and
  /// plans than those of FlagPerf.
  ///
  /// Products in 8 bits; stages take turns; exchanges run beside computation. Runs whose sequences are
  /// split over accelerators (context parallelism) are left out, and so are those whose accelerators
  /// are not in the catalogue.
  public static let heldOut: [MeasuredTraining] = [
    ("llama-2-7b", "TP1PP1DP8", 1, 128, 4096, 16_634, nemo),
    ("llama-2-13b", "TP1PP4DP4", 10, 128, 4096, 8_715, nemo),
    ("llama-2-70b", "TP4PP4DP4", 20, 128, 4096, 1_717, nemo),
    ("gpt3-175b", "TP4PP8DP4", 6, 256, 2048, 745, nemo),
    ("llama-3-70b", "TP4PP8DP2", 5, 256, 8192, 1_639, bridge),
  ].map { model, degrees, turns, batch, tokens, rate, source in
    var plan = TrainingPlan(
      globalBatch: batch, sequenceLength: tokens, virtualStages: turns, overlapsData: true,
      gradientBytes: 2)
    let isRight = plan.setDegrees(degrees)
    precondition(isRight, "degrees are written like TP1PP2DP4")
    var run = MeasuredTraining(
      chip: "nvidia/h100-sxm", model: model, plan: plan, network_gb_s: 50,
      tokens_per_s_per_accelerator: rate, source: source)
    run.precision = .fp8
    return run
  }

  private static let nemo = "NVIDIA NeMo 24.07, performance benchmarks, DGX H100, FP8"
  private static let bridge = "NVIDIA Megatron Bridge 26.02, performance summary, DGX H100, FP8"
}
